"""The images on a node: pulling, finding, removing.

Here: the store and the progress of pulls.  Not here: what a registry has (``runtime.registry``).
"""

from podlab.engine.kernel.simulation import Simulation
from podlab.engine.runtime.cri import CriError, ImageStatus
from podlab.engine.runtime.reference import BadReference, Reference, parse
from podlab.engine.runtime.registry import Registry
from podlab.engine.runtime.state import ImageRecord, PullRecord, RuntimeState

MAX_PULLS = 256


class ImageStore:
    """One node's images."""

    def __init__(self, state: RuntimeState, sim: Simulation, registry: Registry) -> None:
        self._state = state
        self._sim = sim
        self._registry = registry

    def add(self, name: str) -> ImageRecord:
        """Have an image on the node without a pull (pre-pulled, loaded)."""
        return self._store(parse(name))

    def find(self, image: str) -> ImageRecord | None:
        """An image by name, reference or id (a unique beginning of it will do)."""
        known = self._state.names.get(image)
        if known is None:
            known = self._state.names.get(self._full(image))
        if known is not None:
            return self._state.images[known]
        digits = image.removeprefix("sha256:")
        if len(digits) < 4:
            return None
        found = [row for row in self._state.images.values() if row.id[7:].startswith(digits)]
        return found[0] if len(found) == 1 else None

    def pull(self, image: str, auth: dict[str, str] | None, token: str) -> int:
        """Begin to pull; returns how long it will take."""
        pulls = self._state.pulls
        while len(pulls) >= MAX_PULLS:
            pulls.pop(next(iter(pulls)))
        pull = pulls[token] = PullRecord(image, auth, self._sim.now)
        delay = self._registry.refusal_time()
        try:
            reference = parse(image)
            manifest = self._registry.resolve(reference, auth)
            present = manifest.id in self._state.images
            delay = self._registry.time(reference, manifest.config.size, present)
        except BadReference as error:
            pull.error, pull.code, delay = _malformed(image, error), "InvalidArgument", 0
        except CriError as error:
            pull.error, pull.code = str(error), error.code
        self._sim.after(delay, f"runtime/{self._state.node}", "pulled", token)
        return delay

    def finish(self, token: str) -> None:
        """A pull's time is over."""
        pull = self._state.pulls.get(token)
        if pull is None or pull.ready:
            return
        pull.ready = True
        if not pull.error:
            record = self._store(parse(pull.image))
            pull.result = record.digests[0]
        self._sim.post(f"pull/{token}")

    def result(self, token: str) -> str:
        """The reference of the pulled image.  Raises CriError."""
        pull = self._state.pulls.get(token)
        if pull is None or not pull.ready:
            raise CriError(f'pull "{token}" has not ended', "FailedPrecondition")
        del self._state.pulls[token]
        if pull.error:
            raise CriError(pull.error, pull.code)
        return pull.result

    def status(self, record: ImageRecord) -> ImageStatus:
        """An image as the CRI tells it."""
        user = record.config.user.partition(":")[0]
        uid = int(user) if user.isdigit() else None
        name = "" if uid is not None else user
        if not user:
            uid = 0
        return ImageStatus(
            record.id, list(record.names), list(record.digests), record.size, uid, name
        )

    def remove(self, image: str) -> None:
        """Remove an image with all its names; one that is not there is no error."""
        record = self.find(image)
        if record is None:
            return
        del self._state.images[record.id]
        self._state.names = {
            name: number for name, number in self._state.names.items() if number != record.id
        }

    def _store(self, reference: Reference) -> ImageRecord:
        manifest = self._registry.manifest(reference)
        record = self._state.images.get(manifest.id)
        if record is None:
            size = manifest.config.size
            record = ImageRecord(manifest.id, [], [], size, manifest.config)
            self._state.images[manifest.id] = record
            self._state.names[manifest.id] = manifest.id
        digest = f"{reference.repository}@{manifest.digest}"
        for name, row in ((digest, record.digests), (_tagged(reference), record.names)):
            if name and name not in row:
                row.append(name)
                self._state.names[name] = record.id
        return record

    def _full(self, image: str) -> str:
        try:
            reference = parse(image)
        except BadReference:
            return ""
        return f"{reference.repository}@{reference.digest}" if reference.digest else str(reference)


def _tagged(reference: Reference) -> str:
    return f"{reference.repository}:{reference.tag}" if reference.tag else ""


def _malformed(image: str, error: BadReference) -> str:
    return f'failed to parse image reference "{image}": {error}'
