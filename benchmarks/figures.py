"""Figures as the benchmarks print them: percentiles, rates, memory.  Not here: any benchmark."""

import resource
from collections.abc import Sequence
from pathlib import Path


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


def resident_bytes() -> int:
    """The process's resident memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()
