"""What a verb's code gets: the command line that was read, the process, and the cluster.

Here: output, memory, the client with its caller, the namespace in force.  Not here: what verbs do
with it; nor any state: a context is made anew at each step, what must last is in ``memory``.
"""

import base64
from functools import cached_property
from typing import Any

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.client.client import Client
from podlab.engine.kubectl.cli.commandline import Line
from podlab.engine.kubectl.cli.errors import CommandError, usage_error
from podlab.engine.kubectl.cli.kubeconfig import Config, load
from podlab.engine.kubectl.cli.values import parse_duration
from podlab.engine.kubectl.service import Kubernetes
from podlab.engine.machine.program import Proc, Step, SystemCallError, until
from podlab.engine.objects.status import ApiError

MILLISECOND = 1_000


SERVED = (":6443", ":443")
"""Ports behind which the API server stands."""


class Context:
    """One step of one kubectl process."""

    def __init__(self, p: Proc, line: Line, memory: dict[str, Any]) -> None:
        self.p = p
        self.line = line
        self.args = line.args
        self.memory = memory

    # --- the command line ------------------------------------------------------------------
    def flag(self, name: str) -> Any:
        """A flag's value; None if the command has no such flag."""
        return self.line.values.get(name)

    def given(self, name: str) -> bool:
        """Whether the flag stands on the command line."""
        return name in self.line.given

    def usage(self, message: str) -> CommandError:
        """An error that points at the command's help."""
        return usage_error(self.line.node.full_name, message)

    # --- output ----------------------------------------------------------------------------
    def out(self, text: str | bytes) -> None:
        """Write to standard output."""
        if text:
            self.p.write(1, text)

    def err(self, text: str | bytes) -> None:
        """Write to standard error."""
        if text:
            self.p.write(2, text)

    # --- the cluster -----------------------------------------------------------------------
    @cached_property
    def config(self) -> Config:
        """The kubeconfig in force."""
        return load(self.p, str(self.flag("kubeconfig") or ""))

    def _check_connection(self) -> None:
        """Flags of the connection that are refused before anybody is asked."""
        check_timeout(str(self.flag("request-timeout") or "0"))
        more = any(self.flag(name) for name in ("as-uid", "as-group", "as-user-extra"))
        if more and not self.flag("as"):
            name = self.config.user(self.globals).get("name", "")
            raise CommandError(
                f"requesting uid, groups or user-extra for {name} without impersonating a user"
            )

    @cached_property
    def kube(self) -> Kubernetes:
        """The cluster; kubectl's own words where there is none to reach."""
        self._check_connection()
        server = self.config.server(self.globals)
        if self.flag("server") and not server.rstrip("/").endswith(SERVED):
            raise refused(server)
        try:
            service: Kubernetes = self.p.service("kubernetes")
        except SystemCallError:
            raise refused(server) from None
        if not server:
            raise refused("localhost:8080")
        service.warnings()  # what others were told meanwhile is not for this command
        return service

    @property
    def globals(self) -> dict[str, Any]:
        """The flags that every command has; a command's own of the same name is another."""
        own = {flag.name for flag in self.line.node.flags}
        return {name: value for name, value in self.line.values.items() if name not in own}

    @property
    def kinds(self) -> Any:
        """The cluster's table of kinds."""
        return self.kube.kinds

    @cached_property
    def caller(self) -> Caller:
        """Who this kubectl is to the API server."""
        user, groups = self.kube.authenticate(self._credentials())
        if self.flag("as"):
            user = str(self.flag("as"))
            groups = (*self.flag("as-group"), *_implied_groups(user))
        return Caller(user, groups, str(self.flag("field-manager") or "kubectl"), "kubectl")

    def _credentials(self) -> dict[str, Any]:
        """The credentials in force, with what their files hold."""
        entry = self.config.user(self.globals)
        wrong = []
        for kind, words in (("client-certificate", "client-cert"), ("client-key", "client-key")):
            path = str(entry.get(kind) or "")
            if not path:
                continue
            try:
                data = self.p.files.read(path)
                entry = {**entry, f"{kind}-data": base64.b64encode(data).decode()}
            except SystemCallError as error:
                wrong.append(f"unable to read {words} {path} for {entry['name']} due to "
                             f"open {path}: {str(error).lower()}")  # fmt: skip
        if wrong:
            text = wrong[0] if len(wrong) == 1 else f"[{', '.join(wrong)}]"
            raise CommandError(f"invalid configuration: {text}")
        return entry

    @cached_property
    def client(self) -> Client:
        """Calls to the API server with the command's field manager."""
        return Client(self.kube.verbs, self.caller)

    def client_as(self, manager: str) -> Client:
        """Calls under another field manager."""
        caller = self.caller
        return Client(
            self.kube.verbs, Caller(caller.user, caller.groups, manager, caller.component)
        )

    @cached_property
    def namespace(self) -> str:
        """``-n``, else the kubeconfig's, else default."""
        return str(self.flag("namespace") or self.config.namespace(self.globals) or "default")

    @property
    def enforce_namespace(self) -> bool:
        """Whether ``-n`` was given, so that files must agree with it."""
        return self.given("namespace")

    @property
    def all_namespaces(self) -> bool:
        """``-A``."""
        return bool(self.flag("all-namespaces"))

    @cached_property
    def dry_run(self) -> str:
        """none, client or server.

        Raises:
            CommandError: the flag says something else.
        """
        value = str(self.flag("dry-run") or "none")
        if value in ("client", "server", "none"):
            return value
        if value == "unchanged":
            self.err(
                "W1123 00:00:00.000000 helpers.go:714] --dry-run is deprecated and can be "
                "replaced with --dry-run=client.\n"
            )
            return "client"
        raise CommandError(
            f'Invalid dry-run value ({value}). Must be "none", "server", or "client".'
        )

    @property
    def dry_suffix(self) -> str:
        """What printed names end with."""
        return {"client": " (dry run)", "server": " (server dry run)"}.get(self.dry_run, "")

    def show_warnings(self) -> None:
        """Print what the server has warned of, each text once."""
        told = self.memory.setdefault("warned", [])
        for text in self.kube.warnings():
            if text not in told:
                told.append(text)
                self.err(f"Warning: {text}\n")

    # --- time ------------------------------------------------------------------------------
    def pause(self, key: str, milliseconds: int) -> Step | None:
        """Let time pass once: the wait to return, or None when it is over."""
        due = self.memory.setdefault("pauses", {}).setdefault(
            key, self.p.now + milliseconds * MILLISECOND
        )
        return until(due) if self.p.now < due else None


def _implied_groups(user: str) -> tuple[str, ...]:
    if user.startswith("system:serviceaccount:") and user.count(":") == 3:
        space = user.split(":")[2]
        return (
            "system:serviceaccounts",
            f"system:serviceaccounts:{space}",
            "system:authenticated",
        )
    return ("system:unauthenticated",) if user == "system:anonymous" else ("system:authenticated",)


def check_timeout(text: str) -> None:
    """``--request-timeout``: whole seconds, or a duration.

    Raises:
        CommandError: it is neither.
    """
    if text.isascii() and text.isdigit():
        return
    try:
        parse_duration(text)
    except ValueError:
        raise CommandError(
            "Invalid timeout value. Timeout must be a single integer in seconds, or an integer "
            "followed by a corresponding time unit (e.g. 1s | 2m | 3h)"
        ) from None


def refused(host: str) -> CommandError:
    """Nobody answers at the server's address."""
    name = host.partition("://")[2] or host
    return CommandError(
        f"The connection to the server {name} was refused - did you specify the right host or "
        "port?",
        prefix="",
    )


__all__ = ["ApiError", "Context", "refused"]
