"""Addresses of the pages.  Not here: sockets (``podlab.routing``) or the Kubernetes API."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("podlab.workbench.urls")),
    path("", include("podlab.classroom.urls")),
    # One way to sign in, with its limits, for the admin too.
    path("admin/login/", RedirectView.as_view(url="/account/sign-in?next=/admin/")),
    path("admin/", admin.site.urls),
]
