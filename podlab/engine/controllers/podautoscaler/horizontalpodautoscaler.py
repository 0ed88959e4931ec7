"""The autoscaler: sizes a workload by the use of its Pods, every 15 seconds.

Here: when to look, what to conclude from the metrics, conditions, events, the write.  Not here: the
metrics (``metrics``), how fast the size may change (``scalingrules``).
"""

from dataclasses import dataclass, field
from typing import Any

from podlab.engine.client.selecting import selects
from podlab.engine.controllers.context import ControllerContext, key_of, split_key
from podlab.engine.controllers.podautoscaler.metrics import (
    MetricRefused,
    Proposal,
    Workload,
    propose,
)
from podlab.engine.controllers.podautoscaler.replicacalculator import Tolerances
from podlab.engine.controllers.podautoscaler.scalingrules import (
    WORDS,
    Moment,
    Question,
    Verdict,
    bound,
    bound_by_policies,
    longest_period,
    remember,
    stabilize,
    window,
)
from podlab.engine.controllers.pods import pods_by_label
from podlab.engine.kernel.clock import SECOND, rfc3339
from podlab.engine.objects.labels import from_object, to_text
from podlab.engine.objects.meta import dig, labels_of
from podlab.engine.objects.quantity import milli
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

NAME = "horizontal-pod-autoscaler"
SCALERS = "horizontalpodautoscalers.autoscaling"
PERIOD = 15 * SECOND
_TARGETS = {
    ("apps", "Deployment"): "deployments.apps",
    ("apps", "ReplicaSet"): "replicasets.apps",
    ("apps", "StatefulSet"): "statefulsets.apps",
    ("", "ReplicationController"): "replicationcontrollers",
}


@dataclass(slots=True)
class AutoscalerState:
    """Plain data, by autoscaler: sizes recommended, replicas added, replicas taken away."""

    recommended: dict[str, list[Moment]] = field(default_factory=dict)
    added: dict[str, list[Moment]] = field(default_factory=dict)
    removed: dict[str, list[Moment]] = field(default_factory=dict)


class NoTarget(Exception):
    """What is to be scaled cannot be had; ``str()`` is why."""


class HorizontalPodAutoscalerController:
    """Reconciles HorizontalPodAutoscalers."""

    def __init__(self, context: ControllerContext) -> None:
        self._sim = context.sim
        self._informers = context.informers
        self._client = context.client(NAME)
        self._recorder = context.recorder(NAME)
        self._pods = pods_by_label(context)
        self.state = context.state(NAME, AutoscalerState)
        self.queue = context.queue(NAME, self.reconcile)
        for resource in _TARGETS.values():
            context.informers.watch(resource)
        context.informers.watch(SCALERS, self._on_scaler)

    def _on_scaler(self, type_: str, obj: Object, previous: Object | None) -> None:
        if type_ == "DELETED":
            for rows in (self.state.recommended, self.state.added, self.state.removed):
                rows.pop(key_of(obj), None)
        elif previous is None or previous["spec"] != obj["spec"]:
            self.queue.add(key_of(obj))

    def reconcile(self, key: str) -> None:
        """One look at one autoscaler; the next is in 15 seconds."""
        scaler = self._informers.get(SCALERS, *split_key(key))
        if scaler is None:
            return
        self.queue.add_after(key, PERIOD)
        status = dict(scaler.get("status") or {})
        try:
            target = self._target(scaler)
        except NoTarget as error:
            message = f"the HPA controller was unable to get the target's current scale: {error}"
            self._set(status, "AbleToScale", "False", "FailedGetScale", message)
            self._recorder.event(scaler, "Warning", "FailedGetScale", str(error))
        else:
            self._scale(key, scaler, target, status)
        if status != (scaler.get("status") or {}):
            self._client.update_status(SCALERS, {**scaler, "status": status})

    def _target(self, scaler: Object) -> Object:
        reference = scaler["spec"]["scaleTargetRef"]
        group, _, _ = str(reference.get("apiVersion", "")).rpartition("/")
        resource = _TARGETS.get((group, reference["kind"]))
        if resource is None:
            raise NoTarget(f'no matches for kind "{reference["kind"]}" in group "{group}"')
        namespace = scaler["metadata"]["namespace"]
        found = self._informers.get(resource, namespace, reference["name"])
        if found is None:
            raise NoTarget(f'{resource} "{reference["name"]}" not found')
        return found

    def _scale(self, key: str, scaler: Object, target: Object, status: Object) -> None:
        current = target["spec"].get("replicas", 1)
        status["currentReplicas"] = current
        status["observedGeneration"] = scaler["metadata"].get("generation", 0)
        self.state.recommended.setdefault(key, [Moment(self._sim.now, current)])
        words = "the HPA controller was able to get the target's current scale"
        self._set(status, "AbleToScale", "True", "SucceededGetScale", words)
        spec = scaler["spec"]
        low, high = spec.get("minReplicas", 1), spec["maxReplicas"]
        wanted, reason = current, ""
        if current == 0:
            words = "scaling is disabled since the replica count of the target is zero"
            self._set(status, "ScalingActive", "False", "ScalingDisabled", words)
            status.pop("currentMetrics", None)
        elif current > high:
            wanted, reason = high, "Current number of replicas above Spec.MaxReplicas"
            status.pop("currentMetrics", None)
        elif current < low:
            wanted, reason = low, "Current number of replicas below Spec.MinReplicas"
            status.pop("currentMetrics", None)
        else:
            best = self._recommend(scaler, target, current, status)
            if best is None:
                return
            if best.size != current:
                up = f"{best.name} above target"
                reason = up if best.size > current else "All metrics below target"
            question = Question(self._sim.now, current, best.size, low, high)
            wanted = self._paced(key, scaler, question, status)
        status["desiredReplicas"] = wanted
        if wanted != current and self._resized(scaler, target, wanted, reason, status):
            self._note(key, scaler, wanted - current)

    def _recommend(
        self, scaler: Object, target: Object, current: int, status: Object
    ) -> Proposal | None:
        """What the metric asks for that asks for most; None when the metrics do not suffice."""
        metrics = scaler["spec"].get("metrics") or []
        pods = self._pods_of(target)
        if self._is_ambiguous(scaler, target, pods, status):
            return None
        namespace = scaler["metadata"]["namespace"]
        workload = Workload(namespace, current, pods, _tolerances(scaler), self._sim.now)
        best, refusals, rows = Proposal(0, "", {}), [], []
        for metric in metrics:
            try:
                proposal = propose(metric, workload, self._client)
            except MetricRefused as error:
                self._recorder.event(scaler, "Warning", error.reason, str(error))
                refusals.append(error)
                rows.append({"type": ""})
                continue
            rows.append(proposal.row)
            if best.size == 0 or proposal.size > best.size:
                best = proposal
        status["currentMetrics"] = rows
        if len(refusals) == len(metrics) or (refusals and best.size < current):
            self._refuse(scaler, refusals, len(metrics), status)
            return None
        words = f"the HPA was able to successfully calculate a replica count from {best.name}"
        self._set(status, "ScalingActive", "True", "ValidMetricFound", words)
        return best

    def _is_ambiguous(
        self, scaler: Object, target: Object, pods: list[Object], status: Object
    ) -> bool:
        """Whether the Pods belong to another autoscaler too; if so, that is told."""
        other = self._rival(scaler, pods)
        if other is None:
            return False
        namespace, name = scaler["metadata"]["namespace"], scaler["metadata"]["name"]
        selector = to_text(from_object(_selector_of(target)) or ())
        words = (
            f"pods by selector {selector} are controlled by more than one HPA "
            f"(e.g. [{namespace}/{other} {namespace}/{name}])"
        )
        self._set(status, "ScalingActive", "False", "AmbiguousSelector", words)
        status.pop("currentMetrics", None)
        for reason in ("AmbiguousSelector", "FailedComputeMetricsReplicas"):
            self._recorder.event(scaler, "Warning", reason, words)
        return True

    def _rival(self, scaler: Object, pods: list[Object]) -> str | None:
        """Another autoscaler whose workload selects one of the Pods."""
        for other in self._informers.list(SCALERS, scaler["metadata"]["namespace"]):
            if other["metadata"]["uid"] == scaler["metadata"]["uid"]:
                continue
            try:
                selector = _selector_of(self._target(other))
            except NoTarget:
                continue
            if any(selects(selector, labels_of(pod)) for pod in pods[:1]):
                return str(other["metadata"]["name"])
        return None

    def _refuse(
        self, scaler: Object, refusals: list[MetricRefused], count: int, status: Object
    ) -> None:
        first = refusals[0]
        message = f"the HPA was unable to compute the replica count: {first}"
        self._set(status, "ScalingActive", "False", first.reason, message)
        whole = (
            f"invalid metrics ({len(refusals)} invalid out of {count}), "
            f"first error is: {first.whole}"
        )
        self._recorder.event(scaler, "Warning", "FailedComputeMetricsReplicas", whole)

    def _pods_of(self, target: Object) -> list[Object]:
        selector = _selector_of(target)
        found = self._pods.objects(target["metadata"]["namespace"])
        return [pod for pod in found if selects(selector, labels_of(pod))]

    def _paced(self, key: str, scaler: Object, question: Question, status: Object) -> int:
        """The size after stabilization, the speed limits and the bounds."""
        behavior = scaler["spec"].get("behavior")
        known = self.state.recommended.get(key, [])
        stable = stabilize(question, known, behavior)
        kept = max(window(behavior, "scaleUp"), window(behavior, "scaleDown"))
        said = Moment(question.now, question.wanted)
        self.state.recommended[key] = remember(known, said, kept)
        self._set(status, "AbleToScale", "True", stable.reason, WORDS[stable.reason])
        verdict = self._bounded(key, question._replace(wanted=stable.size), behavior)
        limited = "False" if verdict.size == stable.size else "True"
        self._set(status, "ScalingLimited", limited, verdict.reason, WORDS[verdict.reason])
        return verdict.size

    def _bounded(self, key: str, question: Question, behavior: Object | None) -> Verdict:
        if behavior is None:
            return bound(question)
        added, removed = self.state.added.get(key, []), self.state.removed.get(key, [])
        return bound_by_policies(question, added, removed, behavior)

    def _resized(
        self, scaler: Object, target: Object, wanted: int, reason: str, status: Object
    ) -> bool:
        group = target["apiVersion"].rpartition("/")[0]
        resource = _TARGETS[(group, target["kind"])]
        metadata = target["metadata"]
        patch = {"spec": {"replicas": wanted}}
        try:
            self._client.patch(resource, metadata["namespace"], metadata["name"], patch, "merge")
        except ApiError as error:
            words = f"New size: {wanted}; reason: {reason}; error: {error.message}"
            self._recorder.event(scaler, "Warning", "FailedRescale", words)
            message = "the HPA controller was unable to update the target scale: "
            self._set(status, "AbleToScale", "False", "FailedUpdateScale", message + error.message)
            return False
        words = f"New size: {wanted}; reason: {reason}"
        self._recorder.event(scaler, "Normal", "SuccessfulRescale", words)
        message = f"the HPA controller was able to update the target scale to {wanted}"
        self._set(status, "AbleToScale", "True", "SucceededRescale", message)
        words = "the HPA controller did not scale the workload to zero"
        self._set(status, "ScaledToZero", "False", "NotScaledToZero", words)
        status["lastScaleTime"] = rfc3339(self._sim.now)
        return True

    def _note(self, key: str, scaler: Object, change: int) -> None:
        """Remember a change of size for as long as a policy may ask for it."""
        behavior = scaler["spec"].get("behavior")
        if behavior is None:
            return
        rows = self.state.added if change > 0 else self.state.removed
        said = Moment(self._sim.now, abs(change))
        rows[key] = remember(rows.get(key, []), said, longest_period(behavior))

    def _set(self, status: Object, type_: str, verdict: str, reason: str, message: str) -> None:
        rows = list(status.get("conditions") or ())
        row = {
            "type": type_,
            "status": verdict,
            "lastTransitionTime": rfc3339(self._sim.now),
            "reason": reason,
            "message": message,
        }
        for place, known in enumerate(rows):
            if known["type"] == type_:
                if known["status"] == verdict:
                    row["lastTransitionTime"] = known["lastTransitionTime"]
                rows[place] = row
                break
        else:
            rows.append(row)
        status["conditions"] = rows


def _selector_of(target: Object) -> Object:
    selector: Object = target["spec"].get("selector") or {}
    return {"matchLabels": selector} if target["kind"] == "ReplicationController" else selector


def _tolerances(scaler: Object) -> Tolerances:
    behavior = scaler["spec"].get("behavior") or {}
    down = dig(behavior, "scaleDown", "tolerance", default="100m")
    up = dig(behavior, "scaleUp", "tolerance", default="100m")
    return Tolerances(milli(down) / 1000, milli(up) / 1000)
