"""Addresses of the sockets.  Not here: pages (``podlab.urls``)."""

from django.urls import URLPattern, path

from podlab.classroom import routing
from podlab.workbench.consumers.page import PageConsumer

websocket_urlpatterns: list[URLPattern] = [
    path("ws/cluster/", PageConsumer.as_asgi()),
    *routing.websocket_urlpatterns,
]
