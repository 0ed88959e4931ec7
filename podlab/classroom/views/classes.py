"""Classes from outside: mine, a new one, joining one; and a class's dashboard page.

Not here: running a class (``views.members``, ``views.settings``).
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from podlab.classroom import classes
from podlab.classroom.forms import CodeForm, NameForm, NewClassForm
from podlab.classroom.limits import WRONG_CODES
from podlab.classroom.models import Look, Membership
from podlab.classroom.permissions import Action, may
from podlab.classroom.selectors import places_of
from podlab.classroom.views.access import (
    address_of,
    guarded,
    known_learner,
    place_of,
    require_learner,
    too_many,
)
from podlab.classroom.words import refusal
from podlab.workbench.api import Learner
from podlab.workbench.learners import learner_for, remember


@never_cache
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """The classes that one is in; with an account, a new one of one's own."""
    learner = known_learner(request)
    account = learner is not None and learner.user_id is not None
    form = NewClassForm(request.POST or None, initial={"own_name": _own_name(learner)})
    if request.method == "POST":
        if learner is None or not account:
            return redirect("/account/sign-in?next=/classes")
        if form.is_valid():
            try:
                made = classes.create_class(
                    learner, form.cleaned_data["class_name"], form.cleaned_data["own_name"]
                )
                return redirect(f"/class/{made.id}/settings")
            except classes.ClassRefused as error:
                form.add_error(None, refusal(error))
    found = places_of(learner.id) if learner else []
    places = [(one, may(one.role, Action.SEE_DASHBOARD)) for one in found]
    context = {"places": places, "form": form, "account": account, "code_form": CodeForm()}
    return render(request, "classroom/classes.html", context)


def _own_name(learner: Learner | None) -> str:
    return learner.user.get_full_name() or learner.user.username if learner and learner.user else ""


@never_cache
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """The code of a class, typed."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if WRONG_CODES.blocked(address_of(request)):
            return too_many(request, WRONG_CODES)
        found = classes.find_class(form.cleaned_data["code"])
        if found is not None:
            return redirect(f"/join/{found.code}")
        WRONG_CODES.count(address_of(request))
        form.add_error("code", refusal(classes.ClassRefused("unknown-code")))
    return render(request, "classroom/find.html", {"form": form})


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Join a class by its link: a name is enough where the class allows it."""
    if WRONG_CODES.blocked(address_of(request)):
        return too_many(request, WRONG_CODES)
    found = classes.find_class(code)
    if found is None:
        WRONG_CODES.count(address_of(request))
        return render(request, "classroom/find.html", {"form": _unknown(code)}, status=404)
    learner = known_learner(request)
    place = place_of(learner, found.id)
    if place is not None:
        return redirect(_home(place))
    form = NameForm(request.POST or None, initial={"name": _own_name(learner)})
    if request.method == "POST" and form.is_valid():
        learner = learner_for(request)
        try:
            place = classes.join(found, learner, form.cleaned_data["name"])
        except classes.ClassRefused as error:
            form.add_error(None, refusal(error))
        else:
            response = redirect(_home(place))
            remember(response, learner, secure=request.is_secure())
            return response
    needs_account = not found.trial and (learner is None or learner.user_id is None)
    context = {"room": found, "form": form, "needs_account": needs_account}
    return render(request, "classroom/join.html", context)


def _unknown(code: str) -> CodeForm:
    form = CodeForm({"code": code[:12]})
    form.add_error("code", refusal(classes.ClassRefused("unknown-code")))
    return form


def _home(place: Membership) -> str:
    """Where a member begins: staff at the dashboard, learners at their work."""
    if may(place.role, Action.SEE_DASHBOARD):
        return f"/class/{place.classroom_id}/"
    return "/"


@require_safe
@guarded(Action.SEE_DASHBOARD)
def dashboard(request: HttpRequest, place: Membership) -> HttpResponse:
    """The dashboard; what is live comes by its socket."""
    lang = "en" if (get_language() or "").startswith("en") else "zh-hans"
    base = f"/class/{place.classroom_id}/"
    config = {
        "socket": f"/ws{base}",
        "lang": lang,
        "langUrl": "/language",
        "room": str(place.classroom_id),
        "name": place.classroom.name,
        "exportUrl": f"{base}gradebook.csv",
        "classesUrl": "/classes",
        "exercisesUrl": f"{base}exercises",
        "membersUrl": f"{base}members",
        "settingsUrl": f"{base}settings",
    }
    context = {"lang": lang, "config": config, "room": place.classroom}
    return render(request, "classroom/dashboard.html", context)


@require_POST
@guarded(Action.TAKE_PART)
def leave(request: HttpRequest, place: Membership) -> HttpResponse:
    """Leave a class; one's work stays one's own."""
    try:
        classes.remove_member(place.classroom, place.id)
    except classes.ClassRefused as error:
        context = {"code": error.code, "text": refusal(error)}
        return render(request, "classroom/refused.html", context, status=409)
    return redirect("/classes")


@require_safe
def look(request: HttpRequest, number: int) -> HttpResponse:
    """A page on a learner's cluster, read-only, or on a copy (by the address)."""
    learner = require_learner(request)
    found = Look.objects.select_related("by", "member").filter(id=number, state="allowed")
    mine = found.filter(by__learner=learner).first()
    if mine is None or mine.by is None or not may(mine.by.role, Action.SEE_LEARNER):
        return render(request, "classroom/gone.html", {}, status=404)
    lang = "en" if (get_language() or "").startswith("en") else "zh-hans"
    socket = "look" if mine.kind == "view" else "copy"
    config = {
        "socket": f"/ws/{socket}/{mine.id}/",
        "schemaUrl": "/schema.json",
        "lang": lang,
        "langUrl": "/language",
        "watching": mine.member.name,
        "readOnly": mine.kind == "view",
        "look": mine.id,
        "classUrl": f"/class/{mine.member.classroom_id}/",
    }
    return render(request, "workbench/page.html", {"lang": lang, "config": config})
