"""The annotations of ingress-nginx that change where a request goes.

Here: reading them; wrong values fall back to the default as the controller's do.  Not here: acting
on them (``route``, ``canary``).
"""

from typing import Any, NamedTuple

Object = dict[str, Any]

PREFIX = "nginx.ingress.kubernetes.io/"
_TRUE = ("1", "t", "T", "TRUE", "true", "True")
_FALSE = ("0", "f", "F", "FALSE", "false", "False")
_KNOWN = {
    "canary", "canary-weight", "canary-weight-total", "canary-by-header", "canary-by-header-value",
    "canary-by-header-pattern", "canary-by-cookie", "rewrite-target", "use-regex", "app-root",
    "ssl-redirect", "force-ssl-redirect", "permanent-redirect", "permanent-redirect-code",
    "temporal-redirect", "upstream-vhost", "whitelist-source-range", "allowlist-source-range",
    "denylist-source-range",
}  # fmt: skip
_HARMLESS = {
    "proxy-body-size", "proxy-connect-timeout", "proxy-read-timeout", "proxy-send-timeout",
    "proxy-buffer-size", "proxy-buffering", "proxy-buffers-number", "client-body-buffer-size",
    "service-upstream", "preserve-trailing-slash", "enable-access-log", "load-balance",
    "proxy-http-version", "connection-proxy-header", "proxy-request-buffering",
}  # fmt: skip
"""Sizes, patience and tuning: what they change does not show here."""


class Canary(NamedTuple):
    """How a canary takes part of its main backend's requests."""

    weight: int = 0
    total: int = 100
    header: str = ""
    value: str = ""
    pattern: str = ""
    cookie: str = ""


class Settings(NamedTuple):
    """What one Ingress's annotations say of all its paths."""

    canary: Canary | None = None
    rewrite_target: str = ""
    use_regex: bool = False
    app_root: str = ""
    ssl_redirect: bool = True
    force_ssl_redirect: bool = False
    redirect: str = ""
    redirect_code: int = 0
    upstream_vhost: str = ""
    allowed: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()


def settings_of(ingress: Object) -> Settings:
    """Read an Ingress's annotations."""
    notes = _notes(ingress)
    code = _number(notes.get("permanent-redirect-code", ""), 301)
    redirect, redirect_code = notes.get("permanent-redirect", ""), code
    if notes.get("temporal-redirect"):
        redirect, redirect_code = notes["temporal-redirect"], 302
    allowed = notes.get("allowlist-source-range") or notes.get("whitelist-source-range", "")
    return Settings(
        canary=_canary(notes),
        rewrite_target=notes.get("rewrite-target", ""),
        use_regex=_boolean(notes, "use-regex", False),
        app_root=notes.get("app-root", ""),
        ssl_redirect=_boolean(notes, "ssl-redirect", True),
        force_ssl_redirect=_boolean(notes, "force-ssl-redirect", False),
        redirect=redirect,
        redirect_code=redirect_code,
        upstream_vhost=notes.get("upstream-vhost", ""),
        allowed=_ranges(allowed),
        denied=_ranges(notes.get("denylist-source-range", "")),
    )


def not_simulated(ingress: Object) -> list[str]:
    """The controller's annotations of an Ingress that ask for what is not simulated."""
    return sorted(name for name in _notes(ingress) if name not in _KNOWN | _HARMLESS)


def _notes(ingress: Object) -> dict[str, str]:
    notes = ingress["metadata"].get("annotations") or {}
    length = len(PREFIX)
    return {key[length:]: str(text) for key, text in notes.items() if key.startswith(PREFIX)}


def _canary(notes: dict[str, str]) -> Canary | None:
    if not _boolean(notes, "canary", False):
        return None
    return Canary(
        _number(notes.get("canary-weight", ""), 0),
        _number(notes.get("canary-weight-total", ""), 100),
        notes.get("canary-by-header", ""),
        notes.get("canary-by-header-value", ""),
        notes.get("canary-by-header-pattern", ""),
        notes.get("canary-by-cookie", ""),
    )


def _boolean(notes: dict[str, str], name: str, default: bool) -> bool:
    text = notes.get(name, "")
    return True if text in _TRUE else False if text in _FALSE else default


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default


def _ranges(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
