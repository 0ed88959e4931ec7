"""``kubectl logs``: a container's log, several containers', a workload's Pods'; ``-f`` follows.

Here: which logs, prefixes, following as a small-step program.  Not here: where logs are kept (the
nodes).
"""

from dataclasses import asdict
from typing import Any

from podlab.engine.apiserver.nodeproxy import LogCursor, LogOptions
from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.resources.builder import Ask, select
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.kubectl.resources.pods import choose_container, containers, pods_of
from podlab.engine.machine.program import Step, first_of, notice
from podlab.engine.objects.decode import DecodeError, canonical_time
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]
FEW = 10
USAGE = (
    "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\n"
    "POD or TYPE/NAME is a required argument for the logs command"
)
SECOND = 1_000_000


def run(c: Context) -> Step:
    """The verb."""
    memory = c.memory
    if "cursors" not in memory:
        _begin(c)
        if not c.flag("follow"):
            return int(memory.get("code", 0))
    return _follow(c)


def _check(c: Context) -> None:
    if not c.args and not c.flag("selector"):
        raise c.usage(USAGE)
    if len(c.args) == 1 and c.flag("selector"):
        raise c.usage("only a selector (-l) or a POD name is allowed")
    if len(c.args) > 2:
        raise c.usage(USAGE)
    if c.flag("since-time"):
        try:
            canonical_time(str(c.flag("since-time")))
        except DecodeError as error:
            raise CommandError(str(error)) from None


def _check_values(c: Context) -> None:
    """What kubectl looks at once it has found the Pod."""
    if c.flag("since-time") and c.flag("since"):
        raise CommandError("at most one of `sinceTime` or `sinceSeconds` may be specified")
    named = c.args[1] if len(c.args) == 2 else str(c.flag("container") or "")
    if c.flag("all-containers") and named:
        raise CommandError(
            f"--all-containers=true should not be specified with container name {named}"
        )
    if len(c.args) == 2 and c.given("container"):
        raise CommandError("only one of -c or an inline [CONTAINER] arg is allowed")
    if int(c.flag("limit-bytes")) < 0:
        raise CommandError("--limit-bytes must be greater than 0")
    if int(c.flag("since")) < 0:
        raise CommandError("--since must be greater than 0")
    if int(c.flag("tail")) < -1:
        raise CommandError("--tail must be greater than or equal to -1")


def _found(c: Context) -> Info | None:
    """What the argument names; None for a selector."""
    if c.flag("selector"):
        return None
    word = c.args[0]
    try:
        return select(c, [word] if "/" in word else ["pods", word], Ask()).all_or_error()[0]
    except ApiError as error:
        if error.code != 404:
            raise
        raise CommandError(
            f'error from server ({error.reason}): {error.message} in namespace "{c.namespace}"'
        ) from None


def _pods(c: Context, info: Info | None) -> list[Object]:
    if info is None:
        return c.client.list("pods", c.namespace, str(c.flag("selector")))
    if info.resource == "pods":
        return [info.content]
    pods = pods_of(c, info)
    if not pods:
        raise CommandError("timed out waiting for the condition")
    if c.flag("all-pods"):
        return sorted(pods, key=lambda pod: str(pod["metadata"]["name"]))
    if len(pods) > 1:
        c.err(f"Found {len(pods)} pods, using pod/{pods[0]['metadata']['name']}\n")
    return pods[:1]


def _targets(c: Context) -> list[tuple[str, str]]:
    found = _found(c)
    _check_values(c)
    rows: list[tuple[str, str]] = []
    pods = _pods(c, found)
    for pod in pods:
        name = str(pod["metadata"]["name"])
        if len(c.args) == 2:
            rows.append((name, c.args[1]))
        elif c.flag("all-containers"):
            names = [row[0] for row in containers(pod)]
            rows += [(name, container) for container in _in_order(pod, names)]
        else:
            rows.append((name, choose_container(c, pod)))
    most = int(c.flag("max-log-requests"))
    if c.flag("follow") and len(rows) > most:
        raise CommandError(
            f"you are attempting to follow {len(rows)} log streams, but maximum allowed "
            f"concurrency is {most}, use --max-log-requests to increase the limit"
        )
    return rows


def _in_order(pod: Object, names: list[str]) -> list[str]:
    return names


def _options(c: Context, container: str) -> LogOptions:
    tail = int(c.flag("tail"))
    if not c.given("tail") and c.flag("selector"):
        tail = FEW
    since = int(c.flag("since"))
    return LogOptions(
        container=container,
        previous=bool(c.flag("previous")),
        timestamps=bool(c.flag("timestamps")),
        tail_lines=tail if tail >= 0 else None,
        since_seconds=max(1, -(-since // SECOND)) if since else None,
        since_time=str(c.flag("since-time") or ""),
        limit_bytes=int(c.flag("limit-bytes")) or None,
    )


def _prefix(c: Context, pod: str, container: str) -> str:
    return f"[pod/{pod}/{container}] " if c.flag("prefix") else ""


def _show(c: Context, data: bytes, prefix: str) -> None:
    if not data:
        return
    if prefix:
        ended = data.endswith(b"\n")
        lines = data.split(b"\n")[: -1 if ended else None]
        data = b"".join(prefix.encode() + line + b"\n" for line in lines)
    c.out(data)


def _begin(c: Context) -> None:
    _check(c)
    memory = c.memory
    rows = _targets(c)
    if not rows and c.flag("selector"):
        c.err(f"No resources found in {c.namespace} namespace.\n")
    cursors: list[Any] = []
    for pod, container in rows:
        try:
            data, cursor = c.kube.nodes.logs(c.namespace, pod, _options(c, container))
        except ApiError:
            if len(rows) == 1 or not c.flag("ignore-errors"):
                raise
            continue
        prefix = _prefix(c, pod, container)
        _show(c, data, prefix)
        cursors.append([asdict(cursor), prefix])
    memory["cursors"] = cursors


def _follow(c: Context) -> Step:
    alive = []
    for row in c.memory["cursors"]:
        cursor = LogCursor(**row[0])
        if cursor.ended:
            continue
        data, cursor = c.kube.nodes.logs_more(cursor)
        _show(c, data, row[1])
        row[0] = asdict(cursor)
        if not cursor.ended:
            alive.append(notice(cursor.notice))
    if not alive:
        return 0
    return first_of(*alive) if len(alive) > 1 else alive[0]
