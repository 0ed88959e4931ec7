"""Image names: what ``nginx`` means in full, and which names are none.

Here: the grammar of references as the distribution project defines it, with its words.
Not here: whether anything stands behind a name (``runtime.registry``).
"""

import re
from functools import lru_cache
from typing import NamedTuple

_DOMAIN = re.compile(
    r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
    r"(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::[0-9]+)?\Z"
)
_PART = re.compile(r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*\Z")
_TAG = re.compile(r"[\w][\w.-]{0,127}\Z", re.ASCII)
_DIGEST = re.compile(r"[a-z0-9]+:[0-9a-fA-F]{32,}\Z")
MAX_LENGTH = 255


class BadReference(ValueError):
    """Not an image name; ``str()`` says why, in the words of the reference parser."""


class Reference(NamedTuple):
    """An image's full name: docker.io, library/nginx, 1.25 (or a digest)."""

    domain: str
    path: str
    tag: str
    digest: str = ""

    @property
    def repository(self) -> str:
        """docker.io/library/nginx"""
        return f"{self.domain}/{self.path}"

    def __str__(self) -> str:
        tagged = f"{self.repository}:{self.tag}" if self.tag else self.repository
        return f"{tagged}@{self.digest}" if self.digest else tagged


@lru_cache(maxsize=1024)
def parse(name: str) -> Reference:
    """The full name that a short one means.  Raises BadReference."""
    if not name or len(name) > 4 * MAX_LENGTH:
        raise BadReference("invalid reference format")
    domain, rest = _split_domain(name)
    rest, _, digest = rest.partition("@")
    path, colon, tag = rest.partition(":")
    if path.lower() != path:
        raise BadReference(f"invalid reference format: repository name ({path}) must be lowercase")
    if not all(_PART.match(part) for part in path.split("/")):
        raise BadReference("invalid reference format")
    if (colon and not _TAG.match(tag)) or (digest and not _DIGEST.match(digest)):
        raise BadReference("invalid reference format")
    if len(domain) + len(path) + 1 > MAX_LENGTH:
        raise BadReference("repository name must not be more than 255 characters")
    if not tag and not digest:
        tag = "latest"
    return Reference(domain, path, tag, digest)


def _split_domain(name: str) -> tuple[str, str]:
    head, slash, rest = name.partition("/")
    dotted = "." in head or ":" in head or head == "localhost" or head.lower() != head
    if not slash or not dotted:
        head, rest = "docker.io", name
    if head == "index.docker.io":
        head = "docker.io"
    if head == "docker.io" and "/" not in rest:
        rest = f"library/{rest}"
    if not _DOMAIN.match(head):
        raise BadReference("invalid reference format")
    return head, rest
