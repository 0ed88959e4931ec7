"""Addresses of the workbench."""

from django.urls import URLPattern, path

from podlab.workbench import views

app_name = "workbench"
urlpatterns: list[URLPattern] = [
    path("", views.page, name="page"),
    path("schema.json", views.schema, name="schema"),
    path("healthz", views.health, name="health"),
    path("language", views.language, name="language"),
    path("moment/<str:signed>", views.moment, name="moment"),
]
