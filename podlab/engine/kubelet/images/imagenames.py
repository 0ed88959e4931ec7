"""Image names: whether one is well formed, and its default tag.

Here: the reference grammar as far as the kubelet checks it, in its words.  Not here: registries.
"""

import re
from functools import lru_cache

_PATH = re.compile(r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*")
_TAG = re.compile(r"[\w][\w.-]{0,127}", re.ASCII)
_DIGEST = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]+)?")
MAX_NAME = 255


def split(image: str) -> tuple[str, str, str]:
    """(name, tag, digest) of a reference; '' where there is none."""
    rest, _, digest = image.partition("@")
    slash = rest.rfind("/")
    colon = rest.rfind(":")
    if colon > slash:
        return rest[:colon], rest[colon + 1 :], digest
    return rest, "", digest


def default_tag(image: str) -> str:
    """The reference with ``:latest`` where it names neither tag nor digest."""
    _, tag, digest = split(image)
    return image if tag or digest else f"{image}:latest"


@lru_cache(maxsize=1024)
def name_problem(image: str) -> str:
    """Why a reference cannot be parsed, in the kubelet's words; '' if it can (scenarios/images)."""
    why = _why(image)
    return f'couldn\'t parse image name "{image}": {why}' if why else ""


def _why(image: str) -> str:
    if len(image) > 2 * MAX_NAME:
        return "invalid reference format"
    name, tag, digest = split(image)
    first, slash, rest = name.partition("/")
    has_domain = bool(slash) and (
        "." in first or ":" in first or first == "localhost" or first.lower() != first
    )
    path = rest if has_domain else name
    if path.lower() != path and _fits(path.lower()):
        shown = path if has_domain or "/" in path else f"library/{path}"
        short = shown.partition(":")[0]
        return f"invalid reference format: repository name ({short}) must be lowercase"
    if has_domain and not _DOMAIN.fullmatch(first):
        return "invalid reference format"
    if not _fits(path):
        if ":" in path and path.partition(":")[0].lower() != path.partition(":")[0]:
            short = path.partition(":")[0]
            shown = short if has_domain or "/" in short else f"library/{short}"
            return f"invalid reference format: repository name ({shown}) must be lowercase"
        return "invalid reference format"
    if len(path) > MAX_NAME:
        return "repository name must not be more than 255 characters"
    bad_tag = bool(tag) and not _TAG.fullmatch(tag)
    bad_digest = "@" in image and not _DIGEST.fullmatch(digest)
    return "invalid reference format" if bad_tag or bad_digest else ""


def _fits(path: str) -> bool:
    return bool(path) and all(_PATH.fullmatch(part) for part in path.split("/"))
