"""Why a Pod stands on its node, or on none: the scheduler's recorded decision, node by node.

Not here: making decisions (``engine.scheduler``).
"""

from podlab.engine.objects.meta import dig
from podlab.engine.observe.facts import Fact, NodeVerdict, Records, Ref, condition, stamp
from podlab.engine.store.store import Object

OUR_SCHEDULER = "default-scheduler"


def pending_facts(records: Records, pod: Object) -> list[Fact]:
    """Why a Pod has no node."""
    gates = dig(pod, "spec", "schedulingGates", default=[])
    if gates:
        return [Fact("scheduling-gated", {"gates": ", ".join(gate["name"] for gate in gates)})]
    scheduler = dig(pod, "spec", "schedulerName", default=OUR_SCHEDULER)
    if scheduler != OUR_SCHEDULER:
        return [Fact("other-scheduler", {"scheduler": scheduler})]
    row = condition(pod, "PodScheduled")
    decision = _decision(records, pod)
    if decision is None:
        if row is None or row["status"] != "False":
            return [Fact("not-yet-scheduled")]
        told = {"message": str(row.get("message", ""))}
        return [Fact("unschedulable", told, (), stamp(row.get("lastTransitionTime"))),
                Fact("decision-forgotten")]  # fmt: skip
    if decision["node"]:
        return _waiting_for_volumes(records, pod, decision)
    return _refused(records, pod, decision)


def _decision(records: Records, pod: Object) -> Object | None:
    """The last decision about this very Pod (a namesake's is older than the Pod itself)."""
    metadata = pod["metadata"]
    found = records.decisions.of(metadata["namespace"], metadata["name"])
    if found is None or found["time"] < stamp(metadata["creationTimestamp"]):
        return None
    return found


def _refused(records: Records, pod: Object, decision: Object) -> list[Fact]:
    table = verdicts(decision)
    refs = tuple(records.ref_by_key("nodes", "", row.node) for row in table)
    if not table:  # all nodes at once: a claim that is missing, or that nobody binds
        refs = _claims(records, pod)
    told = {"message": decision["message"], "nodes": len(table)}
    facts = [Fact("unschedulable", told, refs, decision["time"], table)]
    for plugin in dict.fromkeys(row.plugin for row in table):
        mine = [row for row in table if row.plugin == plugin]
        reasons = dict.fromkeys(reason for row in mine for reason in row.reasons)
        params = {
            "plugin": plugin,
            "nodes": ", ".join(row.node for row in mine),
            "reasons": "; ".join(reasons),
        }
        facts.append(Fact("filter-refused", params, (), decision["time"]))
    if decision["victims"]:
        facts.append(Fact("preempting", {"victims": ", ".join(decision["victims"])}))
    return facts


def _claims(records: Records, pod: Object) -> tuple[Ref, ...]:
    return tuple(
        records.ref_by_key(
            "persistentvolumeclaims",
            pod["metadata"]["namespace"],
            volume["persistentVolumeClaim"]["claimName"],
        )
        for volume in dig(pod, "spec", "volumes", default=[])
        if "persistentVolumeClaim" in volume
    )


def _waiting_for_volumes(records: Records, pod: Object, decision: Object) -> list[Fact]:
    refs = _claims(records, pod)
    if not refs:
        return [Fact("not-yet-scheduled")]
    return [Fact("waits-for-volumes", {"node": decision["node"]}, refs, decision["time"])]


def placed_facts(records: Records, pod: Object) -> list[Fact]:
    """Why a Pod stands where it stands."""
    node = dig(pod, "spec", "nodeName")
    here = (records.ref_by_key("nodes", "", node),)
    decision = _decision(records, pod)
    if decision is None or decision["node"] != node:
        return [Fact("placed-unknown", {"node": node}, here)]
    table = verdicts(decision)
    code = "placed" if decision["total"] else "placed-only"
    fits = len(decision["total"]) or 1
    return [Fact(code, {"node": node, "fits": fits}, here, decision["time"], table)]


def verdicts(decision: Object) -> tuple[NodeVerdict, ...]:
    """A decision as a table, the best node first, then those that were refused, by name."""
    rows = [
        NodeVerdict(
            node, "", (), total, tuple(decision["scores"].get(node, {}).items()),
            node == decision["node"],
        )
        for node, total in decision["total"].items()
    ]  # fmt: skip
    if decision["node"] and not decision["total"]:
        rows.append(NodeVerdict(decision["node"], "", (), 0, (), True))
    rows.sort(key=lambda row: (not row.chosen, -row.total, row.node))
    refused = [
        NodeVerdict(node, row["plugin"], tuple(row["reasons"]), 0, (), False)
        for node, row in sorted(decision["filters"].items())
    ]
    return (*rows, *refused)
