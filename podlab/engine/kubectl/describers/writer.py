"""The page that ``kubectl describe`` writes: lines with tabs, aligned at the end.

Here: indentation, labels, annotations, times, and the text once it is aligned.  Not here: any
kind's page.
"""

from typing import Any

from podlab.engine.kernel.clock import SECOND, moment, parse_rfc3339
from podlab.engine.kubectl import tabwriter
from podlab.engine.objects.durations import human_duration

SKIPPED = {"kubectl.kubernetes.io/last-applied-configuration"}
LONGEST = 140


class Page:
    """A text under construction; ``now`` is the time that ages count from."""

    def __init__(self, now: int) -> None:
        self.now = now
        self._done = ""
        self._open: list[str] = []

    def line(self, text: str, level: int = 0) -> None:
        """One line, indented by two spaces a level; cells end with tabs."""
        self._open.append("  " * level + text)

    def flush(self) -> None:
        """Align what was written; lines that follow are columns of their own."""
        if self._open:
            self._done += tabwriter.align("\n".join([*self._open, ""]))
            self._open = []

    def raw(self) -> str:
        """The page before it is aligned, tabs and all (``rollout history --revision``)."""
        return "".join(line + "\n" for line in self._open)

    def text(self) -> str:
        """The page."""
        self.flush()
        return self._done

    def pairs(
        self, title: str, pairs: dict[str, str] | None, indent: str = "\t", before: str = ""
    ) -> None:
        """``Labels:  app=web``, further ones below the first; ``<none>`` if there is none."""
        rows = [f"{key}={pairs[key]}" for key in sorted(pairs or {})] if pairs else []
        self.rows(title, rows, indent, before)

    def rows(self, title: str, rows: list[str], indent: str = "\t", before: str = "") -> None:
        """A title with one or several lines beside it."""
        first, *rest = rows or ["<none>"]
        self.line(f"{before}{title}:{indent}{first}")
        for row in rest:
            self.line(f"{before}{indent}{row}")

    def annotations(self, title: str, notes: dict[str, str] | None) -> None:
        """Annotations but the last applied configuration; long ones shortened."""
        keys = [key for key in sorted(notes or {}) if key not in SKIPPED]
        if not notes or not keys:
            self.line(f"{title}:\t<none>")
            return
        for place, key in enumerate(keys):
            lead = f"{title}:\t" if place == 0 else "\t"
            value = notes[key].removesuffix("\n")
            if len(value) + len(key) + 2 > LONGEST or "\n" in value:
                self.line(f"{lead}{key}:")
                for part in value.split("\n"):
                    self.line(f"\t  {shorten(part)}")
            else:
                self.line(f"{lead}{key}: {value}")

    def ago(self, text: str | None) -> str:
        """How long a time is past: ``5s``."""
        if not text:
            return "<unknown>"
        return human_duration((self.now - parse_rfc3339(text)) // SECOND)


def shorten(text: str) -> str:
    """A text of at most what describe shows of an annotation."""
    limit = LONGEST - 2
    return text[:limit] + "..." if len(text) > limit else text


def rfc1123(text: str | None) -> str:
    """``Mon, 23 Nov 2026 17:42:39 +0000``."""
    if not text:
        return "Mon, 01 Jan 0001 00:00:00 +0000"
    return moment(parse_rfc3339(text)).strftime("%a, %d %b %Y %H:%M:%S +0000")


def bool_text(value: Any) -> str:
    """``True`` or ``False``."""
    return "True" if value else "False"


def go_bool(value: Any) -> str:
    """``true`` or ``false``."""
    return "true" if value else "false"


def go_list(items: Any) -> str:
    """``[a b]``."""
    return "[" + " ".join(str(item) for item in items or []) + "]"


def format_labels(pairs: dict[str, str] | None) -> str:
    """``a=1,b=2`` or ``<none>``."""
    text = ",".join(f"{key}={pairs[key]}" for key in sorted(pairs)) if pairs else ""
    return text or "<none>"


def controller_of(obj: dict[str, Any]) -> str:
    """``ReplicaSet/web-1``, '' if nothing controls the object."""
    for row in obj["metadata"].get("ownerReferences") or []:
        if row.get("controller"):
            return f"{row['kind']}/{row['name']}"
    return ""
