"""The people of a class: list, roles, groups, roster.

Not here: what changes (``classroom.classes``, ``classroom.groups``, ``classroom.roster``).
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from podlab.classroom import classes, groups, roster
from podlab.classroom.forms import RosterForm
from podlab.classroom.models import Membership
from podlab.classroom.permissions import ROLES, Action
from podlab.classroom.roster import LineError
from podlab.classroom.views.access import guarded
from podlab.classroom.words import column, refusal, roster_line


@never_cache
@require_safe
@guarded(Action.RUN_CLASS)
def members(request: HttpRequest, place: Membership) -> HttpResponse:
    """Everybody of the class."""
    return _page(request, place)


def _page(request: HttpRequest, place: Membership, problem: str = "") -> HttpResponse:
    found = Membership.objects.filter(classroom=place.classroom).select_related("group")
    context = {
        "room": place.classroom,
        "me": place,
        "members": found.order_by("name", "id"),
        "groups": groups.groups_of(place.classroom),
        "roles": sorted(ROLES),
        "problem": problem,
    }
    return render(request, "classroom/members.html", context, status=409 if problem else 200)


@require_POST
@guarded(Action.RUN_CLASS)
def change_member(request: HttpRequest, place: Membership, member: int) -> HttpResponse:
    """Another role or group for a member, or none at all."""
    room, what = place.classroom, request.POST.get("do", "")
    try:
        if what == "remove":
            classes.remove_member(room, member)
        elif what == "change":
            classes.set_role(room, member, request.POST.get("role", ""))
            classes.put_in_group(room, member, request.POST.get("group", ""))
    except classes.ClassRefused as error:
        return _page(request, place, refusal(error))
    return redirect(f"/class/{room.id}/members")


@require_POST
@guarded(Action.RUN_CLASS)
def change_group(request: HttpRequest, place: Membership, group: int) -> HttpResponse:
    """Another name for a group, or its end."""
    room, what = place.classroom, request.POST.get("do", "")
    try:
        if what == "delete":
            groups.delete_group(room, group)
        elif what == "rename":
            groups.rename_group(room, group, request.POST.get("name", ""))
    except classes.ClassRefused as error:
        return _page(request, place, refusal(error))
    return redirect(f"/class/{room.id}/members")


@never_cache
@require_http_methods(["GET", "POST"])
@guarded(Action.RUN_CLASS)
def take_roster(request: HttpRequest, place: Membership) -> HttpResponse:
    """A roster as CSV: taken in as a whole, or its errors by line."""
    form = RosterForm(request.POST or None, request.FILES or None)
    errors: list[LineError] = []
    if request.method == "POST" and form.is_valid():
        people, errors = _read(form)
        if not errors:
            try:
                roster.take_in(place.classroom, people)
                return redirect(f"/class/{place.classroom_id}/members")
            except classes.ClassRefused as error:
                form.add_error(None, refusal(error))
    context = {
        "room": place.classroom,
        "form": form,
        "errors": [(error.line, column(error.column), roster_line(error)) for error in errors],
    }
    status = 422 if errors else 200
    return render(request, "classroom/roster.html", context, status=status)


def _read(form: RosterForm) -> tuple[list[roster.Person], list[LineError]]:
    file = form.cleaned_data.get("file")
    if file is None:
        return roster.read_roster(form.cleaned_data["text"])
    if file.size > roster.MAX_BYTES:
        return [], [LineError(1, "too-large")]
    text = roster.decode(file.read())
    if text is None:
        return [], [LineError(1, "not-text")]
    return roster.read_roster(text)
