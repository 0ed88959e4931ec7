"""The files of a lesson's folder: which may be there, and that each is a small plain text.

A folder may come from anybody: links, big files and odd encodings are refused before anything is
read into YAML.  Not here: what the files say (``lessons.catalog``).
"""

import re
import stat
from difflib import get_close_matches
from pathlib import Path

from lessons.files.rows import LANGUAGES
from lessons.mistakes import Mistakes, Spot

NAME = re.compile(r"^(?P<number>\d{3})_[a-z0-9]+(?:_[a-z0-9]+)*$")
SETTINGS = "lesson.yaml"
TEXTS = {lang: f"text.{lang}.md" for lang in LANGUAGES}
SOLUTION = "solution.sh"
WRONG = "wrong"
NEEDED = (SETTINGS, *TEXTS.values(), SOLUTION)
KNOWN = (*NEEDED, "start.yaml", "start.sh", "variants.yaml")
PLACE = "TODO"
"""Marks what an author must still fill."""
LONGEST_NAME = 80
MOST_BYTES = 128 * 1024
MOST_FILES = 60
_WRONG = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*\.sh$")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def read_folder(folder: Path, mistakes: Mistakes) -> dict[str, str]:
    """The texts of all files that may be there, by their path within the folder."""
    if NAME.match(folder.name) is None:
        mistakes.add(Spot(""), "bad-folder-name", name=folder.name)
    if len(folder.name) > LONGEST_NAME:
        mistakes.add(Spot(""), "long-name", most=LONGEST_NAME)
    if folder.is_symlink() or not folder.is_dir():
        mistakes.add(Spot(""), "no-folder", name=folder.name)
        return {}
    found = {}
    for name in _names(folder, mistakes):
        text = _read(folder / name, name, mistakes)
        if text is not None:
            found[name] = text
    for name in NEEDED:
        if not (folder / name).exists():
            mistakes.add(Spot(name), "missing-file")
    return found


def _names(folder: Path, mistakes: Mistakes) -> list[str]:
    """The files to read; whatever else is there is refused."""
    names = []
    for path in sorted(folder.iterdir()):
        if path.name == WRONG and path.is_dir() and not path.is_symlink():
            names += _wrong_answers(path, mistakes)
        elif path.name in KNOWN:
            names.append(path.name)
        else:
            _stray(path.name, mistakes)
    if len(names) > MOST_FILES:
        mistakes.add(Spot(""), "too-many-files", count=len(names), most=MOST_FILES)
    return names[:MOST_FILES]


def _wrong_answers(folder: Path, mistakes: Mistakes) -> list[str]:
    names = []
    for path in sorted(folder.iterdir()):
        name = f"{WRONG}/{path.name}"
        if _WRONG.match(path.name):
            names.append(name)
        else:
            mistakes.add(Spot(name), "bad-answer-name", name=path.name)
    return names


def _stray(name: str, mistakes: Mistakes) -> None:
    if name.startswith("text.") and name.endswith(".md"):
        mistakes.add(Spot(name), "unknown-language", known=", ".join(LANGUAGES))
        return
    near = get_close_matches(name, (*KNOWN, WRONG), 1)
    code = "stray-file-near" if near else "stray-file"
    mistakes.add(Spot(name), code, near=near[0] if near else "", known=", ".join((*KNOWN, WRONG)))


def _read(path: Path, name: str, mistakes: Mistakes) -> str | None:
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        code = "symlink" if stat.S_ISLNK(status.st_mode) else "no-plain-file"
        mistakes.add(Spot(name), code)
        return None
    if status.st_size > MOST_BYTES:
        mistakes.add(Spot(name), "too-big", size=status.st_size, most=MOST_BYTES)
        return None
    return _decoded(path.read_bytes(), name, mistakes)


def _decoded(data: bytes, name: str, mistakes: Mistakes) -> str | None:
    if data.startswith(b"\xef\xbb\xbf"):
        mistakes.add(Spot(name), "byte-order-mark")
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        mistakes.add(Spot(name, data.count(b"\n", 0, error.start) + 1), "not-utf-8")
        return None
    for code, at in (("carriage-return", text.find("\r")), ("control", _control(text))):
        if at >= 0:
            mistakes.add(Spot(name, text.count("\n", 0, at) + 1), code)
            return None
    if not text.strip():
        mistakes.add(Spot(name), "empty-file")
        return None
    _find_places(text, name, mistakes)
    return text


def _find_places(text: str, name: str, mistakes: Mistakes) -> None:
    """The places that ``newlesson`` marked and nobody has filled yet."""
    for number, line in enumerate(text.split("\n"), 1):
        if PLACE in line:
            mistakes.add(Spot(name, number), "todo", text=line.strip()[:80])


def _control(text: str) -> int:
    found = _CONTROL.search(text)
    return found.start() if found else -1
