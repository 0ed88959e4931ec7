"""Addresses of the pages.  Not here: sockets (``podlab.routing``) or the Kubernetes API."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("podlab.workbench.urls")),
]
