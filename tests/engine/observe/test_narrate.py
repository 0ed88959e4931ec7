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
from podlab.engine.scheduler.filters import FILTERS
from podlab.workbench.why_words import WORDS, sentence
from tests.engine.observe.more_situations import MORE
from tests.engine.observe.situations import SITUATIONS as FIRST
from tests.engine.observe.situations import brought_about

SITUATIONS = {**FIRST, **MORE}

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
MOST_STORIES = 3
"""How a thing came to be as it is, what somebody changed in it, and how it came to be at all."""
SHOWN = ("container", "reason", "plugin", "node", "nodes", "exitCode", "component", "command",
         "selector", "wanted", "succeeded", "failed", "ready", "owner",
         "condition", "words", "image")  # fmt: skip
UNTOLD = [
    "api-request", "changed", "container-creating", "daemon-elsewhere", "decision-forgotten",
    "field-older", "forgotten", "ingress-address", "kubelet-liveness-succeeded",
    "kubelet-readiness-succeeded", "kubelet-silent", "kubelet-startup-succeeded",
    "learner-open-terminal", "learner-write-file", "not-ready", "not-recorded",
    "not-yet-scheduled", "preempting", "typed",
]  # fmt: skip
"""Facts that no situation here brings about: a moment that is too short, or a log that ended."""
UNSTABLE = re.compile(r"(?<=web-)[a-z0-9]{5,10}(-[a-z0-9]{5})?$|(?<=web\.)[0-9a-f]{12,}$")


def records_of(cluster):
    """What the cluster has recorded."""
    managed = cluster.api.verbs.managed.entries
    decisions = cluster.scheduler.decisions
    return Records(cluster.sim, cluster.store, cluster.kinds, decisions, managed)


def asked(cluster, question):
    """The answer; a ``*`` stands for the rest of a name, ``gone:`` asks of what is no more."""
    records = records_of(cluster)
    about, mark, rest = re.match(r"([^!#]*)([!#]?)(.*)", question).groups()
    kind, _, pattern = about.rpartition(":")
    if "*" in about:
        about = found(cluster, pattern, "DELETED" if kind == "gone" else "")
    return why(records, f"{about}{mark}{rest}")


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
    """Each write and each act of a chain stands in the logs, each object is the very one, and what
    is told first was led to by what is told next."""
    causes = cluster.sim.state.causes
    stories = [[]]
    for fact in facts:
        for ref in fact.refs:
            assert bool(ref.uid) == known(cluster, ref), ref
        if fact.code in WRITES:
            change = written(cluster, fact)
            assert change is not None, fact
            if stories[-1] and change.cause not in ancestors(causes, stories[-1][-1]):
                stories.append([])  # another story: who made what the first is about
            stories[-1].append(change.cause)
        elif fact.code == "command":
            ran = (fact.time, fact.params["command"])
            rows = {n for n, row in causes.rows.items() if (row.time, row.subject) == ran}
            assert rows, fact
            if stories[-1]:
                assert rows & ancestors(causes, stories[-1][-1]), fact
    assert len(stories) <= MOST_STORIES, stories


def known(cluster, ref):
    """Whether there is or was an object with the uid of a reference, under its name."""
    obj = cluster.store.find_uid(ref.uid)
    if obj is not None:
        return obj["metadata"]["name"] == ref.name
    log = cluster.store.state.changes
    return any((one.object["metadata"]["uid"], one.key.name) == (ref.uid, ref.name) for one in log)


def written(cluster, fact):
    """The change that a fact tells of."""
    key = fact.refs[0]
    for change in cluster.store.state.changes:
        mine = (key.resource, key.name, fact.time, fact.params["component"])
        if (*change.key[::2], change.time, change.component) == mine and change.type in (
            WRITES[fact.code],
            "DELETED",
        ):
            return change
    return None


def ancestors(causes, number):
    """A cause and all behind it."""
    found = set()
    while number in causes.rows:
        found.add(number)
        number = causes.rows[number].parent
    return found


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


def test_there_are_a_hundred_and_twenty_situations():
    assert len(SITUATIONS) >= 120
    assert set(golden()) == set(SITUATIONS)


def test_every_filter_of_the_scheduler_has_refused_a_pod():
    refused = {
        line.split("plugin=")[1].split(" ")[0]
        for lines in golden().values()
        for line in lines
        if line.startswith("filter-refused")
    }
    # a Pod with spec.nodeName is never scheduled: the filter NodeName refuses nobody
    assert {plugin.name for plugin in FILTERS} - refused == {"NodeName"}


def test_every_fact_is_told_somewhere():
    told_ = {line.split(" ")[0] for lines in golden().values() for line in lines}
    assert sorted(set(WORDS) - told_) == UNTOLD


def test_a_cause_that_is_no_longer_kept_is_said_to_be_so():
    cluster = brought_about(["kubectl run web --image=nginx", 8])
    cluster.sim.state.causes.rows.clear()
    assert asked(cluster, "pods/default/web")[-1].code == "forgotten"
    cluster.store.state.changes.clear()
    assert asked(cluster, "pods/default/web")[-1].code == "not-recorded"
