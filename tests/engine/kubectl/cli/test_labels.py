"""Labels of ``--labels`` and ``--selector``."""

import pytest

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.cli.labels import parse_labels


def test_pairs_and_empty_values():
    assert parse_labels("app=web,tier=") == {"app": "web", "tier": ""}


@pytest.mark.parametrize(
    ("text", "words"),
    [("app", "unexpected label spec: app"), ("=web", "unexpected empty label key")],
)
def test_what_is_no_pair(text, words):
    with pytest.raises(CommandError, match=words):
        parse_labels(text)
