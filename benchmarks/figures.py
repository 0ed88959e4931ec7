"""Figures as the benchmarks print them: percentiles, rates, memory.  Not here: any benchmark."""

import resource
import sys
from collections import deque
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any


def percentile(values: Sequence[float], share: float) -> float:
    """A percentile of measured values (0.95 for p95)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def spread(values: Sequence[float], unit: str = "ms", factor: float = 1000.0) -> str:
    """Median, p95 and maximum of measured seconds."""
    parts = [
        f"{name} {value * factor:.1f}"
        for name, value in (
            ("median", percentile(values, 0.5)),
            ("p95", percentile(values, 0.95)),
            ("max", max(values)),
        )
    ]
    return f"{', '.join(parts)} {unit} (n={len(values)})"


def peak_bytes() -> int:
    """The most memory that the process ever had resident."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def weight(state: Any) -> int:
    """Bytes that a state holds in memory, what it shares with itself counted once."""
    seen: set[int] = set()
    todo, found = [state], 0
    while todo:
        value = todo.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        found += sys.getsizeof(value)
        if isinstance(value, dict):
            todo += (*value.keys(), *value.values())
        elif isinstance(value, list | tuple | set | frozenset | deque):
            todo += value
        elif is_dataclass(value):
            todo += (getattr(value, row.name) for row in fields(value))
    return found


def resident_bytes() -> int:
    """The process's resident memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()
