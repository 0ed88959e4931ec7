"""The pages: the workbench itself, links to moments, the schema for its editor, a health check.

Not here: anything live (``workbench.consumers``).
"""

import functools
import json
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from podlab.workbench import permalinks
from podlab.workbench.editor_schema import editor_schema
from podlab.workbench.learners import learner_for, remember

MAX_LINK = 200
MAX_NAME = 100


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The workbench; whoever comes without a cookie becomes a learner."""
    learner = learner_for(request)
    lang = "en" if (get_language() or "").startswith("en") else "zh-hans"
    lesson = request.GET.get("lesson", "")[:MAX_NAME]
    asked = f"?{urlencode({'lesson': lesson})}" if lesson else ""
    config = {
        "socket": f"/ws/cluster/{asked}",
        "schemaUrl": "/schema.json",
        "lang": lang,
        "langUrl": "/language",
    }
    response = render(request, "workbench/page.html", {"lang": lang, "config": config})
    remember(response, learner, secure=request.is_secure())
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def moment(request: HttpRequest, signed: str) -> HttpResponse:
    """What a link to a moment shows; a button opens a copy, which is the visitor's own."""
    found = permalinks.find(signed[:MAX_LINK])
    lang = "en" if (get_language() or "").startswith("en") else "zh-hans"
    if found is None:
        return render(request, "workbench/moment.html", {"lang": lang}, status=404)
    if request.method != "POST":
        at = datetime.fromtimestamp(found.time // 1_000_000, UTC)
        return render(request, "workbench/moment.html", {"lang": lang, "at": at})
    learner = learner_for(request)
    permalinks.open_copy(found, learner)
    response = redirect(f"/?lesson={permalinks.COPY}")
    remember(response, learner, secure=request.is_secure())
    return response


@functools.cache
def _schema_text() -> bytes:
    return json.dumps(editor_schema(), separators=(",", ":")).encode()


@require_safe
@cache_control(public=True, max_age=86_400)
def schema(request: HttpRequest) -> HttpResponse:
    """Types and fields of all kinds, for the editor's completion."""
    return HttpResponse(_schema_text(), content_type="application/json")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language of the next page; ``next`` is one of this site to go on to."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest("unknown language")
    after = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(after, None)
    response = redirect(after) if after and here else HttpResponse(status=204)
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 86_400, samesite="Lax")
    return response


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"ok": True})
