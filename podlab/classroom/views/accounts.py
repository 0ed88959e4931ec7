"""Signing up, in and out.  Not here: what becomes of a learner's work (``classroom.accounts``)."""

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from podlab.classroom import accounts
from podlab.classroom.forms import SignInForm, SignUpForm
from podlab.classroom.limits import FAILED_ADDRESSES, FAILED_SIGN_INS, NEW_ACCOUNTS
from podlab.classroom.views.access import address_of, known_learner, too_many
from podlab.workbench.api import Learner
from podlab.workbench.learners import COOKIE, learner_for, remember, sign_out_everywhere


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """A new account for the learner that one is."""
    form = SignUpForm(request.POST or None)
    if request.method == "POST":
        if NEW_ACCOUNTS.blocked(address_of(request)):
            return too_many(request, NEW_ACCOUNTS)
        if form.is_valid():
            NEW_ACCOUNTS.count(address_of(request))
            user = form.save()
            learner = accounts.sign_up(learner_for(request), user)
            return _welcome(request, user, learner)
    return render(request, "classroom/sign_up.html", {"form": form, "next": _next(request)})


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Come back to an account; what was done without one comes along."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name, address = form.cleaned_data["username"], address_of(request)
        key = f"{address} {name.casefold()}"
        if FAILED_SIGN_INS.blocked(key):
            return too_many(request, FAILED_SIGN_INS)
        if FAILED_ADDRESSES.blocked(address):
            return too_many(request, FAILED_ADDRESSES)
        user = authenticate(request, username=name, password=form.cleaned_data["password"])
        if isinstance(user, User):
            FAILED_SIGN_INS.forget(key)
            return _welcome(request, user, accounts.sign_in(known_learner(request), user))
        FAILED_SIGN_INS.count(key)
        FAILED_ADDRESSES.count(address)
        form.add_error(None, _("User name or password are not right."))
    return render(request, "classroom/sign_in.html", {"form": form, "next": _next(request)})


def _welcome(request: HttpRequest, user: User, learner: Learner) -> HttpResponse:
    login(request, user)
    response = HttpResponseRedirect(_next(request) or "/classes")
    remember(response, learner, secure=request.is_secure())
    return response


def _next(request: HttpRequest) -> str:
    """Where to go on: an address of this server, or ''."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if allowed else ""


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave this browser and all others; the work stays with the account.  Without an account the
    cookie is all that one has, so it stays."""
    learner = known_learner(request)
    logout(request)
    response = redirect("/")
    if learner is not None and learner.user_id is not None:
        sign_out_everywhere(learner)
        response.delete_cookie(COOKIE, samesite="Lax")
    return response


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Another password; other browsers are signed out."""
    if not isinstance(request.user, User):
        return redirect("/account/sign-in?next=/account/password")
    form = PasswordChangeForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        login(request, user)
        response = redirect("/account")
        if (learner := Learner.objects.filter(user=user).first()) is not None:
            sign_out_everywhere(learner)
            remember(response, learner, secure=request.is_secure())
        return response
    return render(request, "classroom/password.html", {"form": form})
