"""Dropping in a lesson that was made elsewhere: a folder or a zip becomes one of the lessons.

A zip may come from anybody: its names, kinds and sizes are looked at before anything is written,
and no more is unpacked than a lesson may have.  Not here: whether the lesson is right
(``lessons.authoring.proving``), the command line.
"""

import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo, is_zipfile
from zlib import error as ZlibError

from lessons.files.folder import MOST_BYTES, MOST_FILES, NAME, WRONG
from lessons.mistakes import BadLesson, Mistakes, Spot

MOST_PACKED = 4 * 1024 * 1024
_ENCRYPTED = 0x1
_DEPTH = 2


@contextmanager
def opened(source: Path) -> Iterator[Path]:
    """The lesson's folder in a folder or zip; what was unpacked is gone afterwards.

    Raises:
        BadLesson: the zip is none, or holds what it must not.
    """
    if source.is_dir():
        yield source.absolute()
        return
    with tempfile.TemporaryDirectory() as place:
        yield unpack(source, Path(place))


def unpack(source: Path, place: Path) -> Path:
    """Unpack a lesson's zip into a place; the lesson's folder.

    Raises:
        BadLesson: the zip is none, or holds what it must not.
    """
    mistakes = Mistakes()
    try:
        if not source.is_file() or source.stat().st_size > MOST_PACKED or not is_zipfile(source):
            mistakes.add(Spot(""), "no-zip", most=MOST_PACKED)
            raise BadLesson(source.name, mistakes.found)
        with ZipFile(source) as archive:
            return _unpacked(archive, source, place, mistakes)
    except (BadZipFile, ZlibError, NotImplementedError, EOFError, ValueError) as error:
        mistakes.add(Spot(""), "bad-zip", why=str(error))
        raise BadLesson(source.name, mistakes.found) from error


def _unpacked(archive: ZipFile, source: Path, place: Path, mistakes: Mistakes) -> Path:
    rows = [row for row in archive.infolist() if not row.is_dir()]
    if len(archive.infolist()) > 2 * MOST_FILES:
        mistakes.add(Spot(""), "too-many-files", count=len(rows), most=MOST_FILES)
    else:
        for row in rows:
            _check(row, mistakes)
    name = _folder_name(rows, source, mistakes)
    if mistakes.found:
        raise BadLesson(source.name, mistakes.found)
    for row in rows:
        _write(archive, row, place / name / _inside(row), mistakes)
    if mistakes.found:
        raise BadLesson(source.name, mistakes.found)
    return place / name


def _check(row: ZipInfo, mistakes: Mistakes) -> None:
    path, kind = PurePosixPath(row.filename), stat.S_IFMT(row.external_attr >> 16)
    spot = Spot(row.filename[:200])
    if path.is_absolute() or ".." in path.parts or "\\" in row.filename or ":" in row.filename:
        mistakes.add(spot, "path-outside")
    if kind == stat.S_IFLNK:
        mistakes.add(spot, "symlink")
    elif kind not in (0, stat.S_IFREG):
        mistakes.add(spot, "no-plain-file")
    if row.flag_bits & _ENCRYPTED:
        mistakes.add(spot, "encrypted")
    if row.file_size > MOST_BYTES:
        mistakes.add(spot, "too-big", size=row.file_size, most=MOST_BYTES)


def _folder_name(rows: list[ZipInfo], source: Path, mistakes: Mistakes) -> str:
    """The lesson's folder in a zip: its one top folder, or the zip's own name."""
    tops = {PurePosixPath(row.filename).parts[0] for row in rows if "/" in row.filename}
    flat = any("/" not in row.filename for row in rows)
    if not flat and len(tops) == 1:
        return tops.pop()
    if tops - {WRONG} or not NAME.match(source.stem):
        mistakes.add(Spot(""), "no-one-folder", found=", ".join(sorted(tops))[:200] or "—")
    return source.stem


def _inside(row: ZipInfo) -> PurePosixPath:
    """A file's path within the lesson's folder."""
    parts = PurePosixPath(row.filename).parts
    outside = len(parts) > 1 and not (len(parts) == _DEPTH and parts[0] == WRONG)
    return PurePosixPath(*parts[1:]) if outside else PurePosixPath(*parts)


def _write(archive: ZipFile, row: ZipInfo, to: Path, mistakes: Mistakes) -> None:
    """Unpack one file, and never more of it than a lesson's file may have."""
    with archive.open(row) as packed:
        data = packed.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        mistakes.add(Spot(row.filename[:200]), "too-big", size=len(data), most=MOST_BYTES)
        return
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(data)


def install(folder: Path, parent: Path, *, replace: bool = False) -> Path:
    """Copy a lesson's folder among those that were dropped in, whole or not at all.

    Raises:
        BadLesson: there is one of that name, and it shall not be replaced.
    """
    target = parent / folder.name
    if target.exists() and not replace:
        mistakes = Mistakes()
        mistakes.add(Spot(""), "there-already", name=folder.name)
        raise BadLesson(folder.name, mistakes.found)
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=parent, prefix=".incoming-") as place:
        fresh = Path(place) / "new"
        shutil.copytree(folder, fresh, symlinks=True)
        if target.exists():
            target.rename(Path(place) / "old")
        fresh.rename(target)
    return target
