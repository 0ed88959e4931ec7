"""Labels as flags give them: ``--labels=app=web,tier=front``.

Here: text to labels, in kubectl's words.  Not here: ``kubectl label`` (``verbs.label``).
"""

from podlab.engine.kubectl.cli.errors import CommandError


def parse_labels(text: str) -> dict[str, str]:
    """The labels of a flag's text.

    Raises:
        CommandError: for a part without ``=`` or without a key.
    """
    found = {}
    for part in text.split(","):
        key, equals, value = part.partition("=")
        if not equals:
            raise CommandError(f"unexpected label spec: {part}")
        if not key:
            raise CommandError("unexpected empty label key")
        found[key] = value
    return found
