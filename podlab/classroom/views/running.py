"""Running a class: its settings, planned exercises, the gradebook.

Not here: members (``views.members``), what is live (``consumers.dashboard``).
"""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons.api import lesson, lessons
from podlab.classroom import assignments, classes, gradebook
from podlab.classroom.forms import ExerciseForm, SettingsForm
from podlab.classroom.models import Assignment, Group, Membership
from podlab.classroom.permissions import Action
from podlab.classroom.views.access import guarded
from podlab.classroom.words import refusal


@never_cache
@require_http_methods(["GET", "POST"])
@guarded(Action.RUN_CLASS)
def settings(request: HttpRequest, place: Membership) -> HttpResponse:
    """The class's settings, its code and link."""
    room = place.classroom
    form = SettingsForm(request.POST or None, instance=room)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect(f"/class/{room.id}/settings")
    room.refresh_from_db()
    link = request.build_absolute_uri(f"/join/{room.code}")
    return render(request, "classroom/settings.html", {"room": room, "form": form, "link": link})


@require_POST
@guarded(Action.RUN_CLASS)
def change_class(request: HttpRequest, place: Membership) -> HttpResponse:
    """A new code, the end of the class, or the end of all that is kept of it."""
    room, what = place.classroom, request.POST.get("do", "")
    if what == "renew-code":
        classes.renew_code(room)
    elif what == "end":
        classes.end_class(room)
        return redirect("/classes")
    elif what == "delete" and room.ended is not None:
        room.delete()
        return redirect("/classes")
    return redirect(f"/class/{room.id}/settings")


@never_cache
@require_http_methods(["GET", "POST"])
@guarded(Action.HAND_OUT)
def exercises(request: HttpRequest, place: Membership) -> HttpResponse:
    """Planned exercises with their dates."""
    language = "en" if (get_language() or "").startswith("en") else "zh-hans"
    groups = [
        (str(one.id), one.name)
        for one in Group.objects.filter(classroom=place.classroom).order_by("name")
    ]
    form = ExerciseForm(
        request.POST or None,
        lessons=[(one.name, f"{one.number} {one.title[language]}") for one in lessons()],
        groups=groups,
    )
    if request.method == "POST" and form.is_valid():
        try:
            _plan(place, form)
            return redirect(f"/class/{place.classroom_id}/exercises")
        except classes.ClassRefused as error:
            form.add_error(None, refusal(error))
    planned = Assignment.objects.filter(classroom=place.classroom).order_by("-opens", "-id")
    context = {
        "room": place.classroom,
        "form": form,
        "exercises": [(one, _title(one, language)) for one in planned[:200]],
    }
    return render(request, "classroom/exercises.html", context)


def _title(assignment: Assignment, language: str) -> str:
    found = lesson(assignment.lesson)
    return found.title[language] if found else assignment.lesson


def _plan(place: Membership, form: ExerciseForm) -> None:
    data = form.cleaned_data
    found = lesson(data["lesson"])
    kind = "exam" if found is not None and found.place.exam is not None else "lesson"
    opens: datetime = data["opens"]
    due: datetime | None = data["due"]
    minutes = int((due - opens).total_seconds() // 60) if due else 0
    times = (max(opens, timezone.now()) if due is None else opens, due, max(minutes, 0))
    assignments.plan(place, data["lesson"], kind, int(data["group"] or 0), times)


@require_POST
@guarded(Action.RUN_CLASS)
def mark_again(request: HttpRequest, place: Membership, exercise: int) -> HttpResponse:
    """Judge a collected exam again, by the checks as they are now."""
    found = get_object_or_404(Assignment, classroom=place.classroom, id=exercise, kind="exam")
    assignments.mark_again(found)
    return redirect(f"/class/{place.classroom_id}/exercises")


@never_cache
@require_safe
@guarded(Action.EXPORT)
def gradebook_csv(request: HttpRequest, place: Membership) -> HttpResponse:
    """All results of the class."""
    text = gradebook.as_csv(gradebook.export(place.classroom_id))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    name = f"podlab-{place.classroom.code}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
