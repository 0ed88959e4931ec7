"""ls: names in a directory, GNU's and busybox's way."""

import posixpath
from typing import NamedTuple

from podlab.engine.machine.program import Proc, Stat, Step, SystemCallError
from podlab.engine.machine.userland.accounts import group_names, user_names
from podlab.engine.machine.userland.clock import ls_date, strftime
from podlab.engine.machine.userland.columns import busybox_size, human_size, in_columns
from podlab.engine.machine.userland.flavour import is_busybox
from podlab.engine.machine.userland.modes import mode_text
from podlab.engine.machine.userland.options import Options, getopt
from podlab.engine.machine.userland.tree import lstat
from podlab.engine.machine.userland.widths import text_width

LONG = {"all": "a", "almost-all": "A", "human-readable": "h", "recursive": "R", "reverse": "r",
        "directory": "d", "color=?": "color", "inode": "i", "numeric-uid-gid": "n",
        "classify": "F", "full-time": "full-time", "time-style=": "time-style"}  # fmt: skip
USAGE = "[-1AaCxdLHRFplinshrSXvctu] [FILE]..."
COLORS = {"directory": "01;34", "symlink": "01;36", "fifo": "40;33", "socket": "01;35",
          "device": "40;33;01"}  # fmt: skip


class Row(NamedTuple):
    """A name to show with its facts."""

    name: str
    path: str
    stat: Stat


def main(p: Proc) -> Step:
    """ls [-laAhRrtS1dinF] [file]…"""
    options = getopt(p, "1AaCxdLHRFplinshrSXvctugoGkq", LONG, usage=USAGE, status=2)
    listing = _Listing(p, options)
    listing.run(options.args or ["."])
    p.write(1, "".join(listing.output).encode("utf-8", "surrogateescape"))
    return listing.status


class _Listing:
    def __init__(self, p: Proc, options: Options) -> None:
        self.p = p
        self.options = options
        self.busybox = is_busybox(p)
        self.long = any(options.has(letter) for letter in "lngo") or options.has("full-time")
        self.output: list[str] = []
        self.status = 0
        self.count = 0
        tty = p.isatty(1)
        when = (
            options.last("color", "never")
            if options.has("color")
            else ("auto" if self.busybox else "never")
        )
        self.color = when in ("always", "") or (when == "auto" and tty)
        self.columns = (tty or options.has("C")) and not options.has("1") and not self.long
        self.width = p.window(1)[0] if tty else 80
        self.users = user_names(p) if self.long and not options.has("n") else {}
        self.groups = group_names(p) if self.long and not options.has("n") else {}

    def run(self, paths: list[str]) -> None:
        files: list[Row] = []
        directories: list[Row] = []
        for path in paths:
            row = self._row(path, path, top=True)
            if row is None:
                continue
            into = row.stat.type == "directory" and not self.options.has("d")
            (directories if into else files).append(row)
        files, directories = self._sorted(files), self._sorted(directories)
        if files:
            self._show(files)
        several = len(paths) > 1 or self.options.has("R")
        for number, row in enumerate(directories):
            if several:
                self.output.append("\n" if files or number else "")
            self._directory(row.path, several)

    def _row(self, name: str, path: str, top: bool = False) -> Row | None:
        follow = top and not self.long and not self.options.has("d")
        try:
            stat = self.p.files.stat(path, follow=False)
            if stat.type == "symlink" and (follow or self.options.has("L")):
                stat = self._followed(path, stat)
        except SystemCallError as failure:
            self._complain(path, failure)
            return None
        return Row(name, path, stat)

    def _followed(self, path: str, link: Stat) -> Stat:
        try:
            target = self.p.files.stat(path)
        except SystemCallError:
            return link
        return target if target.type == "directory" or self.options.has("L") else link

    def _complain(self, path: str, failure: SystemCallError) -> None:
        shown = path if self.busybox else f"cannot access '{path}'"
        self.p.write(2, f"ls: {shown}: {failure}\n")
        self.status = 1 if self.busybox else 2

    def _directory(self, path: str, heading: bool) -> None:
        self.count += 1
        if self.count > 5000:
            return
        try:
            names = self.p.files.listdir(path)
        except SystemCallError as failure:
            shown = f"can't open '{path}'" if self.busybox else f"cannot open directory '{path}'"
            self.p.write(2, f"ls: {shown}: {failure}\n")
            self.status = 1 if self.busybox else 2
            return
        if heading:
            self.output.append(f"{path}:\n")
        if self.options.has("a"):
            names = [".", "..", *names]
        elif not self.options.has("A"):
            names = [name for name in names if not name.startswith(".")]
        found = [self._row(name, posixpath.join(path, name)) for name in names]
        rows = self._sorted([row for row in found if row is not None])
        if self.long:
            blocks = sum(_blocks(row.stat) for row in rows)
            if self.options.has("h"):
                total = busybox_size(blocks * 1024) if self.busybox else human_size(blocks * 1024)
            else:
                total = str(blocks)
            self.output.append(f"total {total}\n")
        self._show(rows)
        if self.options.has("R"):
            for row in rows:
                if row.stat.type == "directory" and row.name not in (".", ".."):
                    self.output.append("\n")
                    self._directory(row.path, True)

    def _sorted(self, rows: list[Row]) -> list[Row]:
        rows = sorted(rows, key=lambda row: _collate(row.name) if not self.busybox else row.name)
        if self.options.has("t"):
            rows.sort(key=lambda row: -row.stat.mtime)
        if self.options.has("S"):
            rows.sort(key=lambda row: -row.stat.size)
        return rows[::-1] if self.options.has("r") else rows

    def _show(self, rows: list[Row]) -> None:
        if self.long:
            self._long_rows(rows)
            return
        marks = [self._mark(row) for row in rows]
        names = [self._inode(row) + row.name + mark for row, mark in zip(rows, marks)]
        shown = [
            self._inode(row) + self._colored(row.name, row) + mark for row, mark in zip(rows, marks)
        ]
        if self.columns and names:
            self.output.append(in_columns(names, self.width, shown))
        else:
            self.output.extend(name + "\n" for name in shown)

    def _inode(self, row: Row) -> str:
        return f"{row.stat.inode} " if self.options.has("i") else ""

    def _mark(self, row: Row) -> str:
        if self.options.has("p") and row.stat.type == "directory":
            return "/"
        if not self.options.has("F"):
            return ""
        if row.stat.type == "file":
            return "*" if row.stat.mode & 0o111 else ""
        return {"directory": "/", "symlink": "@", "fifo": "|", "socket": "="}.get(row.stat.type, "")

    def _colored(self, name: str, row: Row) -> str:
        if not self.color:
            return name
        kind, mode = row.stat.type, row.stat.mode
        code = COLORS.get(kind, "01;32" if mode & 0o111 and kind == "file" else "")
        if kind == "directory" and mode & 0o1002 == 0o1002:
            code = "30;42"
        if self.busybox:
            code = code.replace("01;", "1;") if code else "0;0"
            return f"\x1b[{code}m{name}\x1b[m"
        return f"\x1b[{code}m{name}\x1b[0m" if code else name

    def _long_rows(self, rows: list[Row]) -> None:
        cells = [self._cells(row) for row in rows]
        widths = [max((text_width(cell[n]) for cell in cells), default=0) for n in range(4)]
        if self.busybox:
            widths = [4, 8, 8, max(9, widths[3])]
        for row, cell in zip(rows, cells):
            head = mode_text(row.stat.type, row.stat.mode)
            owner = cell[1].ljust(widths[1]) + " " + cell[2].ljust(widths[2])
            self.output.append(
                f"{self._inode(row)}{head} {cell[0].rjust(widths[0])} {owner} "
                f"{cell[3].rjust(widths[3])} {self._date(row)} "
                f"{self._colored(row.name, row)}{self._mark(row)}{self._target(row)}\n"
            )

    def _cells(self, row: Row) -> tuple[str, str, str, str]:
        stat = row.stat
        size = str(stat.size)
        if self.options.has("h"):
            size = busybox_size(stat.size) if self.busybox else human_size(stat.size)
        if stat.type == "device":
            size = "1,   3"
        return (str(stat.links), self.users.get(stat.uid, str(stat.uid)),
                self.groups.get(stat.gid, str(stat.gid)), size)  # fmt: skip

    def _date(self, row: Row) -> str:
        if self.options.has("full-time") or self.options.last("time-style") == "full-iso":
            return strftime(row.stat.mtime, "%Y-%m-%d %H:%M:%S.%N +0000")
        return ls_date(self.p.now, row.stat.mtime)

    def _target(self, row: Row) -> str:
        if row.stat.type != "symlink":
            return ""
        target = self.p.files.readlink(row.path)
        real = lstat(self.p, posixpath.join(posixpath.dirname(row.path), target))
        shown = self._colored(target, Row(target, target, real)) if real else target
        return f" -> {shown}"


def _blocks(stat: Stat) -> int:
    if stat.type == "directory":
        return 4 if stat.size >= 4096 else 0
    return (stat.size + 4095) // 4096 * 4 if stat.type == "file" else 0


def _collate(name: str) -> tuple[str, str]:
    stripped = "".join(char for char in name if char.isalnum())
    return (stripped.lower() if name not in (".", "..") else "", name.swapcase())
