"""Scenarios: commands played in the cluster's terminal in virtual time, and what came of them.

A scenario is plain text.  ``$ COMMAND`` runs as ``bash -c COMMAND`` in the scenario's own folder,
the lines under it that begin with ``| `` are its standard input.  ``! wait SECONDS`` lets time
pass, ``! until SECONDS COMMAND`` repeats a command every half second until it exits 0,
``! namespace NAME``, ``! also NAME`` and ``! nodes`` say what is watched, ``! fault …`` is an
engine command.  Records: commands with output, errors, exit status and seconds, and every watch
event of ``WATCHED`` resources.  Not here: files of the host (the ``play`` command has them).
"""

import re
from collections.abc import Iterator
from typing import Any

from podlab.engine.cluster import Cluster
from podlab.engine.commands import perform
from podlab.engine.kernel.clock import MILLISECOND, SECOND
from podlab.engine.store.store import Change

Record = dict[str, Any]

WATCHED = (
    "pods",
    "events",
    "services",
    "endpoints",
    "configmaps",
    "secrets",
    "serviceaccounts",
    "persistentvolumeclaims",
    "persistentvolumes",
    "resourcequotas",
    "namespaces",
    "nodes",
    "replicationcontrollers",
    "deployments.apps",
    "replicasets.apps",
    "statefulsets.apps",
    "daemonsets.apps",
    "controllerrevisions.apps",
    "jobs.batch",
    "cronjobs.batch",
    "endpointslices.discovery.k8s.io",
    "horizontalpodautoscalers.autoscaling",
    "poddisruptionbudgets.policy",
)
ENVIRONMENT = {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "200"}
TIMEOUT = 180 * SECOND
HALF_SECOND = 500 * MILLISECOND
ADMIN = "learner"
_STEPS_AT_ONCE = 50


class Player:
    """Plays one scenario on one cluster."""

    def __init__(self, cluster: Cluster, text: str, name: str) -> None:
        self._cluster = cluster
        self._lines = text.split("\n")
        found = re.search(r"^! namespace (\S+)", text, re.M)
        self._namespace = found.group(1) if found else name
        also = re.findall(r"^! also (\S+)", text, re.M)
        self._namespaces = {self._namespace, *also}
        self._watch_nodes = "! nodes" in text
        self._folder = f"/root/work-{self._namespace}"
        self._begun = 0
        self._seen = 0

    def play(self) -> Iterator[Record]:
        """The scenario's records, in order."""
        self._prepare()
        self._begun = self._cluster.sim.now
        self._seen = self._cluster.store.revision
        self._pass(SECOND // 2)
        place = 0
        while place < len(self._lines):
            line = self._lines[place]
            place += 1
            if line.startswith("$ "):
                stdin, place = self._stdin(place)
                yield from self._command(line[2:], stdin)
            elif line.startswith("! "):
                yield from self._directive(line[2:])
        self._pass(2 * SECOND)
        yield from self._changes()

    def _prepare(self) -> None:
        """The namespace, its default service account, and the folder."""
        self._cluster.machine.files.mkdir(self._folder, parents=True)
        if self._namespace != "default":
            self._run(f"kubectl create namespace {self._namespace}", "", "/root")
            context = f"kubectl config set-context --current --namespace={self._namespace}"
            self._run(context, "", "/root")
        self._pass(SECOND)

    def _stdin(self, place: int) -> tuple[str, int]:
        body = []
        while place < len(self._lines) and re.match(r"\|( |$)", self._lines[place]):
            body.append(self._lines[place][2:])
            place += 1
        return ("\n".join(body) + "\n" if body else ""), place

    def _directive(self, words: str) -> Iterator[Record]:
        verb, _, rest = words.partition(" ")
        if verb == "wait":
            self._pass(int(float(rest) * SECOND))
        elif verb == "until":
            yield from self._until(rest)
        elif verb == "fault":
            perform(self._cluster, {"do": "fault", "fault": rest.split()})
            yield {"t": self._seconds(), "fault": rest}
        yield from self._changes()

    def _until(self, rest: str) -> Iterator[Record]:
        seconds, _, command = rest.partition(" ")
        end = self._cluster.sim.now + int(float(seconds) * SECOND)
        while self._cluster.sim.now < end:
            status, _, _ = self._run(command, "", self._folder)
            if status == 0:
                return
            self._pass(HALF_SECOND)
        yield {"t": self._seconds(), "timeout": command}

    def _command(self, command: str, stdin: str) -> Iterator[Record]:
        begun = self._cluster.sim.now
        status, out, err = self._run(command, stdin, self._folder)
        yield from self._changes()
        record: Record = {"t": self._seconds(begun)}
        if status is not None:
            record["took"] = round((self._cluster.sim.now - begun) / SECOND, 3)
        record.update(cmd=command, out=out, err=err, rc="timeout" if status is None else status)
        if stdin:
            record["in"] = stdin
        yield record

    def _run(self, command: str, stdin: str, cwd: str) -> tuple[int | None, str, str]:
        machine, sim = self._cluster.machine, self._cluster.sim
        sim.because(ADMIN, "run", command[:200])
        argv = ["bash", "-c", command]
        token = machine.run_command(argv, stdin=stdin.encode(), cwd=cwd, env=ENVIRONMENT)
        end = sim.now + TIMEOUT
        while (result := machine.command_result(token)) is None and sim.now < end:
            due = sim.next_time()
            sim.run_until(min(end, due if due is not None else end), _STEPS_AT_ONCE)
        if result is None:
            out, err = machine.abandon_command(token)
            return None, out.decode("utf-8", "replace"), err.decode("utf-8", "replace")
        status, out, err = result
        return status, out.decode("utf-8", "replace"), err.decode("utf-8", "replace")

    def _pass(self, duration: int) -> None:
        self._cluster.sim.run_until(self._cluster.sim.now + duration)

    def _seconds(self, time: int | None = None) -> float:
        moment = self._cluster.sim.now if time is None else time
        return round((moment - self._begun) / SECOND, 3)

    def _changes(self) -> Iterator[Record]:
        store = self._cluster.store
        changes = list(store.changes_since(self._seen))
        self._seen = store.revision
        for change in changes:
            if self._is_watched(change):
                yield {
                    "t": self._seconds(change.time),
                    "watch": change.type,
                    "object": self._cluster.api.verbs.managed.shown(change.object),
                }

    def _is_watched(self, change: Change) -> bool:
        resource, namespace, name = change.key
        if resource not in WATCHED:
            return False
        if resource == "nodes":
            return change.type != "MODIFIED" or self._watch_nodes
        if resource == "namespaces":
            return name in self._namespaces
        return resource == "persistentvolumes" or namespace in self._namespaces
