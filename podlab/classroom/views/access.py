"""Who a request is, and whether they may: for every page of a class.

A class that somebody is not in does not exist for them (404); what their role does not allow is
refused (403).  Not here: the table of what is allowed (``classroom.permissions``).
"""

import functools
import uuid
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from podlab.classroom.limits import Limiter
from podlab.classroom.models import Membership
from podlab.classroom.permissions import Action, may
from podlab.classroom.selectors import place_in
from podlab.workbench.api import Learner
from podlab.workbench.learners import COOKIE, learner_id, learner_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

needed: dict[str, Action] = {}
"""The action that each guarded view needs, by its name: tests hold every address against it."""


def guarded(
    action: Action,
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A page of a class, for members whose role allows an action.  The view is given their
    place."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        needed[view.__name__] = action

        @functools.wraps(view)
        def page(request: HttpRequest, room: uuid.UUID, **rest: Any) -> HttpResponse:
            place = place_in(room, learner_id(request.COOKIES.get(COOKIE)))
            if place is None:
                raise Http404("no such class")
            if not may(place.role, action):
                raise PermissionDenied
            return view(request, place, **rest)

        return page

    return decorate


def require_learner(request: HttpRequest) -> Learner:
    """The learner of a request that must bring one."""
    learner = learner_of(request.COOKIES.get(COOKIE))
    if learner is None:
        raise Http404("no learner")
    return learner


def known_learner(request: HttpRequest) -> Learner | None:
    """The learner of a request, or None."""
    return learner_of(request.COOKIES.get(COOKIE))


def place_of(learner: Learner | None, room: uuid.UUID) -> Membership | None:
    """A learner's place in a class."""
    return place_in(room, learner.id if learner else None)


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, for counting: what the server itself saw, never a header."""
    return str(request.META.get("REMOTE_ADDR") or "")


def too_many(request: HttpRequest, limiter: Limiter) -> HttpResponse:
    """The page that says: wait."""
    response = render(request, "classroom/wait.html", {"seconds": int(limiter.seconds)}, status=429)
    response["Retry-After"] = str(int(limiter.seconds))
    return response
