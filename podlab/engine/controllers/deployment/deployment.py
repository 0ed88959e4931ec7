"""The Deployment controller: one ReplicaSet per template, rolled from the old to the new.

Here: the loop and its writes.  Not here: arithmetic (``rollout``) and status
(``deploymentstatus``).
"""

from typing import Any

from podlab.engine.client.selecting import selects
from podlab.engine.controllers.adoption import Claims
from podlab.engine.controllers.conditions import find_condition, set_condition
from podlab.engine.controllers.context import ControllerContext, key_of, split_key
from podlab.engine.controllers.deployment import rollout
from podlab.engine.controllers.deployment.deploymentstatus import (
    conditions_of,
    counted,
    deadline,
    finished,
    is_complete,
    progress_check_delay,
    progress_condition,
    rollout_status,
)
from podlab.engine.controllers.deployment.templatehash import template_hash
from podlab.engine.controllers.podcontrol import is_namespace_terminating
from podlab.engine.controllers.pods import is_finished, pods_by_owner
from podlab.engine.objects.meta import controller_of, dig, labels_of, owner_reference, put, uid_of
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

NAME = "deployment-controller"
SETS = "replicasets.apps"
DEPLOYMENTS = "deployments.apps"
ROLLBACK = "deprecated.deployment.rollback.to"
MAX_NAME = 253
HANDLING_TIME = 5_000
"""Microseconds: ReplicaSets tell their status between two syncs (recorded: scenarios/rollout)."""


class DeploymentController:
    """Reconciles Deployments."""

    def __init__(self, context: ControllerContext) -> None:
        self._sim = context.sim
        self._informers = context.informers
        self._client = context.client(NAME)
        self._recorder = context.recorder(NAME)
        self._claims = Claims(self._client, SETS, DEPLOYMENTS)
        self._sets = context.index("replicasets.apps-by-owner", SETS, _set_keys)
        self._pods = pods_by_owner(context)
        self._deployments = context.index("deployments-by-namespace", DEPLOYMENTS, _namespace_key)
        self.queue = context.queue(NAME, self.reconcile, HANDLING_TIME)
        context.informers.watch(DEPLOYMENTS, self._on_deployment)
        context.informers.watch(SETS, self._on_set)
        context.informers.watch("pods", self._on_pod)

    def _on_deployment(self, _type: str, obj: Object, _previous: Object | None) -> None:
        self.queue.add(key_of(obj))

    def _on_set(self, type_: str, obj: Object, previous: Object | None) -> None:
        namespace = obj["metadata"]["namespace"]
        owner = controller_of(obj)
        former = controller_of(previous) if previous is not None else None
        for reference in (owner, former):
            if reference is not None and reference["kind"] == "Deployment":
                self.queue.add(f"{namespace}/{reference['name']}")
        if owner is None and type_ != "DELETED":
            for deployment in self._deployments.objects(namespace):
                if selects(deployment["spec"].get("selector"), labels_of(obj)):
                    self.queue.add(key_of(deployment))

    def _on_pod(self, type_: str, pod: Object, _previous: Object | None) -> None:
        """Recreate waits for the last old Pod to be gone."""
        if type_ != "DELETED":
            return
        owner = controller_of(pod)
        if owner is None or owner["kind"] != "ReplicaSet":
            return
        namespace = pod["metadata"]["namespace"]
        replica_set = self._informers.get(SETS, namespace, owner["name"])
        above = controller_of(replica_set) if replica_set else None
        if above is None:
            return
        deployment = self._informers.get(DEPLOYMENTS, namespace, above["name"])
        if deployment and dig(deployment, "spec", "strategy", "type") == "Recreate":
            self.queue.add(key_of(deployment))

    def reconcile(self, key: str) -> None:
        """One step of one Deployment."""
        deployment = self._informers.get(DEPLOYMENTS, *split_key(key))
        if deployment is None:
            return
        if deployment["spec"].get("selector") == {}:
            self._select_all(deployment)
            return
        sets = self._own_sets(deployment)
        if "deletionTimestamp" in deployment["metadata"]:
            self._status_only(deployment, sets)
            return
        deployment = self._note_pause(deployment)
        if deployment["spec"].get("paused"):
            self._scale(deployment, sets)
        elif ROLLBACK in rollout.annotations(deployment):
            self._rollback(deployment, sets)
        elif self._was_scaled(deployment, sets):
            self._scale(deployment, sets)
        elif dig(deployment, "spec", "strategy", "type") == "Recreate":
            self._recreate(deployment, sets)
        else:
            self._roll(deployment, sets)

    def _select_all(self, deployment: Object) -> None:
        message = "This deployment is selecting all pods. A non-empty selector is required."
        self._recorder.event(deployment, "Warning", "SelectingAll", message)
        generation = deployment["metadata"].get("generation", 0)
        if dig(deployment, "status", "observedGeneration", default=0) < generation:
            told = put(deployment, ("status", "observedGeneration"), generation)
            self._client.update_status(DEPLOYMENTS, told)

    def _own_sets(self, deployment: Object) -> list[Object]:
        namespace = deployment["metadata"]["namespace"]
        own = self._sets.objects(uid_of(deployment))
        orphans = self._sets.objects(f"orphan/{namespace}")
        selector = deployment["spec"].get("selector")
        return self._claims.claim(
            deployment, [*own, *orphans], lambda labels: selects(selector, labels)
        )

    def _split(self, deployment: Object, sets: list[Object]) -> tuple[Object | None, list[Object]]:
        """The ReplicaSet of the current template, if there is one, and all others."""
        ordered = rollout.by_age(sets)
        new = next((s for s in ordered if rollout.same_template(deployment, s)), None)
        return new, [s for s in ordered if s is not new]

    def _note_pause(self, deployment: Object) -> Object:
        if deadline(deployment) is None:
            return deployment
        conditions = conditions_of(deployment)
        current = find_condition(conditions, "Progressing")
        reason = current.get("reason") if current else None
        if reason == "ProgressDeadlineExceeded":
            return deployment
        paused = bool(deployment["spec"].get("paused"))
        if paused == (reason == "DeploymentPaused"):
            return deployment
        word = "paused" if paused else "resumed"
        row = progress_condition(
            "Unknown", f"Deployment{word.capitalize()}", f"Deployment is {word}", self._sim.now
        )
        told = put(deployment, ("status", "conditions"), set_condition(conditions, row))
        return self._client.update_status(DEPLOYMENTS, told)

    def _current(
        self, deployment: Object, sets: list[Object], create: bool
    ) -> tuple[Object, Object | None, list[Object]]:
        """The Deployment, its new ReplicaSet and the old ones; revisions brought up to date."""
        new, old = self._split(deployment, sets)
        number = max((rollout.revision(s) for s in old), default=0) + 1
        if new is not None:
            deployment, new = self._adjust(deployment, new, number)
        elif create:
            deployment, new = self._create_set(deployment, old, number)
        return deployment, new, old

    def _adjust(self, deployment: Object, new: Object, number: int) -> tuple[Object, Object]:
        notes = rollout.set_annotations(deployment, rollout.annotations(new), number, True)
        wait = deployment["spec"].get("minReadySeconds", 0)
        if notes != rollout.annotations(new) or wait != new["spec"].get("minReadySeconds", 0):
            new = put(new, ("metadata", "annotations"), notes)
            if wait != new["spec"].get("minReadySeconds", 0):
                new = put(new, ("spec", "minReadySeconds"), wait)
            return deployment, self._client.update(SETS, new)
        told = self._with_revision(deployment, rollout.annotations(new).get(rollout.REVISION, ""))
        conditions = conditions_of(deployment)
        if deadline(deployment) is not None and find_condition(conditions, "Progressing") is None:
            message = f'Found new replica set "{new["metadata"]["name"]}"'
            row = progress_condition("True", "FoundNewReplicaSet", message, self._sim.now)
            told = put(told, ("status", "conditions"), set_condition(conditions, row))
        if told is not deployment:
            deployment = self._client.update_status(DEPLOYMENTS, told)
        return deployment, new

    def _with_revision(self, deployment: Object, number: str) -> Object:
        notes = rollout.annotations(deployment)
        if notes.get(rollout.REVISION) == number:
            return deployment
        return put(deployment, ("metadata", "annotations"), {**notes, rollout.REVISION: number})

    def _create_set(
        self, deployment: Object, old: list[Object], number: int
    ) -> tuple[Object, Object]:
        body = self._new_set(deployment, old, number)
        name = body["metadata"]["name"]
        try:
            created = self._client.create(SETS, deployment["metadata"]["namespace"], body)
        except ApiError as error:
            return self._not_created(deployment, name, error)
        if rollout.replicas(created) > 0:
            message = f"Scaled up replica set {name} from 0 to {rollout.replicas(created)}"
            self._recorder.event(deployment, "Normal", "ScalingReplicaSet", message)
        told = self._with_revision(deployment, str(number))
        if deadline(deployment) is not None:
            message = f'Created new replica set "{name}"'
            row = progress_condition("True", "NewReplicaSetCreated", message, self._sim.now)
            conditions = set_condition(conditions_of(told), row)
            told = put(told, ("status", "conditions"), conditions)
        if told is not deployment:
            deployment = self._client.update_status(DEPLOYMENTS, told)
        return deployment, created

    def _new_set(self, deployment: Object, old: list[Object], number: int) -> Object:
        metadata, spec = deployment["metadata"], deployment["spec"]
        code = template_hash(spec["template"], dig(deployment, "status", "collisionCount"))
        marked = {rollout.HASH_LABEL: code}
        template = spec["template"]
        labels = {**(dig(template, "metadata", "labels") or {}), **marked}
        selector = spec.get("selector") or {}
        chosen = {**(selector.get("matchLabels") or {}), **marked}
        notes = rollout.set_annotations(deployment, {}, number, False)
        body: Object = {
            "apiVersion": "apps/v1",
            "kind": "ReplicaSet",
            "metadata": {
                "name": f"{metadata['name'][: MAX_NAME - 1 - len(code)]}-{code}",
                "namespace": metadata["namespace"],
                "labels": labels,
                "annotations": notes,
                "ownerReferences": [owner_reference(deployment)],
            },
            "spec": {
                "replicas": rollout.new_set_size(deployment, old, 0),
                "selector": put(selector, ("matchLabels",), chosen),
                "template": put(template, ("metadata", "labels"), labels),
            },
        }
        if spec.get("minReadySeconds"):
            body["spec"]["minReadySeconds"] = spec["minReadySeconds"]
        return body

    def _not_created(self, deployment: Object, name: str, error: ApiError) -> tuple[Object, Object]:
        namespace = deployment["metadata"]["namespace"]
        if error.reason == "AlreadyExists":
            known = self._client.get(SETS, namespace, name)
            owner = controller_of(known)
            own = owner is not None and owner["uid"] == uid_of(deployment)
            if own and rollout.same_template(deployment, known):
                return deployment, known
            collisions = dig(deployment, "status", "collisionCount", default=0) + 1
            told = put(deployment, ("status", "collisionCount"), collisions)
            self._client.update_status(DEPLOYMENTS, told)
        elif not is_namespace_terminating(error):
            message = f'Failed to create new replica set "{name}": {error.message}'
            if deadline(deployment) is not None:
                row = progress_condition("False", "ReplicaSetCreateError", message, self._sim.now)
                conditions = set_condition(conditions_of(deployment), row)
                told = put(deployment, ("status", "conditions"), conditions)
                self._client.update_status(DEPLOYMENTS, told)
            self._recorder.event(deployment, "Warning", "ReplicaSetCreateError", message)
        raise error

    def _was_scaled(self, deployment: Object, sets: list[Object]) -> bool:
        wanted = rollout.replicas(deployment)
        for each in rollout.active(sets):
            desired = rollout.desired_replicas(each)
            if desired is not None and desired != wanted:
                return True
        return False

    def _status_only(self, deployment: Object, sets: list[Object]) -> None:
        deployment, new, old = self._current(deployment, sets, False)
        self._tell_counts(deployment, old, new)

    def _tell_counts(self, deployment: Object, old: list[Object], new: Object | None) -> None:
        sets = [*old, new] if new else old
        self._tell(deployment, finished(counted(deployment, sets, new, self._sim.now)))

    def _tell(self, deployment: Object, status: Object) -> bool:
        if (deployment.get("status") or {}) == status:
            return False
        self._client.update_status(DEPLOYMENTS, {**deployment, "status": status})
        return True

    def _tell_rollout(self, deployment: Object, old: list[Object], new: Object | None) -> None:
        sets = [*old, new] if new else old
        status = rollout_status(deployment, sets, new, self._sim.now)
        if self._tell(deployment, status):
            return
        delay = progress_check_delay(deployment, status, self._sim.now)
        if delay is not None:
            self.queue.add_after(key_of(deployment), delay)

    def _scale(self, deployment: Object, sets: list[Object]) -> None:
        deployment, new, old = self._current(deployment, sets, False)
        new, old = self._scaled(deployment, new, old)
        if deployment["spec"].get("paused"):
            self._clean_up(deployment, old)
        self._tell_counts(deployment, old, new)

    def _scaled(
        self, deployment: Object, new: Object | None, old: list[Object]
    ) -> tuple[Object | None, list[Object]]:
        wanted = rollout.replicas(deployment)
        everything = [*old, new] if new else list(old)
        running = rollout.active(everything)
        if len(running) <= 1:
            only = running[0] if running else new or (old[-1] if old else None)
            changes = [(only, wanted)] if only and rollout.replicas(only) != wanted else []
        elif new and _is_saturated(deployment, new):
            changes = [(each, 0) for each in rollout.active(old)]
        elif dig(deployment, "spec", "strategy", "type") != "Recreate":
            changes = rollout.proportional_sizes(deployment, running)
        else:
            changes = []
        done = {uid_of(s): self._resize(deployment, s, size, True) for s, size in changes}
        renewed = [done.get(uid_of(each), each) for each in old]
        return (done.get(uid_of(new), new) if new else None), renewed

    def _resize(
        self, deployment: Object, replica_set: Object, size: int, force: bool = False
    ) -> Object:
        before = rollout.replicas(replica_set)
        if before == size and not force:
            return replica_set
        notes = {**rollout.annotations(replica_set), **rollout.size_annotations(deployment)}
        if before == size and notes == rollout.annotations(replica_set):
            return replica_set
        changed = put(replica_set, ("metadata", "annotations"), notes)
        updated = self._client.update(SETS, put(changed, ("spec", "replicas"), size))
        if before != size:
            way = "up" if size > before else "down"
            name = replica_set["metadata"]["name"]
            message = f"Scaled {way} replica set {name} from {before} to {size}"
            self._recorder.event(deployment, "Normal", "ScalingReplicaSet", message)
        return updated

    def _roll(self, deployment: Object, sets: list[Object]) -> None:
        deployment, new, old = self._current(deployment, sets, True)
        assert new is not None
        grown = self._grow(deployment, new, old)
        if grown is not None:
            self._tell_rollout(deployment, old, grown)
            return
        shrunk = self._shrink(deployment, new, old)
        if shrunk is not None:
            self._tell_rollout(deployment, shrunk, new)
            return
        if is_complete(deployment, deployment.get("status") or {}):
            self._clean_up(deployment, old)
        self._tell_rollout(deployment, old, new)

    def _grow(self, deployment: Object, new: Object, old: list[Object]) -> Object | None:
        wanted, current = rollout.replicas(deployment), rollout.replicas(new)
        if current == wanted:
            return None
        size = wanted
        if current < wanted:
            size = rollout.new_set_size(deployment, [*old, new], current)
        return self._resize(deployment, new, size) if size != current else None

    def _shrink(self, deployment: Object, new: Object, old: list[Object]) -> list[Object] | None:
        """The old ReplicaSets after scaling some down; None if none could be."""
        if rollout.total_replicas(old) == 0:
            return None
        minimum = rollout.replicas(deployment) - rollout.max_unavailable(deployment)
        pending = rollout.replicas(new) - rollout.count(new, "availableReplicas")
        room = rollout.total_replicas([*old, new]) - minimum - pending
        if room <= 0:
            return None
        after = self._drop_unhealthy(deployment, old, room)
        available = rollout.total([*after, new], "availableReplicas")
        after = self._drop_available(deployment, after, available - minimum)
        changed = rollout.total_replicas(after) != rollout.total_replicas(old)
        return after if changed else None

    def _drop_unhealthy(self, deployment: Object, old: list[Object], room: int) -> list[Object]:
        result = []
        for each in old:
            size = rollout.replicas(each)
            gone = min(room, max(0, size - rollout.count(each, "availableReplicas")))
            room -= gone
            result.append(self._resize(deployment, each, size - gone) if gone else each)
        return result

    def _drop_available(self, deployment: Object, old: list[Object], room: int) -> list[Object]:
        result = []
        for each in old:
            gone = min(max(room, 0), rollout.replicas(each))
            room -= gone
            size = rollout.replicas(each) - gone
            result.append(self._resize(deployment, each, size) if gone else each)
        return result

    def _recreate(self, deployment: Object, sets: list[Object]) -> None:
        deployment, new, old = self._current(deployment, sets, False)
        running = rollout.active(old)
        if running:
            old = [self._resize(deployment, each, 0) for each in old]
            self._tell_rollout(deployment, old, new)
            return
        if self._old_pods_remain(old):
            self._tell_rollout(deployment, old, new)
            return
        if new is None:
            deployment, new, old = self._current(deployment, sets, True)
        assert new is not None
        new = self._resize(deployment, new, rollout.replicas(deployment))
        if is_complete(deployment, deployment.get("status") or {}):
            self._clean_up(deployment, old)
        self._tell_rollout(deployment, old, new)

    def _old_pods_remain(self, old: list[Object]) -> bool:
        if rollout.total(old, "replicas") > 0:
            return True
        pods = (pod for each in old for pod in self._pods.objects(uid_of(each)))
        return any(not is_finished(pod) for pod in pods)

    def _clean_up(self, deployment: Object, old: list[Object]) -> None:
        limit = deployment["spec"].get("revisionHistoryLimit")
        if limit is None or limit == 2**31 - 1:
            return
        alive = [each for each in old if "deletionTimestamp" not in each["metadata"]]
        excess = sorted(alive, key=rollout.revision)[: max(0, len(alive) - limit)]
        for each in excess:
            seen = rollout.count(each, "observedGeneration")
            if rollout.count(each, "replicas") or rollout.replicas(each):
                continue
            if each["metadata"].get("generation", 0) > seen:
                continue
            metadata = each["metadata"]
            try:
                self._client.delete(SETS, metadata["namespace"], metadata["name"])
            except ApiError as error:
                if error.reason != "NotFound":
                    raise

    def _rollback(self, deployment: Object, sets: list[Object]) -> None:
        """The deprecated annotation by which old clients ask for a former revision."""
        deployment, new, old = self._current(deployment, sets, True)
        text = rollout.annotations(deployment)[ROLLBACK]
        wanted = int(text) if text.isdigit() else 0
        everything = [*old, new] if new else old
        if wanted == 0:
            numbers = sorted(rollout.revision(s) for s in everything)
            wanted = numbers[-2] if len(numbers) > 1 else 0
        found = next((s for s in everything if rollout.revision(s) == wanted), None)
        name = deployment["metadata"]["name"]
        if found is None or not wanted:
            words = "Unable to find the revision to rollback to."
            self._recorder.event(deployment, "Warning", "DeploymentRollbackRevisionNotFound", words)
        else:
            template = found["spec"]["template"]
            labels = dict(dig(template, "metadata", "labels") or {})
            labels.pop(rollout.HASH_LABEL, None)
            template = put(template, ("metadata", "labels"), labels)
            deployment = put(deployment, ("spec", "template"), template)
            words = f'Rolled back deployment "{name}" to revision {wanted}'
            self._recorder.event(deployment, "Normal", "DeploymentRollback", words)
        notes = {k: v for k, v in rollout.annotations(deployment).items() if k != ROLLBACK}
        self._client.update(DEPLOYMENTS, put(deployment, ("metadata", "annotations"), notes))


def _is_saturated(deployment: Object, new: Object) -> bool:
    wanted = rollout.replicas(deployment)
    return (
        rollout.replicas(new) == wanted
        and rollout.desired_replicas(new) == wanted
        and rollout.count(new, "availableReplicas") == wanted
    )


def _set_keys(obj: Object) -> list[str]:
    namespace = obj["metadata"]["namespace"]
    owner = controller_of(obj)
    return [namespace, owner["uid"]] if owner else [namespace, "orphan/" + namespace]


def _namespace_key(obj: Object) -> list[str]:
    return [obj["metadata"]["namespace"]]
