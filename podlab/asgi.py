"""The server: Django's pages, the pages' sockets, the Kubernetes API of every cluster.

Composition only: which application answers which address, and what the process is made of.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "podlab.settings")
django.setup()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from channels.sessions import CookieMiddleware  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402

from lessons.api import (  # noqa: E402
    FIRST_LESSON,
    PURPOSES,
    Bell,
    BellRinger,
    LessonExtension,
    PreviewExtension,
)
from podlab.classroom.api import ClassroomExtension, Rooms, Timetable  # noqa: E402
from podlab.gateway.api import ClusterPaths  # noqa: E402
from podlab.gateway.tokens import PREFIX, token_for  # noqa: E402
from podlab.hosting.collector import settle  # noqa: E402
from podlab.hosting.handover import give_way  # noqa: E402
from podlab.hosting.registry import Registry  # noqa: E402
from podlab.routing import websocket_urlpatterns  # noqa: E402
from podlab.workbench.api import PageExtension  # noqa: E402
from podlab.workbench.durable import DatabaseJournal  # noqa: E402
from podlab.workbench.hosted import Host  # noqa: E402

_registry = Registry(DatabaseJournal(), settings.PODLAB_IDLE_SECONDS)
_rooms = Rooms(_registry)
Rooms.install(_rooms)


def _extensions() -> list[PageExtension]:
    """What a page can do beside the workbench; an author's preview only where it is asked for."""
    previews = [PreviewExtension()] if settings.PODLAB_PREVIEW else []
    return [ClassroomExtension(_rooms), LessonExtension(), *previews]


Host.install(
    Host(
        _registry,
        _extensions,
        FIRST_LESSON,
        lambda cluster: f"{PREFIX}{token_for(cluster)}",
        PURPOSES,
    )
)

_pages = get_asgi_application()
_sockets = AllowedHostsOriginValidator(CookieMiddleware(URLRouter(websocket_urlpatterns)))
_kubernetes = ClusterPaths(_registry)

application = BellRinger(
    Bell(_registry),
    BellRinger(
        Timetable(_registry),
        ProtocolTypeRouter(
            {
                "http": _kubernetes.or_else(_pages),
                "websocket": _kubernetes.or_else(_sockets),
            }
        ),
    ),
)

give_way()
settle()
