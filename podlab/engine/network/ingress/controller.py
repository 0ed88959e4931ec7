"""The ingress controller as a component: what it watches, tells and logs.

It works while a Pod of it runs (label ``app.kubernetes.io/component: controller`` in the namespace
``ingress-nginx``).  Statuses are written by the leader once a minute, as the real one does: an
Ingress has its address up to 60 s after it was made.  Fulfils ``machine.ingress.IngressGate``.
Not here: which route a request takes (``route``).
"""

import json
from dataclasses import dataclass, field
from typing import Any

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.client.client import Client, Verbs
from podlab.engine.client.informer import Informers, InformersState
from podlab.engine.client.recorder import Recorder, RecorderState
from podlab.engine.client.workqueue import WorkQueue, WorkQueueState
from podlab.engine.kernel.clock import SECOND
from podlab.engine.kernel.simulation import Simulation
from podlab.engine.machine.ingress import Asked, Route
from podlab.engine.network.ingress import route as routing
from podlab.engine.network.ingress.annotations import not_simulated
from podlab.engine.network.ingress.certificates import fake_certificate, is_for
from podlab.engine.network.ingress.journal import Journal, JournalState
from podlab.engine.network.ingress.sources import (
    CLASSES,
    INGRESSES,
    NAMESPACE,
    PODS,
    Sources,
)
from podlab.engine.network.ingress.table import Table, build
from podlab.engine.objects.status import ApiError
from podlab.engine.store.store import Store

Object = dict[str, Any]

NAME = "nginx-ingress-controller"
PUBLISHED = "ingress-nginx-controller"
"""The Service whose addresses the Ingresses are given."""
STATUS_PERIOD = 60 * SECOND
CALLER = Caller(
    "system:serviceaccount:ingress-nginx:ingress-nginx",
    ("system:serviceaccounts", f"system:serviceaccounts:{NAMESPACE}", "system:authenticated"),
    NAME,
    NAME,
)


@dataclass(slots=True)
class IngressControllerState:
    """Plain data: caches, the log, whether it runs (``term`` numbers the leaders), turns by
    backend."""

    informers: InformersState = field(default_factory=InformersState)
    queue: WorkQueueState = field(default_factory=WorkQueueState)
    recorder: RecorderState = field(default_factory=RecorderState)
    journal: JournalState = field(default_factory=JournalState)
    running: bool = False
    term: int = 0
    turns: dict[str, int] = field(default_factory=dict)
    fake: str = ""
    """The certificate (PEM) that is shown where no Secret has one."""


class IngressController:
    """Routes requests, and tells the world about Ingresses."""

    def __init__(
        self, state: IngressControllerState, sim: Simulation, store: Store, verbs: Verbs, api: str
    ) -> None:
        self.state = state
        self._sim = sim
        self._api = api
        self._client = Client(verbs, CALLER)
        self._informers = Informers(NAME, state.informers, store, sim)
        self._sources = Sources(self._informers)
        self._recorder = Recorder(state.recorder, sim, self._client, {"component": NAME})
        self._queue = WorkQueue(NAME, state.queue, sim, self._reconcile, SECOND // 20)
        self._journal = Journal(state.journal, sim)
        self._table: Table | None = None
        self._informers.watch(INGRESSES, self._on_ingress)
        self._informers.watch(CLASSES, self._on_class)
        self._informers.watch(PODS, self._on_pod, self._sources.is_controller)
        sim.register(NAME, self._handle)

    def start(self) -> None:
        """List what exists; once in a cluster's life."""
        self._informers.start()

    # --- what the server in the Pod asks ------------------------------------------------------
    def route(self, asked: Asked) -> Route:
        """Where a request goes."""
        return routing.route(self.table(), asked, self._sim.chance, self._endpoints)

    def certificate(self, server_name: str) -> bytes:
        """The certificate for a host: its Secret's if that is for it, else the controller's own."""
        host = server_name.lower()
        server = self.table().server(host)
        text = self._sources.certificate(server.secret)
        return text if text and is_for(text, host) else self.state.fake.encode()

    def news(self, after: int) -> list[tuple[int, str]]:
        """New lines for the log."""
        return self._journal.after(after)

    def begin(self) -> None:
        """The server of a Pod starts."""
        if not self.state.fake:
            self.state.fake = fake_certificate(self._sim.chance.seed, self._sim.now)
        self._journal.banner(self._api)
        self._queue.add("reload")

    def table(self) -> Table:
        """The servers of all Ingresses that are served."""
        if self._table is None:
            rows = self._informers.list(INGRESSES)
            self._table = build(row for row in rows if self._sources.refusal(row) == "")
        return self._table

    def _endpoints(self, backend: Any) -> routing.Endpoints:
        """A backend's endpoints, each time beginning with the next one."""
        found = self._sources.endpoints(backend)
        if not found:
            return ()
        turn = self.state.turns.get(backend.name)
        if turn is None:
            turn = self._sim.chance.below("ingress/turn", len(found))
        self.state.turns[backend.name] = (turn + 1) % len(found)
        turn %= len(found)
        return (*found[turn:], *found[:turn])

    # --- what it hears ------------------------------------------------------------------------
    def _on_class(self, _type: str, _obj: Object, _previous: Object | None) -> None:
        self._table = None

    def _on_ingress(self, type_: str, obj: Object, previous: Object | None) -> None:
        self._table = None
        if self.state.running:
            metadata = obj["metadata"]
            verb = "changed"
            if type_ == "DELETED" or previous is None:
                verb = "gone" if type_ == "DELETED" else "new"
            elif _settled(previous) == _settled(obj):
                verb = "told"
            self._queue.add(f"{verb}/{metadata['namespace']}/{metadata['name']}")

    def _on_pod(self, _type: str, _obj: Object, _previous: Object | None) -> None:
        """The first Pod that runs leads; the last that goes takes the addresses back."""
        pods = [pod for pod in self._informers.list(PODS) if _runs(pod)]
        if bool(pods) == self.state.running:
            return
        self.state.running = bool(pods)
        self.state.term += 1
        if not pods:
            self._queue.add("withdraw")
            return
        lease = f"{NAMESPACE}/ingress-nginx-leader"
        self._journal.say("I", "leaderelection.go:271", f"successfully acquired lease {lease}")
        for ingress in self._informers.list(INGRESSES):
            self._on_ingress("ADDED", ingress, None)
        self._sim.after(STATUS_PERIOD, NAME, "status", self.state.term)

    def _handle(self, _kind: str, term: Any) -> None:
        if term == self.state.term and self.state.running:
            self._queue.add("status")
            self._sim.after(STATUS_PERIOD, NAME, "status", term)

    # --- what it does -------------------------------------------------------------------------
    def _reconcile(self, key: str) -> None:
        verb, _, place = key.partition("/")
        self._sim.because(NAME, "reconcile", place or verb)
        if verb == "reload":
            self._reload()
        elif verb in ("status", "withdraw"):
            self._publish(self._sources.addresses(PUBLISHED) if verb == "status" else [])
        elif verb == "gone":
            self._queue.add("reload")
        else:
            self._heard(place, verb)

    def _heard(self, place: str, verb: str) -> None:
        """An Ingress is new, has changed, or only its status was told."""
        new = verb == "new"
        namespace, _, name = place.partition("/")
        ingress = self._informers.get(INGRESSES, namespace, name)
        if ingress is None:
            return
        refusal = self._sources.refusal(ingress)
        if refusal:
            self._journal.say("W", "store.go:434",
                              '"Ignoring ingress because of error while validating ingress class" '
                              f'ingress="{place}" error="{refusal}"')  # fmt: skip
            return
        if new:
            class_ = ingress["spec"].get("ingressClassName") or "nginx"
            self._journal.say("I", "store.go:440", '"Found valid IngressClass" '
                              f'ingress="{place}" ingressclass="{class_}"')  # fmt: skip
        self._tell(ingress, "Normal", "Sync", "Scheduled for sync")
        if verb == "told":
            return
        for annotation in not_simulated(ingress) if new else ():
            words = f"not simulated: annotation nginx.ingress.kubernetes.io/{annotation}"
            self._tell(ingress, "Warning", "NotSimulated", words)
        for line in self._sources.certificate_complaints(ingress):
            self._journal.say("W", "controller.go:1512", line)
        for line in self._sources.complaints(ingress):
            self._journal.say("W", "controller.go:1126", line)
        self._queue.add("reload")

    def _reload(self) -> None:
        say = self._journal.say
        say("I", "controller.go:196", '"Configuration changes detected, backend reload required"')
        say("I", "controller.go:216", '"Backend successfully reloaded"')
        for pod in self._informers.list(PODS):
            if _runs(pod):
                words = "NGINX reload triggered due to a change in configuration"
                self._tell(pod, "Normal", "RELOAD", words)

    def _tell(self, about: Object, type_: str, reason: str, words: str) -> None:
        meta = about["metadata"]
        reference = (
            f'Kind:"{about["kind"]}", Namespace:"{meta["namespace"]}", Name:"{meta["name"]}", '
            f'UID:"{meta.get("uid", "")}", APIVersion:"{about["apiVersion"]}", '
            f'ResourceVersion:"{meta.get("resourceVersion", "")}", FieldPath:""'
        )
        line = f"Event(v1.ObjectReference{{{reference}}}): type: '{type_}' reason: '{reason}' "
        self._journal.say("I", "event.go:377", line + words)
        self._recorder.event(about, type_, reason, words)

    def _publish(self, addresses: list[Object]) -> None:
        status: Object = {"loadBalancer": {"ingress": addresses} if addresses else {}}
        for ingress in self._informers.list(INGRESSES):
            if self._sources.refusal(ingress) or (ingress.get("status") or {}) == status:
                continue
            meta = ingress["metadata"]
            place = f"{meta['namespace']}/{meta['name']}"
            if addresses:
                self._journal.say("I", "status.go:304", f'"updating Ingress status" '
                                  f'namespace="{meta["namespace"]}" ingress="{meta["name"]}" '
                                  f"newValue={json.dumps(addresses)}")  # fmt: skip
            try:
                self._client.update_status(INGRESSES, {**ingress, "status": status})
            except ApiError as error:
                self._journal.say("W", "status.go:309", f'"error updating ingress rule" '
                                  f'ingress="{place}" error="{error}"')  # fmt: skip


def _settled(ingress: Object) -> Any:
    """What of an Ingress makes the server's configuration."""
    return ingress["spec"], ingress["metadata"].get("annotations")


def _runs(pod: Object) -> bool:
    if pod["metadata"].get("deletionTimestamp"):
        return False
    return bool((pod.get("status") or {}).get("phase") == "Running")
