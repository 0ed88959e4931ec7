"""Registries: what exists to be pulled, how long that takes, and how it is refused.

Here: resolving a name to an image, in the words of containerd and of registries.  Without a list of
repositories the catalogue answers and any other plausible name exists; with one only what stands
in it.  Not here: the images on a node (``runtime.imagestore``).
"""

import hashlib
from dataclasses import dataclass, field
from typing import NamedTuple

from podlab.engine.machine.images.catalogue import (
    FAMILIES,
    Family,
    ImageConfig,
    configuration,
    family_of,
    has_tag,
    plausible,
)
from podlab.engine.runtime.cri import CriError
from podlab.engine.runtime.reference import Reference

MILLISECOND = 1_000
_LOCAL = ("registry.k8s.io/pause", "registry.k8s.io/coredns")
_UNKNOWN_HOSTS = (".example.com", ".example.org", ".invalid", ".internal", ".local", ".test")


class Manifest(NamedTuple):
    """An image as a registry describes it."""

    id: str
    digest: str
    config: ImageConfig


@dataclass(slots=True)
class RegistryState:
    """What exists and how fast it comes.

    ``repositories`` None: the catalogue; else full repository → tags.  ``sizes``: bytes by the
    last part of a repository's name; names of exactly one size are one image, that of the first.
    ``latency`` and ``rate`` (bytes a second) make a pull's time; ``slow`` multiplies it.
    ``private``: repository → (user, password) that it asks for.
    """

    repositories: dict[str, list[str]] | None = None
    sizes: dict[str, int] = field(default_factory=dict)
    latency: int = 900 * MILLISECOND
    rate: int = 25_000_000
    slow: float = 1.0
    down: bool = False
    private: dict[str, tuple[str, str]] = field(default_factory=dict)


class Registry:
    """All registries of the world outside, for one cluster."""

    def __init__(self, state: RegistryState) -> None:
        self.state = state

    def resolve(self, reference: Reference, auth: dict[str, str] | None) -> Manifest:
        """The image behind a name.  Raises CriError as containerd words it."""
        name = str(reference)
        prefix = f'failed to pull and unpack image "{name}": failed to resolve reference "{name}": '
        host = reference.domain.partition(":")[0]
        if self.state.down or host.endswith(_UNKNOWN_HOSTS):
            where = "registry-1.docker.io" if reference.domain == "docker.io" else reference.domain
            raise CriError(
                f'{prefix}failed to do request: Head "https://{where}/v2/{reference.path}/manifests/'
                f'{reference.tag or reference.digest}": dial tcp: lookup {host}: no such host'
            )
        known = self._tags(reference)
        if known is None or not self._may(reference, auth):
            raise CriError(
                f"{prefix}pull access denied, repository does not exist or may require "
                "authorization: server message: insufficient_scope: authorization failed"
            )
        if not known:
            raise CriError(f"{prefix}{name}: not found", "NotFound")
        return self.manifest(reference)

    def time(self, reference: Reference, size: int, present: bool) -> int:
        """How many microseconds a pull takes."""
        latency = self.state.latency
        if self.state.repositories is not None:
            latency = min(latency, 40 * MILLISECOND)
        transfer = 0 if present else size * 1_000_000 // max(self.state.rate, 1)
        return int((latency + transfer) * self.state.slow)

    def refusal_time(self) -> int:
        """How long it takes to be refused."""
        return int(self.time(Reference("", "", ""), 0, True))

    def manifest(self, reference: Reference) -> Manifest:
        """The image that a name stands for, whether or not it exists."""
        family, tag = self._family(reference), reference.tag or self._tag_of(reference)
        config = configuration(family, tag)
        content = f"{reference.repository}:{tag}"
        if reference.digest and not reference.tag and self.state.repositories is None:
            content = f"{reference.repository}@{reference.digest}"
        alias = self._alias(reference)
        if alias is not None:
            content, config = f"small/{alias}", configuration(family, "latest")
        size = self._size(reference) or config.size
        config = ImageConfig(
            config.layer, config.entrypoint, config.cmd, config.env, config.ports,
            config.user, config.working_dir, config.stop_signal, size,
        )  # fmt: skip
        digest = reference.digest or _sha256(f"manifest {content}")
        return Manifest(_sha256(f"config {content}"), digest, config)

    def all(self) -> list[str]:
        """Every name of a closed registry."""
        rows = self.state.repositories or {}
        return [f"{repository}:{tag}" for repository, tags in rows.items() for tag in tags]

    def _tags(self, reference: Reference) -> bool | None:
        """True when the tag exists, False when only the repository does, None for neither."""
        repositories = self.state.repositories
        if repositories is not None and reference.repository not in _LOCAL:
            tags = repositories.get(reference.repository)
            if tags is None or not reference.digest:
                return None if tags is None else reference.tag in tags
            return bool(reference.tag or self._tag_of(reference, ""))
        family = family_of(reference.path)
        if family is None and not plausible(reference.path):
            return None
        return bool(reference.digest) or has_tag(family, reference.tag)

    def _tag_of(self, reference: Reference, otherwise: str = "latest") -> str:
        """The tag that a digest belongs to, in a closed registry."""
        if reference.digest:
            for tag in (self.state.repositories or {}).get(reference.repository, ()):
                named = reference._replace(tag=tag, digest="")
                if self.manifest(named).digest == reference.digest:
                    return tag
        return otherwise

    def _may(self, reference: Reference, auth: dict[str, str] | None) -> bool:
        wanted = self.state.private.get(reference.repository)
        if wanted is None:
            return True
        given = auth or {}
        return (given.get("username"), given.get("password")) == wanted

    def _alias(self, reference: Reference) -> str | None:
        name = reference.path.rpartition("/")[2]
        size = self.state.sizes.get(name)
        if size is None or self.state.repositories is None:
            return None
        same = [other for other, its in self.state.sizes.items() if its == size]
        return same[0] if len(same) > 1 else None

    def _family(self, reference: Reference) -> Family | None:
        alias = self._alias(reference)
        if alias is not None:
            return FAMILIES.get(f"{alias}-small") or FAMILIES.get(alias)
        return family_of(reference.path)

    def _size(self, reference: Reference) -> int:
        name = reference.path.rpartition("/")[2]
        return self.state.sizes.get(name) or self.state.sizes.get(reference.path, 0)


def _sha256(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
