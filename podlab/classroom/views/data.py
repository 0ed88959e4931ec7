"""One's own data: who may look and who looked, taking it out, deleting it.

Not here: how (``classroom.owndata``).
"""

from asgiref.sync import async_to_sync
from django.contrib.auth import logout
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from podlab.classroom import owndata
from podlab.classroom.forms import DeleteForm
from podlab.classroom.limits import FAILED_SIGN_INS
from podlab.classroom.live.facts import past_looks
from podlab.classroom.models import Membership
from podlab.classroom.permissions import watchers
from podlab.classroom.selectors import places_of
from podlab.classroom.views.access import address_of, require_learner, too_many
from podlab.workbench.api import Host, Learner
from podlab.workbench.learners import COOKIE


@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Who one is here; who may look, and who looked."""
    learner = require_learner(request)
    rooms = []
    for place in places_of(learner.id):
        may_look = Membership.objects.filter(classroom=place.classroom, role__in=watchers())
        rooms.append((place, may_look.exclude(id=place.id), past_looks(place.id)))
    context = {"learner": learner, "rooms": rooms, "form": DeleteForm()}
    return render(request, "classroom/account.html", context)


@never_cache
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """Everything that is kept of a learner, as one archive."""
    learner = require_learner(request)
    name = "podlab-my-data.zip"
    return FileResponse(owndata.archive(learner), as_attachment=True, filename=name)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """Delete all that is kept of a learner, account, clusters and journals."""
    learner = require_learner(request)
    form = DeleteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key = f"{address_of(request)} delete {learner.id}"
        if FAILED_SIGN_INS.blocked(key):
            return too_many(request, FAILED_SIGN_INS)
        if _is_owner(learner, form.cleaned_data["password"]):
            async_to_sync(owndata.delete_learner)(Host.current().registry, learner)
            logout(request)
            response = redirect("/")
            response.delete_cookie(COOKIE, samesite="Lax")
            return response
        FAILED_SIGN_INS.count(key)
        form.add_error("password", _("The password is not right."))
    return render(request, "classroom/delete.html", {"form": form, "learner": learner})


def _is_owner(learner: Learner, password: str) -> bool:
    """Whoever has an account says its password; without one the cookie is all there is."""
    return learner.user is None or learner.user.check_password(password)
