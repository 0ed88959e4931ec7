"""Preemption: which Pods of lower priority would have to go for a Pod to fit, and where best.

Here: choosing.  Not here: deleting the victims (``scheduler``).
"""

from typing import Any, NamedTuple

from podlab.engine.client.selecting import selects
from podlab.engine.kernel.clock import parse_rfc3339
from podlab.engine.scheduler.cycle import Cycle, Refusal
from podlab.engine.scheduler.nodeinfo import NodeInfo
from podlab.engine.scheduler.placing import Placement, refusal_words, try_on
from podlab.engine.scheduler.podinfo import PodInfo

Object = dict[str, Any]

NOT_HELPFUL = "Preemption is not helpful for scheduling"
NO_VICTIMS = "No preemption victims found for incoming pod"
ENOUGH_CANDIDATES = 100
BUDGETS = "poddisruptionbudgets.policy"
_OFFSET = 2**31


class Candidate(NamedTuple):
    """A node, who would have to go there, and how many budgets that breaks."""

    node: str
    victims: list[PodInfo]
    violations: int


def preempt(cycle: Cycle, placement: Placement, now: int) -> tuple[Candidate | None, str]:
    """The best candidate, and the words that tell of it or of why there is none."""
    pod = cycle.pod
    if pod.pod["spec"].get("preemptionPolicy") == "Never":
        return None, "not eligible due to preemptionPolicy=Never."
    if _waits_for_victims(cycle, placement):
        return None, "not eligible due to a terminating pod on the nominated node."
    found: list[Candidate] = []
    reasons: list[str] = []
    for node in cycle.nodes:
        refusal = placement.refused.get(node.name)
        if refusal is None or refusal.final:
            reasons.append(NOT_HELPFUL)
            continue
        verdict = _victims_on(cycle, node, now)
        if isinstance(verdict, Refusal):
            reasons += verdict.reasons
        else:
            found.append(verdict)
            if len(found) >= max(ENOUGH_CANDIDATES, len(cycle.nodes) // 10):
                break
    if not found:
        return None, refusal_words(len(cycle.nodes), reasons)
    best = min(found, key=lambda candidate: _cost(candidate, now))
    words = (
        f"found a potential placement for pod on node {best.node}, "
        f"preempting {len(best.victims)} victims"
    )
    return best, words


def _waits_for_victims(cycle: Cycle, placement: Placement) -> bool:
    """A Pod whose victims are still on their way out does not look for others."""
    nominated = (cycle.pod.pod.get("status") or {}).get("nominatedNodeName")
    node = next((n for n in cycle.nodes if n.name == nominated), None)
    if node is None:
        return False
    refusal = placement.refused.get(node.name)
    if refusal is not None and refusal.final:
        return False
    return any(
        other.terminating and other.priority < cycle.pod.priority and _was_preempted(other)
        for other in node.pods.values()
    )


def _was_preempted(pod: PodInfo) -> bool:
    rows = (pod.pod.get("status") or {}).get("conditions") or ()
    return any(
        row["type"] == "DisruptionTarget"
        and row["status"] == "True"
        and row.get("reason") == "PreemptionByScheduler"
        for row in rows
    )


def _victims_on(cycle: Cycle, node: NodeInfo, now: int) -> Candidate | Refusal:
    """Take all lesser Pods away, then put back as many as possible, the important first."""
    lesser = [pod for pod in node.pods.values() if pod.priority < cycle.pod.priority]
    if not lesser:
        return Refusal("DefaultPreemption", (NO_VICTIMS,), True)
    trial = node.copy()
    for pod in lesser:
        trial.remove(pod.key)
    refusal = try_on(cycle, trial)
    if refusal is not None:
        return refusal
    lesser.sort(key=lambda pod: (-pod.priority, started(pod, now)))
    violating, others = _by_budget(cycle, lesser)
    victims: list[PodInfo] = []
    violations = 0
    for pod in (*violating, *others):
        trial.add(pod)
        if try_on(cycle, trial) is not None:
            trial.remove(pod.key)
            victims.append(pod)
            violations += pod in violating
    victims.sort(key=lambda pod: (-pod.priority, started(pod, now)))
    return Candidate(node.name, victims, violations)


def _by_budget(cycle: Cycle, pods: list[PodInfo]) -> tuple[list[PodInfo], list[PodInfo]]:
    budgets = list(cycle.informers.state.caches[BUDGETS].values())
    left = [(b.get("status") or {}).get("disruptionsAllowed", 0) for b in budgets]
    violating: list[PodInfo] = []
    others: list[PodInfo] = []
    for pod in pods:
        broken = False
        for index, budget in enumerate(budgets):
            if _covers(budget, pod):
                left[index] -= 1
                broken = broken or left[index] < 0
        (violating if broken else others).append(pod)
    return violating, others


def _covers(budget: Object, pod: PodInfo) -> bool:
    selector = budget["spec"].get("selector")
    if not pod.labels or not selector or budget["metadata"]["namespace"] != pod.namespace:
        return False
    if pod.name in ((budget.get("status") or {}).get("disruptedPods") or {}):
        return False
    return selects(selector, pod.labels)


def started(pod: PodInfo, now: int) -> int:
    """When a Pod started; now, if it has not."""
    text = (pod.pod.get("status") or {}).get("startTime")
    return parse_rfc3339(text) if text else now


def _cost(candidate: Candidate, now: int) -> tuple[int, int, int, int, int]:
    victims = candidate.victims
    highest = victims[0].priority
    earliest = min(started(pod, now) for pod in victims if pod.priority == highest)
    total = sum(pod.priority + _OFFSET for pod in victims)
    return (candidate.violations, highest, total, len(victims), -earliest)
