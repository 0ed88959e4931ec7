"""The answer to "why?" as the page gets it: facts with words, objects to click, tables of nodes.

Not here: finding the facts (``engine.queries.why``) or their words (``why_words``).
"""

from typing import Any

from podlab.engine.cluster import Cluster
from podlab.engine.observe.facts import Fact, NodeVerdict, Ref
from podlab.engine.queries import absent, why
from podlab.workbench.why_words import sentence


def answer(cluster: Cluster, question: str, language: str) -> list[dict[str, Any]]:
    """``WhyFact`` rows about an object."""
    return [_row(fact, language) for fact in why(cluster, question)]


def absent_rows(cluster: Cluster) -> list[dict[str, Any]]:
    """``AbsentRow`` rows: what is missing in a cluster, and what is gone."""
    return [
        {
            "question": row.question,
            "code": row.code,
            "kind": row.kind,
            "namespace": row.namespace,
            "name": row.name,
            "number": row.number,
            "owner": row.owner.name if row.owner else "",
            "ownerKind": row.owner.kind if row.owner else "",
            "time": row.time,
        }
        for row in absent(cluster)
    ]


def _row(fact: Fact, language: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "code": fact.code,
        "text": sentence(fact.code, fact.params, language),
        "time": fact.time,
        "objects": [_object(ref) for ref in fact.refs],
    }
    if fact.table:
        row["nodes"] = [_verdict(verdict) for verdict in fact.table]
    return row


def _object(ref: Ref) -> dict[str, Any]:
    return {
        "id": ref.uid,
        "kind": ref.kind,
        "resource": ref.resource,
        "namespace": ref.namespace,
        "name": ref.name,
    }


def _verdict(verdict: NodeVerdict) -> dict[str, Any]:
    return {
        "node": verdict.node,
        "plugin": verdict.plugin,
        "reasons": list(verdict.reasons),
        "total": verdict.total,
        "scores": dict(verdict.scores),
        "chosen": verdict.chosen,
    }
