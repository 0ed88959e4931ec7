"""The autoscaler: sizes a workload by the use of its Pods, every 15 seconds.

Here: recommendations, stabilization, limits, conditions, events.  Metrics are read as PodMetrics of
metrics.k8s.io; without such an API it says so.  Not here: custom and external metrics (one clear
condition says that they are not simulated).
"""

from dataclasses import dataclass, field
from typing import Any

from podlab.engine.client.selecting import selects
from podlab.engine.controllers.context import ControllerContext, key_of, split_key
from podlab.engine.controllers.pods import pods_by_label
from podlab.engine.controllers.replicacalculator import Measure, Sample, group, replicas
from podlab.engine.kernel.clock import SECOND, parse_rfc3339, rfc3339
from podlab.engine.objects.meta import dig, labels_of
from podlab.engine.objects.quantity import milli, value_of
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

NAME = "horizontal-pod-autoscaler"
SCALERS = "horizontalpodautoscalers.autoscaling"
METRICS = "pods.metrics.k8s.io"
PERIOD = 15 * SECOND
DOWN_WINDOW = 300
_TARGETS = {
    "Deployment": "deployments.apps",
    "ReplicaSet": "replicasets.apps",
    "StatefulSet": "statefulsets.apps",
    "ReplicationController": "replicationcontrollers",
}


@dataclass(slots=True)
class AutoscalerState:
    """Plain data: recommendations (time, size) of each autoscaler within its window."""

    recommended: dict[str, list[tuple[int, int]]] = field(default_factory=dict)


class NoMetrics(Exception):
    """The metrics cannot be had; ``str()`` is why."""


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
            self.state.recommended.pop(key_of(obj), None)
        elif previous is None or previous["spec"] != obj["spec"]:
            self.queue.add(key_of(obj))

    def reconcile(self, key: str) -> None:
        """One look at one autoscaler; the next is in 15 seconds."""
        scaler = self._informers.get(SCALERS, *split_key(key))
        if scaler is None:
            return
        self.queue.add_after(key, PERIOD)
        status = dict(scaler.get("status") or {})
        status["observedGeneration"] = scaler["metadata"].get("generation", 0)
        target = self._target(scaler)
        if target is None:
            self._no_target(scaler, status)
        else:
            self._scale(key, scaler, target, status)
        if status != (scaler.get("status") or {}):
            self._client.update_status(SCALERS, {**scaler, "status": status})

    def _target(self, scaler: Object) -> Object | None:
        reference = scaler["spec"]["scaleTargetRef"]
        resource = _TARGETS.get(reference["kind"])
        if resource is None:
            return None
        return self._informers.get(resource, scaler["metadata"]["namespace"], reference["name"])

    def _no_target(self, scaler: Object, status: Object) -> None:
        reference = scaler["spec"]["scaleTargetRef"]
        resource = _TARGETS.get(reference["kind"], reference["kind"].lower())
        words = f'{resource} "{reference["name"]}" not found'
        message = f"the HPA controller was unable to get the target's current scale: {words}"
        self._set(status, "AbleToScale", "False", "FailedGetScale", message)
        self._recorder.event(scaler, "Warning", "FailedGetScale", words)

    def _scale(self, key: str, scaler: Object, target: Object, status: Object) -> None:
        current = target["spec"].get("replicas", 1)
        status["currentReplicas"] = current
        self.state.recommended.setdefault(key, [(self._sim.now, current)])
        words = "the HPA controller was able to get the target's current scale"
        self._set(status, "AbleToScale", "True", "SucceededGetScale", words)
        spec = scaler["spec"]
        low, high = spec.get("minReplicas", 1), spec["maxReplicas"]
        if current == 0 and low != 0:
            words = "scaling is disabled since the replica count of the target is zero"
            self._set(status, "ScalingActive", "False", "ScalingDisabled", words)
            status["desiredReplicas"] = 0
            return
        reason = "All metrics below target"
        if current > high:
            wanted, reason = high, "Current number of replicas above Spec.MaxReplicas"
        elif current < low:
            wanted, reason = low, "Current number of replicas below Spec.MinReplicas"
        else:
            try:
                wanted, above = self._recommend(scaler, target, current, status)
            except NoMetrics as error:
                self._complain(scaler, status, str(error))
                return
            if above:
                reason = f"{above} above target"
            wanted = self._behave(key, scaler, current, wanted, status)
        status["desiredReplicas"] = wanted
        if wanted != current:
            words = "the HPA controller did not scale the workload to zero"
            self._set(status, "ScaledToZero", "False", "NotScaledToZero", words)
            self._resize(scaler, target, wanted, reason, status)

    def _recommend(
        self, scaler: Object, target: Object, current: int, status: Object
    ) -> tuple[int, str]:
        """The greatest size that any metric asks for, and the name of what is above its target."""
        best, above, rows = 0, "", []
        for metric in scaler["spec"].get("metrics") or ():
            if metric["type"] != "Resource":
                raise NoMetrics(f"not simulated: metrics of type {metric['type']}")
            size, name, row = self._resource(metric["resource"], target, current)
            rows.append(row)
            if size > best:
                best = size
                above = name if size > current else ""
        words = (
            "the HPA was able to successfully calculate a replica count from "
            f"{_describe(scaler['spec']['metrics'][-1]['resource'])}"
        )
        status["currentMetrics"] = rows
        self._set(status, "ScalingActive", "True", "ValidMetricFound", words)
        return best, above

    def _resource(self, metric: Object, target: Object, current: int) -> tuple[int, str, Object]:
        name, wanted = metric["name"], metric["target"]
        what = "utilization" if wanted["type"] == "Utilization" else "usage"
        try:
            samples, pods = self._samples(target, name), self._pods_of(target)
            groups = group(pods, samples, name, self._sim.now)
            left_out = {*groups.ignored, *groups.unready}
            used = {pod: row.value for pod, row in samples.items() if pod not in left_out}
            if not used:
                words = "did not receive metrics for targeted pods (pods might be unready)"
                raise NoMetrics(words)
            current_row: Object = {"averageValue": _amount(name, sum(used.values()) // len(used))}
            if what == "utilization":
                requests = {pod["metadata"]["name"]: _requested(pod, name) for pod in pods}
                measure = _utilization(requests, wanted["averageUtilization"])
                current_row["averageUtilization"] = _percent(used, requests)
            else:
                count = milli if name == "cpu" else value_of
                measure = _average(count(wanted["averageValue"]))
        except NoMetrics as error:
            raise NoMetrics(f"failed to get {name} {what}: {error}") from None
        row = {"type": "Resource", "resource": {"name": name, "current": current_row}}
        return replicas(current, groups, used, measure), _describe(metric), row

    def _pods_of(self, target: Object) -> list[Object]:
        selector = target["spec"].get("selector")
        if target["kind"] == "ReplicationController":
            selector = {"matchLabels": selector or {}}
        found = self._pods.objects(target["metadata"]["namespace"])
        return [pod for pod in found if selects(selector, labels_of(pod))]

    def _samples(self, target: Object, resource: str) -> dict[str, Sample]:
        """What the metrics API says of the target's Pods."""
        names = {pod["metadata"]["name"] for pod in self._pods_of(target)}
        words = f"unable to get metrics for resource {resource}: "
        try:
            rows = self._client.list(METRICS, target["metadata"]["namespace"])
        except ApiError as error:
            raise NoMetrics(
                f"{words}unable to fetch metrics from resource metrics API: the server "
                f"could not find the requested resource (get {METRICS})"
            ) from error
        rows = [row for row in rows if row["metadata"]["name"] in names]
        if not rows:
            raise NoMetrics(f"{words}no metrics returned from resource metrics API")
        return {row["metadata"]["name"]: self._sample(row, resource) for row in rows}

    def _sample(self, row: Object, resource: str) -> Sample:
        count = milli if resource == "cpu" else value_of
        amounts = [c["usage"].get(resource, "0") for c in row.get("containers") or ()]
        stamp = row.get("timestamp")
        time = parse_rfc3339(stamp) if stamp else self._sim.now
        window = int(float(str(row.get("window", "0s")).rstrip("s") or 0) * SECOND)
        return Sample(sum(count(each) for each in amounts), time, window)

    def _complain(self, scaler: Object, status: Object, words: str) -> None:
        metrics = scaler["spec"].get("metrics") or [{}]
        name = dig(metrics[0], "resource", "name", default="")
        message = f"the HPA was unable to compute the replica count: {words}"
        self._set(status, "ScalingActive", "False", "FailedGetResourceMetric", message)
        status["currentMetrics"] = [{"type": ""}]
        self._recorder.event(scaler, "Warning", "FailedGetResourceMetric", words)
        count = len(metrics)
        whole = (
            f"invalid metrics ({count} invalid out of {count}), first error is: failed to get "
            f"{name} resource metric value: {words}"
        )
        self._recorder.event(scaler, "Warning", "FailedComputeMetricsReplicas", whole)

    def _behave(self, key: str, scaler: Object, current: int, wanted: int, status: Object) -> int:
        """Stabilization, then the speed limits, then the bounds."""
        now = self._sim.now
        behavior = scaler["spec"].get("behavior") or {}
        down = dig(behavior, "scaleDown", "stabilizationWindowSeconds", default=DOWN_WINDOW)
        known = self.state.recommended.get(key, [(now, current)])
        rows = [row for row in known if row[0] >= now - down * SECOND]
        stable = max([wanted, *(size for _, size in rows)])
        self.state.recommended[key] = [*rows, (now, wanted)][-400:]
        if stable != wanted:
            wanted = stable
            words = (
                "recent recommendations were higher than current one, "
                "applying the highest recent recommendation"
            )
            self._set(status, "AbleToScale", "True", "ScaleDownStabilized", words)
        else:
            words = "recommended size matches current size"
            self._set(status, "AbleToScale", "True", "ReadyForNewScale", words)
        return self._bounded(scaler, current, wanted, status)

    def _bounded(self, scaler: Object, current: int, wanted: int, status: Object) -> int:
        spec = scaler["spec"]
        low, high = spec.get("minReplicas", 1), spec["maxReplicas"]
        fastest = max(current * 2, current + 4 if spec.get("behavior") else 4)
        if wanted > min(high, fastest):
            if fastest < high:
                reason, words = (
                    "ScaleUpLimit",
                    ("the desired replica count is increasing faster than the maximum scale rate"),
                )
            else:
                reason, words = (
                    "TooManyReplicas",
                    ("the desired replica count is more than the maximum replica count"),
                )
            self._set(status, "ScalingLimited", "True", reason, words)
            return int(min(high, fastest))
        if wanted < low:
            words = "the desired replica count is less than the minimum replica count"
            self._set(status, "ScalingLimited", "True", "TooFewReplicas", words)
            return int(low)
        words = "the desired count is within the acceptable range"
        self._set(status, "ScalingLimited", "False", "DesiredWithinRange", words)
        return wanted

    def _resize(
        self, scaler: Object, target: Object, wanted: int, reason: str, status: Object
    ) -> None:
        resource = _TARGETS[target["kind"]]
        metadata = target["metadata"]
        patch = {"spec": {"replicas": wanted}}
        try:
            self._client.patch(resource, metadata["namespace"], metadata["name"], patch, "merge")
        except ApiError as error:
            words = f"New size: {wanted}; reason: {reason}; error: {error.message}"
            self._recorder.event(scaler, "Warning", "FailedRescale", words)
            message = "the HPA controller was unable to update the target scale: "
            self._set(status, "AbleToScale", "False", "FailedUpdateScale", message + error.message)
            return
        words = f"New size: {wanted}; reason: {reason}"
        self._recorder.event(scaler, "Normal", "SuccessfulRescale", words)
        message = f"the HPA controller was able to update the target scale to {wanted}"
        self._set(status, "AbleToScale", "True", "SucceededRescale", message)
        status["lastScaleTime"] = rfc3339(self._sim.now)

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


def _utilization(requests: dict[str, int], target: int) -> Measure:
    """In percent of the requests."""
    return Measure(
        lambda used: _percent(used, requests) / target,
        lambda pod: requests[pod] * max(100, target) // 100,
    )


def _average(target: int) -> Measure:
    """In absolute figures."""
    return Measure(
        lambda used: sum(used.values()) // len(used) / max(target, 1), lambda pod: target
    )


def _percent(used: dict[str, int], requests: dict[str, int]) -> int:
    asked = sum(requests[pod] for pod in used if pod in requests)
    if asked == 0:
        raise NoMetrics("no metrics returned matched known pods")
    return sum(used.values()) * 100 // asked


def _describe(metric: Object) -> str:
    if metric["target"]["type"] == "Utilization":
        return f"{metric['name']} resource utilization (percentage of request)"
    return f"{metric['name']} resource"


def _amount(resource: str, number: int) -> str:
    if resource == "cpu":
        return f"{number}m" if number else "0"
    return str(number)


def _requested(pod: Object, resource: str) -> int:
    total = 0
    for container in pod["spec"].get("containers") or ():
        text = dig(container, "resources", "requests", resource)
        if text is None:
            raise NoMetrics(
                f"missing request for {resource} in container {container['name']} of Pod "
                f"{pod['metadata']['name']}"
            )
        total += milli(text) if resource == "cpu" else value_of(text)
    return total
