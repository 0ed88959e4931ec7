"""What kubectl says when something went wrong, and its exit status.

Here: the errors of commands and the words around an API server's refusal.  Not here: the refusals
themselves (``objects.status``).
"""

from typing import Any

from podlab.engine.objects.status import ApiError


class CommandError(Exception):
    """A command's own error: a message that is printed after ``error: ``, and an exit status."""

    def __init__(self, message: str, code: int = 1, prefix: str = "error: ") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.prefix = prefix

    def text(self) -> str:
        """The line or lines for standard error; '' if nothing is to be said."""
        if not self.message:
            return ""
        if self.message.startswith("error: "):
            return _line(self.message)
        return _line(self.prefix + self.message)


class Several(Exception):
    """More than one error, each told on its own line."""

    def __init__(self, errors: list["ApiError | CommandError"]) -> None:
        super().__init__("; ".join(str(error) for error in errors))
        self.errors = errors


class NoResourceType(CommandError):
    """A word that names no resource of the server."""

    def __init__(self, resource: str, group: str = "", version: str = "") -> None:
        where = f' in group "{group}"' if group else ""
        if version:
            where += f' and version "{version}"' if group else f' in version "{version}"'
        super().__init__(f'the server doesn\'t have a resource type "{resource}"{where}')


def usage_error(full_name: str, message: str) -> CommandError:
    """``cmdutil.UsageErrorf``."""
    return CommandError(f"{message}\nSee '{full_name} -h' for help and examples")


def with_source(verb: str, source: str, error: ApiError) -> ApiError:
    """The refusal, naming the file whose object was being created, patched, … ."""
    if not source:
        return error
    message = f'error when {verb} "{source}": {error.message}'
    return ApiError(error.code, error.reason, message, error.details)


def raise_all(errors: list[ApiError | CommandError]) -> None:
    """Raise what has been collected: nothing, the one error, or all of them."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise Several(errors)


def standard_message(error: ApiError) -> str:
    """``Error from server (NotFound): …``."""
    if error.reason == "Unauthorized":
        return f"error: You must be logged in to the server ({error.message})"
    if error.reason:
        return f"Error from server ({error.reason}): {error.message}"
    return f"Error from server: {error.message}"


def _line(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"


def _invalid(error: ApiError) -> str:
    details: dict[str, Any] | None = error.details
    if details is None:
        return f"The request is invalid: {error.message}"
    name = "The request is invalid"
    causes = details.get("causes") or []
    if details.get("kind") or details.get("name"):
        name = f'The {details.get("kind", "")} "{details.get("name", "")}" is invalid'
    elif error.message and not causes:
        name += f": {error.message}"
    rows = dict.fromkeys(f"{c.get('field', '')}: {c.get('message', '')}" for c in causes)
    if not rows:
        return name
    if len(rows) == 1:
        return f"{name}: {next(iter(rows))}\n"
    return f"{name}: \n" + "".join(f"* {row}\n" for row in rows)


def explain(error: ApiError | CommandError | Several) -> tuple[str, int]:
    """What is printed to standard error, and the exit status."""
    if isinstance(error, Several):
        return "".join(_one_of_many(one) for one in error.errors), 1
    if isinstance(error, CommandError):
        return error.text(), error.code
    if error.reason == "Invalid":
        return _line(_invalid(error)), 1
    return _line(standard_message(error)), 1


def _one_of_many(error: ApiError | CommandError) -> str:
    if isinstance(error, CommandError):
        return _line(error.message)
    return _line(standard_message(error))
