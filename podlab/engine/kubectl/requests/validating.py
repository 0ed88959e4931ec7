"""``--validate``: what the API server is asked to do about unknown fields.

Here: the flag's words.  Not here: validation (the API server's).
"""

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context

_DIRECTIVES = {
    "strict": "Strict", "true": "Strict", "warn": "Warn", "ignore": "Ignore", "false": "Ignore",
}  # fmt: skip


def directive(c: Context) -> str:
    """``fieldValidation`` of the requests.

    Raises:
        CommandError: the flag says something else.
    """
    value = str(c.flag("validate") or "strict")
    if value not in _DIRECTIVES:
        raise CommandError(
            'invalid - validate option "' + value + '", must be one of: strict (or true), warn, '
            "ignore (or false)"
        )
    return _DIRECTIVES[value]
