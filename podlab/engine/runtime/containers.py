"""Containers: created, started, ended, removed.

Here: turning a configuration into a process, and what its end means.  Not here: sandboxes, images,
sessions, logs (their own modules).
"""

import json

from podlab.engine.machine import signals
from podlab.engine.machine.capabilities import granted
from podlab.engine.machine.console import Stdio
from podlab.engine.machine.errors import WORDS
from podlab.engine.machine.loader import load
from podlab.engine.machine.machine import Machine, ProcessSpec
from podlab.engine.machine.program import SystemCallError
from podlab.engine.machine.state import ExitEvent
from podlab.engine.machine.users import find_user, group_number, groups_of, users
from podlab.engine.runtime import logs
from podlab.engine.runtime.cri import ContainerConfig, ContainerStatus, CriError, Usage
from podlab.engine.runtime.rootfs import RootFilesystems, Subject
from podlab.engine.runtime.state import ContainerRecord, ImageRecord, RuntimeState, SandboxRecord

INIT_THREADS = 5
"""Numbers of a PID namespace that the container's own starting uses up."""

OPAQUE = "opaque"
"""The layer of images that are not in the catalogue."""

PORTS = "io.kubernetes.container.ports"

_TASK = (
    "failed to create containerd task: failed to create shim task: OCI runtime create failed: "
    "runc create failed: unable to start container process: "
)


class Containers:
    """One node's containers."""

    def __init__(self, state: RuntimeState, machine: Machine, roots: RootFilesystems) -> None:
        self._state = state
        self._machine = machine
        self._roots = roots

    def find(self, container: str) -> ContainerRecord:
        """A container by its id.  Raises CriError NotFound."""
        record = self._state.containers.get(container)
        if record is None:
            raise CriError(
                f'an error occurred when try to find container "{container}": not found',
                "NotFound",
            )
        return record

    def create(
        self,
        identifier: str,
        sandbox: SandboxRecord,
        config: ContainerConfig,
        image: ImageRecord,
    ) -> None:
        """Prepare a container.  Raises CriError."""
        name = next(iter(image.names), image.id)
        record = ContainerRecord(
            identifier, sandbox.id, config, image.id, name,
            next(iter(image.digests), image.id), image.config, self._machine.sim.now,
        )  # fmt: skip
        self._state.containers[identifier] = record
        try:
            self._roots.container(record, sandbox)
            self._prepare(record, sandbox)
        except CriError:
            self._roots.discard(record)
            del self._state.containers[identifier]
            raise
        sandbox.containers.append(identifier)

    def _prepare(self, record: ContainerRecord, sandbox: SandboxRecord) -> None:
        config, image = record.config, record.image_config
        if not self.command(record):
            raise CriError(
                f'failed to generate container "{record.id}" spec: failed to generate spec: '
                "no command specified"
            )
        home = self._user(record)
        record.cwd = config.working_dir or image.working_dir or "/"
        record.env = self._environment(record, sandbox)
        record.env.setdefault("HOME", home)
        record.pidns = self._pid_namespace(record, sandbox)
        parent = sandbox.config.cgroup_parent or f"/{sandbox.id}"
        group = self._machine.cgroups.create(f"{parent}/{record.id}", parent)
        group.memory_limit, group.cpu_shares = config.memory_limit, config.cpu_shares
        group.cpu_quota = config.cpu_quota * 10

    def command(self, record: ContainerRecord) -> list[str]:
        """The command line: Kubernetes' command and args over the image's."""
        config, image = record.config, record.image_config
        if config.command:
            return [*config.command, *(config.args or [])]
        return [*image.entrypoint, *(config.args if config.args else image.cmd)]

    def cgroup(self, record: ContainerRecord) -> str:
        """The container's control group."""
        sandbox = self._state.sandboxes[record.sandbox]
        return f"{sandbox.config.cgroup_parent or '/' + sandbox.id}/{record.id}"

    def _user(self, record: ContainerRecord) -> str:
        config, image = record.config, record.image_config
        files = self._machine.files_of(Subject(record.mntns))
        name, _, group = (image.user or "0").partition(":")
        if config.uid is not None:
            name, group = str(config.uid), ""
        if not name.isdigit() and all(row.name != name for row in users(files)):
            raise CriError(
                f'failed to generate container "{record.id}" spec: failed to generate spec: unable '
                f"to find user {name}: no matching entries in passwd file"
            )
        user = find_user(files, name)
        gid = user.gid
        if group:
            gid = int(group) if group.isdigit() else group_number(files, group) or 0
        if config.gid is not None:
            gid = config.gid
        record.user = (user.uid, gid)
        further = [*groups_of(files, user.name), *config.groups]
        record.groups = sorted(number for number in set(further) if number != gid)
        return user.home

    def _environment(self, record: ContainerRecord, sandbox: SandboxRecord) -> dict[str, str]:
        config = record.config
        env = dict(row.split("=", 1) for row in record.image_config.env if "=" in row)
        if config.tty:
            env["TERM"] = "xterm"
        env["HOSTNAME"] = sandbox.config.hostname or self._machine.state.name
        for name, value in config.env:
            env[name] = value
        return env

    def _pid_namespace(self, record: ContainerRecord, sandbox: SandboxRecord) -> int:
        config = record.config
        if sandbox.config.host_pid:
            return 0
        if sandbox.config.share_processes:
            return sandbox.pidns
        if config.target_pid_container:
            return self.find(config.target_pid_container).pidns
        return self._machine.processes.add_pid_namespace()

    # --- starting and ending ---------------------------------------------------------------
    def start(self, container: str) -> None:
        """Start a created container.  Raises CriError in runc's words; it is then exited."""
        record = self.find(container)
        if record.state != "created":
            raise CriError(
                f"failed to set starting state for container {container}: container is in "
                f"CONTAINER_{record.state.upper()} state", "FailedPrecondition",
            )  # fmt: skip
        sandbox = self._state.sandboxes[record.sandbox]
        if not sandbox.ready:
            raise CriError(f'sandbox container "{sandbox.id}" is not running')
        try:
            record.pid = self._machine.start(self._spec(record, sandbox))
        except SystemCallError as error:
            if error.name == "ENOEXEC":
                self._exec_format(record, sandbox)
            else:
                self._start_error(record, error)
                raise CriError(record.message) from error
        record.state, record.started = "running", self._machine.sim.now

    def _spec(self, record: ContainerRecord, sandbox: SandboxRecord) -> ProcessSpec:
        files = self._machine.files_of(Subject(record.mntns))
        if not files.exists(record.cwd):
            files.mkdir(record.cwd, 0o755, parents=True)
        first = not record.config.target_pid_container
        argv = self.command(record)
        path = argv[0] if argv[0].startswith("/") or "/" not in argv[0] else None
        if path is None:
            argv = [f"{record.cwd.rstrip('/')}/{argv[0]}", *argv[1:]]
        return ProcessSpec(
            argv, dict(record.env), record.cwd, record.user, record.groups, self._stdio(record),
            record.mntns, record.pidns, sandbox.utsns, sandbox.netns, self.cgroup(record),
            skip=INIT_THREADS if first else 1,
            path=self._stand_in(record, argv),
            exit_event=ExitEvent(f"runtime/{self._state.node}", "ended", record.id),
            memory=self._ports(record), capabilities=capabilities_of(record.config),
            no_new_privileges=record.config.no_new_privileges,
        )  # fmt: skip

    def _stand_in(self, record: ContainerRecord, argv: list[str]) -> str | None:
        """In an image that is not known every program is; it is the opaque one."""
        if record.image_config.layer != OPAQUE:
            return None
        try:
            subject = Subject(record.mntns)
            load(self._machine.vfs, subject, argv, record.env.get("PATH"))
        except SystemCallError as error:
            return "/entrypoint" if error.name == "ENOENT" else None
        return None

    def _ports(self, record: ContainerRecord) -> dict[str, list[int]]:
        """The ports that an opaque program listens on: the container's, as the kubelet notes them
        in an annotation, or the image's."""
        if record.image_config.layer != OPAQUE:
            return {}
        try:
            rows = json.loads(record.config.annotations.get(PORTS, "[]"))
            ports = [int(row["containerPort"]) for row in rows if row.get("protocol") != "UDP"]
        except (ValueError, TypeError, KeyError, AttributeError):
            ports = []
        return {"ports": ports[:16] or record.image_config.ports}

    def _stdio(self, record: ContainerRecord) -> dict[int, Stdio]:
        config = record.config
        if config.tty:
            record.tty = f"c-{record.id[:12]}"
            self._machine.console.make_terminal(record.tty, 80, 24, ("log", record.id, 1))
            return {fd: Stdio("tty", record.tty) for fd in (0, 1, 2)}
        stdin = Stdio("null")
        if config.stdin:
            record.stdin = self._machine.descriptors.make_pipe()
            self._machine.state.pipes[record.stdin].writers += 1
            stdin = Stdio("pipe", record.stdin)
        return {
            0: stdin,
            1: Stdio("sink", ("log", record.id, 1)),
            2: Stdio("sink", ("log", record.id, 2)),
        }

    def _start_error(self, record: ContainerRecord, error: SystemCallError) -> None:
        record.message = _TASK + exec_words(self.command(record)[0], error)
        record.state, record.reason, record.exit_code = "exited", "StartError", 128
        record.finished = self._machine.sim.now

    def _exec_format(self, record: ContainerRecord, sandbox: SandboxRecord) -> None:
        """What cannot be executed fails after the start: runc's init says so and ends."""
        text = f"exec {self.command(record)[0]}: exec format error\n"
        logs.write(record.log, self._machine.sim.now, 2, text.encode())
        target = f"runtime/{self._state.node}"
        self._machine.sim.after(1000, target, "ended", (record.id, 255))

    def ended(self, container: str, status: int) -> ContainerRecord | None:
        """A container's first process has ended."""
        record = self._state.containers.get(container)
        if record is None or record.state != "running":
            return None
        record.state, record.finished = "exited", self._machine.sim.now
        record.exit_code = status
        record.signal = 0
        group = self._machine.cgroups.get(self.cgroup(record))
        killed = group is not None and group.oom_kills > 0
        record.reason = "OOMKilled" if killed else "Completed" if status == 0 else "Error"
        logs.flush(record.log, self._machine.sim.now)
        if record.stdin:
            self._machine.state.pipes.pop(record.stdin, None)
            record.stdin = 0
        if record.tty:
            self._machine.state.ttys.pop(record.tty, None)
        return record

    def signal(self, container: str, signal: str) -> None:
        """Send a signal to the container's first process."""
        record = self.find(container)
        number = signals.number(signal or record.image_config.stop_signal) or signals.TERM
        if record.state == "running":
            self._machine.signal(record.pid, number)

    def remove(self, container: str) -> None:
        """Forget a container, killing it if it runs."""
        record = self._state.containers.get(container)
        if record is None:
            return
        if record.state == "running":
            record.state = "exited"
            self._machine.signal(record.pid, signals.KILL)
        self._roots.discard(record)
        if record.tty:
            self._machine.state.ttys.pop(record.tty, None)
        self._machine.cgroups.remove(self.cgroup(record))
        sandbox = self._state.sandboxes.get(record.sandbox)
        if sandbox is not None:
            sandbox.containers.remove(container)
            shared = sandbox.config.share_processes or record.config.target_pid_container
            if record.pidns and not shared:
                self._machine.state.pid_namespaces.pop(record.pidns, None)
        del self._state.containers[container]

    # --- looking ---------------------------------------------------------------------------
    def status(self, record: ContainerRecord) -> ContainerStatus:
        """A container as the CRI tells it."""
        state = record.state
        return ContainerStatus(
            record.id, record.sandbox, record.config,
            "created" if state == "created" else "running" if state == "running" else "exited",
            record.image, record.image_ref, record.created, record.started, record.finished,
            record.exit_code, record.reason, record.message, record.pid, record.signal,
        )  # fmt: skip

    def update_resources(
        self, container: str, cpu_shares: int, cpu_quota: int, memory_limit: int
    ) -> None:
        """Change the limits of a container in place."""
        record = self.find(container)
        group = self._machine.cgroups.get(self.cgroup(record))
        if group is None:
            return
        if memory_limit and group.memory > memory_limit:
            raise CriError(
                "failed to update resources: failed to update resources: runc did not terminate "
                "successfully: exit status 1: failed to write memory.max: device or resource busy"
            )
        group.memory_limit, group.cpu_shares = memory_limit, cpu_shares
        group.cpu_quota = cpu_quota * 10
        config = record.config
        config.cpu_shares, config.cpu_quota = cpu_shares, cpu_quota
        config.memory_limit = memory_limit

    def usage(self, container: str) -> Usage:
        """A container's use of resources."""
        record = self.find(container)
        path = self.cgroup(record)
        group = self._machine.cgroups.get(path)
        memory = group.memory if group is not None else 0
        cpu = self._machine.cgroups.nanocores(path, self._machine.sim.now)
        used = self._machine.cgroups.cpu_used(path, self._machine.sim.now)
        return Usage(cpu, memory, self._roots.used(record), used)


def capabilities_of(config: ContainerConfig) -> int:
    """What a container's processes may do."""
    return granted(config.capabilities_add, config.capabilities_drop, config.privileged)


def exec_words(program: str, error: SystemCallError) -> str:
    """Why runc could not start a program."""
    if error.name == "ENOENT" and "/" not in program:
        why = "executable file not found in $PATH"
    elif error.name == "ENOENT":
        why = f"stat {program}: no such file or directory"
    else:
        why = WORDS.get(error.name, str(error)).lower()
    return f'exec: "{program}": {why}: unknown'
