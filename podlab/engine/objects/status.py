"""API errors: one constructor per reason of ``metav1.Status``, and nothing else.

Here: the vocabulary.  Not here: HTTP (``apiserver.server`` turns ``ApiError.status()`` into a
response) or kubectl's words around it (``kubectl.errors``).
"""

from typing import Any


class ApiError(Exception):
    """An API server's refusal: everything that its ``Status`` object says."""

    def __init__(
        self, code: int, reason: str, message: str, details: dict[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.reason = reason
        self.message = message
        self.details = details

    def status(self) -> dict[str, Any]:
        """The ``v1`` ``Status`` object."""
        body: dict[str, Any] = {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": self.message,
        }
        if self.reason:
            body["reason"] = self.reason
        if self.details is not None:
            body["details"] = self.details
        body["code"] = self.code
        return body


def _details(group: str, kind: str, name: str) -> dict[str, Any]:
    details = {"name": name, "group": group, "kind": kind}
    return {key: value for key, value in details.items() if value}


def _qualified(group: str, plural: str) -> str:
    return f"{plural}.{group}" if group else plural


def not_found(group: str, plural: str, name: str) -> ApiError:
    """404 of a named object."""
    message = f'{_qualified(group, plural)} "{name}" not found'
    return ApiError(404, "NotFound", message, _details(group, plural, name))


def already_exists(group: str, plural: str, name: str) -> ApiError:
    """409 of a name that is taken."""
    message = f'{_qualified(group, plural)} "{name}" already exists'
    return ApiError(409, "AlreadyExists", message, _details(group, plural, name))


def conflict(group: str, plural: str, name: str, why: str) -> ApiError:
    """409 of optimistic concurrency or a failed precondition."""
    message = f'Operation cannot be fulfilled on {_qualified(group, plural)} "{name}": {why}'
    return ApiError(409, "Conflict", message, _details(group, plural, name))


def forbidden(group: str, plural: str, name: str, why: str) -> ApiError:
    """403: refused by authorization or admission."""
    message = f'{_qualified(group, plural)} "{name}" is forbidden: {why}'
    return ApiError(403, "Forbidden", message, _details(group, plural, name))


def bad_request(message: str) -> ApiError:
    """400: the request could not be understood."""
    return ApiError(400, "BadRequest", message)


def gone(message: str) -> ApiError:
    """410: the asked resourceVersion is no longer kept."""
    return ApiError(410, "Expired", message)


def method_not_supported(plural: str, verb: str) -> ApiError:
    """405: the resource has no such verb."""
    message = f"{verb} is not supported on resources of kind {plural!r}"
    return ApiError(405, "MethodNotAllowed", message, {"kind": plural})


def page_not_found() -> ApiError:
    """404 of a path that no API serves."""
    return ApiError(404, "NotFound", "the server could not find the requested resource", {})
