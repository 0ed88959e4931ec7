"""Why: each of many situations gives its chain, and each link of it is recorded.

The chains are in tests/golden/why/chains.txt: a code and the objects of each fact, the present
first.  ``held`` compares them with the logs of changes and causes themselves.
"""

import fnmatch
import re
from pathlib import Path

import pytest

from podlab.engine.observe.facts import Records
from podlab.engine.observe.narrate import why
from podlab.workbench.why_words import WORDS, sentence
from tests.engine.observe.situations import SITUATIONS, brought_about

GOLDEN = Path(__file__).parents[2] / "golden" / "why" / "chains.txt"
WRITES = {
    "created": "ADDED",
    "created-for": "ADDED",
    "removed": "DELETED",
    "bound": "MODIFIED",
    "scaled": "MODIFIED",
    "deletion-requested": "MODIFIED",
    "spec-changed": "MODIFIED",
    "status-changed": "MODIFIED",
}
SHOWN = ("container", "reason", "plugin", "node", "nodes", "exitCode", "component", "command",
         "selector", "wanted", "succeeded", "failed", "ready", "owner",
         "condition", "words", "image")  # fmt: skip
UNSTABLE = re.compile(r"(?<=web-)[a-z0-9]{5,10}(-[a-z0-9]{5})?$|(?<=web\.)[0-9a-f]{12,}$")


def asked(cluster, question):
    """The answer; a ``*`` stands for the rest of a name, ``gone:`` asks of what is no more."""
    records = Records(cluster.sim, cluster.store, cluster.kinds, cluster.scheduler.decisions)
    kind, _, pattern = question.rpartition(":")
    if "*" in question:
        question = found(cluster, pattern, "DELETED" if kind == "gone" else "")
    return why(records, question)


def found(cluster, pattern, type_):
    """The first object whose key fits."""
    if type_:
        keys = [one.key for one in cluster.store.state.changes if one.type == type_]
    else:
        resource = pattern.split("/")[0]
        keys = [(resource, *place) for place in sorted(cluster.store.state.objects[resource])]
    return next("/".join(key) for key in keys if fnmatch.fnmatch("/".join(key), pattern))


def told(fact):
    """A fact in one line: code, what matters of its data, objects."""
    params = {**fact.params, "owner": UNSTABLE.sub("*", str(fact.params.get("owner", "")))}
    data = [f"{name}={params[name]}" for name in SHOWN if params.get(name) not in ("", None)]
    refs = [
        f"{ref.resource}/{UNSTABLE.sub('*', ref.name)}{'' if ref.uid else '!'}" for ref in fact.refs
    ]
    return " ".join([fact.code, *data, *refs])[:300]


def golden():
    """Situation to the lines of its chain."""
    blocks = GOLDEN.read_text("utf-8").strip().split("\n\n")
    return {block.split("\n")[0][2:]: block.split("\n")[1:] for block in blocks}


def held(cluster, facts):
    """Each write and each act of a chain stands in the logs; the later is told first."""
    changes, causes = cluster.store.state.changes, cluster.sim.state.causes.rows.values()
    for fact in facts:
        if fact.code in WRITES:
            key = fact.refs[0]
            assert any(
                change.time == fact.time
                and change.component == fact.params["component"]
                and (change.key.resource, change.key.name) == (key.resource, key.name)
                and change.type in (WRITES[fact.code], "DELETED")
                for change in changes
            ), fact
        elif fact.code == "command":
            assert any(
                (cause.time, cause.subject) == (fact.time, fact.params["command"])
                for cause in causes
            ), fact
    for one, other in zip(facts, facts[1:]):
        follows = one.code in WRITES and other.code in ("command", "bound", "created")
        assert not follows or one.time >= other.time, (one, other)


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_situation_gives_its_chain(name):
    steps, question = SITUATIONS[name]
    cluster = brought_about(steps)
    facts = asked(cluster, question)
    assert [told(fact) for fact in facts] == golden()[name]
    held(cluster, facts)
    for fact in facts:
        assert fact.code in WORDS
        english, chinese = (sentence(fact.code, fact.params, lang) for lang in ("en", "zh-hans"))
        assert english
        assert re.search("[\u4e00-\u9fff：]", chinese) or fact.code in (
            "object",
            "acted",
            "pressure",
        )


def test_there_are_sixty_situations():
    assert len(SITUATIONS) >= 60


def test_a_cause_that_is_no_longer_kept_is_said_to_be_so():
    cluster = brought_about(["kubectl run web --image=nginx", 8])
    cluster.sim.state.causes.rows.clear()
    assert asked(cluster, "pods/default/web")[-1].code == "forgotten"
    cluster.store.state.changes.clear()
    assert asked(cluster, "pods/default/web")[-1].code == "not-recorded"
