"""Addresses of the pages.  Not here: sockets (``podlab.routing``) or the Kubernetes API."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("podlab.workbench.urls")),
    path("", include("podlab.classroom.urls")),
    path("admin/", admin.site.urls),
]
