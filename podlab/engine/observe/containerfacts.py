"""Why a container of a Pod is as it is: waiting for what, ended how, not ready by which probe.

Here: container statuses and the Events about them.  Not here: the Pod as a whole (``podfacts``).
"""

import re

from podlab.engine.objects.meta import dig
from podlab.engine.observe.facts import Fact, Params, Records, Ref, event_time, stamp
from podlab.engine.store.store import Object

_PULL = (
    "ErrImagePull",
    "ImagePullBackOff",
    "InvalidImageName",
    "ErrImageNeverPull",
    "ImageInspectError",
    "RegistryUnavailable",
    "SignatureValidationFailed",
)
_PREPARING = ("FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox", "NetworkNotReady")
_MISSING = re.compile(r'(configmap|secret|persistentvolumeclaim) "([^"]{1,253})" not found')
_RESOURCES = {
    "configmap": "configmaps",
    "secret": "secrets",
    "persistentvolumeclaim": "persistentvolumeclaims",
}


def container_facts(records: Records, pod: Object) -> list[Fact]:
    """Facts about all containers that are not simply running and ready, in order of starting."""
    facts: list[Fact] = []
    facts += _group(records, pod, "initContainers", "initContainerStatuses")
    facts += _group(records, pod, "containers", "containerStatuses")
    waiting = [fact for fact in facts if fact.code == "init-running"]
    if waiting:  # what waits behind an init container has no reason of its own
        facts = [fact for fact in facts if fact.code != "waits-for-init"]
    return facts


def _group(records: Records, pod: Object, specs: str, statuses: str) -> list[Fact]:
    rows = {row["name"]: row for row in dig(pod, "status", statuses, default=[])}
    facts = []
    for spec in dig(pod, "spec", specs, default=[]):
        row = rows.get(spec["name"])
        if row is not None:
            one = Container(records, pod, spec, row, specs == "initContainers")
            facts += one.facts()
    return facts


class Container:
    """One container and what is recorded of it."""

    def __init__(
        self, records: Records, pod: Object, spec: Object, row: Object, init: bool
    ) -> None:
        self._records = records
        self._pod = pod
        self._uid = pod["metadata"]["uid"]
        self._spec = spec
        self._row = row
        self._init = init
        self._name: Params = {"container": spec["name"]}

    def facts(self) -> list[Fact]:
        """Why it is not simply well; nothing when it is."""
        state = self._row.get("state") or {}
        if "waiting" in state:
            return self._waiting(state["waiting"])
        if "terminated" in state:
            return self._terminated(state["terminated"])
        return self._running(state.get("running") or {})

    # --- waiting ----------------------------------------------------------------------------
    def _waiting(self, waiting: Object) -> list[Fact]:
        reason, message = waiting.get("reason", ""), waiting.get("message", "")
        told: Params = {**self._name, "reason": reason, "message": message}
        if reason == "CrashLoopBackOff":
            told["restarts"] = self._row.get("restartCount", 0)
            wait = re.search(r"back-off (\w{1,12})", message)
            told["wait"] = wait.group(1) if wait else ""
            return [Fact("crash-loop", told), *self._last_end()]
        if reason in _PULL:
            told["image"] = self._spec.get("image", "")
            return [Fact("image-problem", told), *self._pull_error(message)]
        if reason == "PodInitializing":
            return [Fact("waits-for-init", told)]
        if reason == "ContainerCreating":
            return self._creating()
        return [Fact("container-waiting", told, self._missing(message)), *self._last_end()]

    def _pull_error(self, message: str) -> list[Fact]:
        for event in self._events("Failed", "InspectFailed", "ErrImageNeverPull"):
            words = event.get("message", "")
            if words.startswith("Failed to ") and message not in words and words not in message:
                return [self._said("pull-failed", event)]
        return []

    def _creating(self) -> list[Fact]:
        events = self._records.events(self._uid, *_PREPARING)
        if events:
            missing = self._missing(events[0].get("message", ""))
            return [self._said("preparation-failed", events[0], missing)]
        hooks = self._events("FailedPostStartHook")
        if hooks:
            return [self._said("hook-failed", hooks[0])]
        pulling = self._events("Pulling", "Pulled", "Failed")
        if pulling and pulling[0]["reason"] == "Pulling":
            return [Fact("pulling", {**self._name, "image": self._spec.get("image", "")}, (),
                         event_time(pulling[0]))]  # fmt: skip
        return [Fact("container-creating", dict(self._name))]

    # --- running ----------------------------------------------------------------------------
    def _running(self, running: Object) -> list[Fact]:
        facts: list[Fact] = []
        sidecar = self._init and self._spec.get("restartPolicy") == "Always"
        if self._init and not sidecar:
            facts.append(
                Fact("init-running", dict(self._name), (), stamp(running.get("startedAt")))
            )
        elif not self._row.get("started") and self._spec.get("startupProbe"):
            facts.append(Fact("startup-pending", dict(self._name)))
            facts += self._unhealthy("Startup")
        elif not self._row.get("ready"):
            facts += self._unready()
        if self._row.get("restartCount"):
            told = {**self._name, "restarts": self._row["restartCount"]}
            facts += [Fact("restarted", told), *self._last_end()]
        return facts

    def _unready(self) -> list[Fact]:
        if not self._spec.get("readinessProbe"):
            return [Fact("not-ready", dict(self._name))]
        failed = self._unhealthy("Readiness")
        return [Fact("readiness-pending", dict(self._name)), *failed]

    def _unhealthy(self, title: str) -> list[Fact]:
        for event in self._events("Unhealthy"):
            if event.get("message", "").startswith(title):
                return [self._said("probe-failed", event)]
        return [Fact("probe-silent", {**self._name, "probe": title.lower()})]

    # --- ended ------------------------------------------------------------------------------
    def _terminated(self, ended: Object) -> list[Fact]:
        if self._init and ended.get("exitCode", 0) == 0:
            return []
        return self._end(ended)

    def _last_end(self) -> list[Fact]:
        ended = dig(self._row, "lastState", "terminated")
        return self._end(ended) if ended else []

    def _end(self, ended: Object) -> list[Fact]:
        told: Params = {
            **self._name,
            "exitCode": ended.get("exitCode", 0),
            "reason": ended.get("reason", ""),
            "message": ended.get("message", ""),
        }
        facts = [Fact("exited", told, (), stamp(ended.get("finishedAt")))]
        if ended.get("reason") == "OOMKilled":
            limit = dig(self._spec, "resources", "limits", "memory", default="")
            facts.append(Fact("out-of-memory", {**self._name, "limit": limit}))
        return facts

    # --- Events -----------------------------------------------------------------------------
    def _events(self, *reasons: str) -> list[Object]:
        return self._records.events(self._uid, *reasons, container=self._spec["name"])

    def _said(self, code: str, event: Object, refs: tuple[Ref, ...] = ()) -> Fact:
        told: Params = {
            **self._name,
            "reason": event.get("reason", ""),
            "message": event.get("message", ""),
            "count": event.get("count") or 1,
        }
        return Fact(code, told, refs, event_time(event))

    def _missing(self, message: str) -> tuple[Ref, ...]:
        """Objects that a message says are not there."""
        namespace = self._pod["metadata"]["namespace"]
        return tuple(
            self._records.ref_by_key(_RESOURCES[kind], namespace, name)
            for kind, name in _MISSING.findall(message[:2_000])
        )
