"""Links of a text lead somewhere."""

import pytest

from lessons.mistakes import Mistakes, Spot
from lessons.reading.links import check_links
from lessons.reading.texts import Link


def told(target):
    mistakes = Mistakes()
    known = {"013_service_and_dns": ["name"]}
    check_links([Link(Spot("a", 3), target)], ["make"], known, known.get, mistakes)
    return [one.code for one in mistakes.found]


@pytest.mark.parametrize(
    "target",
    [
        "#make",
        "../013_service_and_dns",
        "../013_service_and_dns/",
        "../013_service_and_dns/#name",
        "https://kubernetes.io/docs/concepts/workloads/pods/#pod-templates",
        "https://kubernetes.io",
    ],
)
def test_what_leads_somewhere(target):
    assert told(target) == []


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("#mak", "link-to-no-step"),
        ("#", "link-to-no-step"),
        ("../014_gone/", "link-to-no-lesson"),
        ("../013_service_and_dns/#nam", "link-to-no-step"),
        ("", "bad-link"),
        ("pod.yaml", "bad-link"),
        ("/etc/passwd", "bad-link"),
        ("http://kubernetes.io/", "bad-link"),
        ("https://kubernetes", "bad-link"),
        ("https://kubernetes.io/a b", "bad-link"),
        ("javascript:alert(1)", "bad-link"),
        ("mailto:a@b.c", "bad-link"),
        ("../../013_service_and_dns/", "bad-link"),
    ],
)
def test_what_leads_nowhere(target, code):
    assert told(target) == [code]
