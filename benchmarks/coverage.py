"""What becomes of the lines that learners paste: how many run or fail as kubectl would, how many
say in one line what is not simulated, and the rest by verb and flag.

``python -m benchmarks coverage [FOLDER]`` (a corpus as ``pasted`` reads it; ``../shared/corpus``
otherwise).  Each page is played in a cluster of its own, in virtual time.  Not here: whether an
answer has kubectl's very words (the recordings of ``tests/golden`` hold that).
"""

import os
import posixpath
import re
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from benchmarks.pasted import Document, documents, needed
from podlab.engine.cluster import Cluster
from podlab.engine.kernel.clock import SECOND
from podlab.engine.spec import learner_spec

CORPUS = "../shared/corpus"
START = 1_790_000_000_000_000
PATIENCE = 20 * SECOND
"""A line that still runs by then (a watch, a log that is followed) has run."""
BETWEEN = 2 * SECOND
HOME = "/root/pasted"
RAN, REFUSED, SHELL, USAGE = "ran", "refused as by kubectl", "the shell's own", "usage"
OFFLINE = "refused as by kubectl without internet"
UNSIMULATED, WRONG = "not simulated", "wrong"
AS_REAL = (RAN, REFUSED, SHELL, USAGE, OFFLINE)
"""Flags and commands that kubectl 1.37 has not are refused by its own table of them (``flags.json``
is written from it), in its words."""
KUBECTL_WORDS = re.compile(
    r"^(error: |Error in configuration|one or more resources must|the server doesn't have a|"
    r"Error from server|Error: |The \S+ .* (is|are) invalid|The request is invalid"
    r"|The connection to the server|Warning: |Unable to connect|No resources found"
    r"|command terminated|unable to |\[.* not found|.* not found$|timed out|resource mapping|"
    r"error[ :]|Internal error|.*\(NotFound\)|failed to |"
    r"Available Commands|W\d{4} |couldn't|pods? )",
    re.M,
)
TOOLS = frozenset((
    "column", "comm", "curl", "cut", "fold", "grep", "gunzip", "gzip", "head", "jq", "join", "less",
    "openssl", "paste", "python3", "sed", "sort", "split", "tail", "tee", "tree", "uniq", "wget",
))  # fmt: skip
"""What a learner's machine has: to miss one is our fault, another is missing there too."""
EDITOR = {"KUBE_EDITOR": "true"}
"""Nobody types here: whoever edits leaves at once."""
USAGE_WORDS = re.compile(r"unknown (shorthand )?flag|unknown command|flags cannot be placed")


class Outcome(NamedTuple):
    """What became of one line."""

    line: str
    verdict: str
    words: str


def judge(status: int | None, out: str, err: str) -> str:
    """What kind of an end a line had; ``status`` is None while it still runs."""
    if "not simulated" in err or "not simulated" in out:
        return UNSIMULATED
    if "Nothing outside of the cluster" in err:
        return OFFLINE
    if USAGE_WORDS.search(err):
        return USAGE
    if status in (None, 0):
        return RAN
    if re.search(r"^bash: ", err, re.M):
        missing = set(re.findall(r"(\S+): command not found", err))
        return WRONG if missing & TOOLS else SHELL
    if KUBECTL_WORDS.search(err) or not err:
        return REFUSED
    return WRONG


def _play(page: Document, base: Cluster) -> list[Outcome]:
    cluster = base.branch()
    cluster.machine.files.mkdir(HOME, parents=True)
    outcomes = []
    for line in page.lines:
        for path, text in needed(line, page.files).items():
            place = posixpath.join(HOME, path)
            cluster.machine.files.mkdir(posixpath.dirname(place), parents=True)
            cluster.machine.files.write(place, text.encode())
        status, out, err = run_line(cluster, line)
        outcomes.append(Outcome(line, judge(status, out, err), _essence(err.strip() or out)))
        cluster.sim.run_until(cluster.sim.now + BETWEEN)
    return outcomes


def _essence(text: str) -> str:
    """The line that says what is not simulated, else the first."""
    lines = text.splitlines() or [""]
    return next((line for line in lines if "not simulated" in line), lines[0])


def run_line(cluster: Cluster, line: str) -> tuple[int | None, str, str]:
    """Status (None: it still ran), output and errors of a line in the cluster's terminal."""
    machine, sim = cluster.machine, cluster.sim
    token = machine.run_command(["bash", "-c", line], cwd=HOME, env=EDITOR)
    end = sim.now + PATIENCE
    while (result := machine.command_result(token)) is None and sim.now < end:
        due = sim.next_time()
        sim.run_until(min(end, due if due is not None else end), 50)
    if result is None:
        out, err = machine.abandon_command(token)
        return None, out.decode(errors="replace"), err.decode(errors="replace")
    status, out, err = result
    return status, out.decode(errors="replace"), err.decode(errors="replace")


def verb_and_flags(line: str) -> str:
    """``create --from-literal --dry-run``: by what the rest is sorted."""
    words = re.split(r"[|;&>]", line)[0].split()[1:]
    verbs = [word for word in words if not word.startswith("-")][:1]
    return " ".join(verbs + sorted({w.partition("=")[0] for w in words if w.startswith("-")}))


def report(outcomes: list[Outcome]) -> list[str]:
    """The figures, then every line that is neither run nor refused as kubectl would."""
    counts = Counter(outcome.verdict for outcome in outcomes)
    total = max(1, len(outcomes))
    lines = [f"{name}: {count} ({count / total:.1%})" for name, count in counts.most_common()]
    good = sum(counts[name] for name in AS_REAL)
    lines.append(f"run or refused as by kubectl: {good} of {len(outcomes)} ({good / total:.1%})")
    for verdict in (UNSIMULATED, USAGE, WRONG):
        rest = Counter(
            (verb_and_flags(one.line), re.sub(r"https?://\S+", "URL", one.words))
            for one in outcomes
            if one.verdict == verdict
        )
        lines += [f"{verdict}: {n} × {verb}: {words}" for (verb, words), n in rest.most_common()]
    return lines


def run() -> None:
    """Play the corpus and print the figures."""
    corpus = Path(os.environ.get("PODLAB_CORPUS", CORPUS))
    base = Cluster.create(learner_spec(), 1, START)
    base.sim.run_until(base.sim.now + 10 * SECOND)
    begun = time.process_time()
    outcomes: list[Outcome] = []
    for page in documents(corpus):
        outcomes += _play(page, base)
    print("\n".join(report(outcomes)))
    print(f"{time.process_time() - begun:.0f} s of CPU")
