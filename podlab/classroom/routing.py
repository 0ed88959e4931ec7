"""Addresses of the classroom's sockets.  Not here: pages (``classroom.urls``)."""

from django.urls import URLPattern, path

from podlab.classroom.consumers.dashboard import DashboardConsumer
from podlab.classroom.consumers.looks import CopyConsumer, WatchingConsumer

websocket_urlpatterns: list[URLPattern] = [
    path("ws/class/<uuid:room>/", DashboardConsumer.as_asgi()),
    path("ws/look/<int:look>/", WatchingConsumer.as_asgi()),
    path("ws/copy/<int:look>/", CopyConsumer.as_asgi()),
]
