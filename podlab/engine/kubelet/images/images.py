"""Images for containers: whether one must be pulled, back-off, the events around it.

Here: the pull policies and what is said.  Not here: registries, layers (``runtime``).
"""

import contextlib
from typing import Any, NamedTuple

from podlab.engine.kernel.clock import MILLISECOND
from podlab.engine.kubelet.backoff import Backoff
from podlab.engine.kubelet.context import Context
from podlab.engine.kubelet.images.imagenames import default_tag, name_problem
from podlab.engine.kubelet.images.pullsecrets import auth_for, missing_secrets
from podlab.engine.kubelet.pods import uid_of
from podlab.engine.kubelet.state import Failure, PodRecord, Pull
from podlab.engine.kubelet.timings import IMAGE_BACKOFF
from podlab.engine.runtime.cri import CriError

Object = dict[str, Any]


class Outcome(NamedTuple):
    """The image is there (neither), is being pulled, or there is a failure."""

    pulling: bool = False
    failure: Failure | None = None


class Images:
    """Sees to it that the images of one node's containers are there."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._backoff = Backoff(context.state.image_backoff, IMAGE_BACKOFF)

    def ensure(self, record: PodRecord, container: Object) -> Outcome:
        """Begin: the image is there, or a pull starts, or it cannot be had."""
        image, policy = container["image"], container.get("imagePullPolicy", "IfNotPresent")
        name = container["name"]
        problem = name_problem(image)
        if problem:
            message = f'Failed to apply default image tag "{image}": {problem}'
            self._event(record, name, "Warning", "InspectFailed", message)
            return Outcome(failure=Failure("InvalidImageName", message))
        present = self._context.runtime.image(default_tag(image)) is not None
        if present and policy != "Always":
            message = (
                f'Container image "{image}" already present on machine '
                "and can be accessed by the pod"
            )
            self._event(record, name, "Normal", "Pulled", message)
            return Outcome()
        if policy == "Never":
            message = f'Container image "{image}" is not present with pull policy of Never'
            self._event(record, name, "Warning", "ErrImageNeverPull", message)
            return Outcome(failure=Failure("ErrImageNeverPull", message))
        return self._pull(record, container)

    def pulled(self, record: PodRecord, container: Object) -> Failure | None:
        """The pull is over: None when the image is there now."""
        pull, record.pull = record.pull, None
        assert pull is not None
        image, name = container["image"], container["name"]
        key = _key(record, image)
        try:
            self._context.runtime.pull_result(pull.token)
        except CriError as error:
            words = _rpc(error)
            message = f'Failed to pull image "{image}": {words}'
            self._event(record, name, "Warning", "Failed", message)
            self._secrets_missing(record)
            self._backoff.grow(key, self._context.now, self._context.now)
            self._context.state.pull_errors[key] = f"ErrImagePull: {words}"
            return Failure("ErrImagePull", words)
        self._success(record, container, pull)
        return None

    def abandon(self, token: str) -> None:
        """Nobody wants the result of a pull any more: its Pod ended, or the kubelet restarted."""
        with contextlib.suppress(CriError):
            self._context.runtime.pull_result(token)

    def forget(self, uid: str) -> None:
        """Drop what was kept for a Pod that is gone."""
        self._backoff.forget(f"{uid}_")
        errors = self._context.state.pull_errors
        for key in [key for key in errors if key.startswith(f"{uid}_")]:
            del errors[key]

    def _pull(self, record: PodRecord, container: Object) -> Outcome:
        context, image = self._context, container["image"]
        key = _key(record, image)
        if self._backoff.waiting(key, context.now):
            message = f'Back-off pulling image "{image}"'
            self._event(record, container["name"], "Normal", "BackOff", message)
            before = context.state.pull_errors.get(key)
            full = f"{message}: {before}" if before else message
            return Outcome(failure=Failure("ImagePullBackOff", full))
        context.state.pull_errors.pop(key, None)
        message = f'Pulling image "{image}"'
        self._event(record, container["name"], "Normal", "Pulling", message)
        token = f"{context.node.name}-{context.serial()}"
        payload = (uid_of(record.pod), record.step, token)
        context.sim.wait_for(f"pull/{token}", context.target("start"), "pulled", payload)
        auth = auth_for(context.feed, record.pod, image)
        record.pull = Pull(image, token, context.now)
        context.runtime.pull(default_tag(image), auth, token)
        return Outcome(pulling=True)

    def _secrets_missing(self, record: PodRecord) -> None:
        missing = missing_secrets(self._context.feed, record.pod)
        if missing:
            words = (
                f"Unable to retrieve some image pull secrets ({', '.join(missing)}); attempting "
                "to pull the image may not succeed."
            )
            self._context.pod_event(record, "Warning", "FailedToRetrieveImagePullSecret", words)

    def _success(self, record: PodRecord, container: Object, pull: Pull) -> None:
        image = container["image"]
        known = self._context.runtime.image(default_tag(image))
        size = known.size if known else 0
        took = _duration(self._context.now - pull.since)
        message = (
            f'Successfully pulled image "{image}" in {took} ({took} including waiting). '
            f"Image size: {size} bytes."
        )
        self._event(record, container["name"], "Normal", "Pulled", message)

    def _event(self, record: PodRecord, name: str, type_: str, reason: str, message: str) -> None:
        self._context.container_event(record, name, type_, reason, message)


def _key(record: PodRecord, image: str) -> str:
    return f"{uid_of(record.pod)}_{image}"


def _rpc(error: CriError) -> str:
    """The kubelet leaves the code away where it says nothing."""
    text = str(error)
    if error.code == "Unknown" or text.startswith("rpc error:"):
        return text
    return f"rpc error: code = {error.code} desc = {text}"


def _duration(microseconds: int) -> str:
    """As Go prints a duration that was cut to milliseconds: ``43ms``, ``1.204s``, ``1m2.5s``."""
    milliseconds = microseconds // MILLISECOND
    if milliseconds < 1000:
        return f"{milliseconds}ms" if milliseconds else "0s"
    minutes, rest = divmod(milliseconds, 60_000)
    seconds = f"{rest / 1000:.3f}".rstrip("0").rstrip(".")
    return f"{minutes}m{seconds}s" if minutes else f"{seconds}s"
