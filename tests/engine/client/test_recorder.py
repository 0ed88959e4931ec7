"""The event recorder: counting, combining, refusing bursts."""

import pytest

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.client.client import Client
from podlab.engine.client.recorder import BURST, Recorder, RecorderState
from podlab.engine.kernel.chance import Chance
from podlab.engine.kernel.clock import MINUTE, SECOND
from podlab.engine.kernel.simulation import Simulation, SimulationState
from podlab.engine.objects.status import forbidden

POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "web", "namespace": "default", "uid": "u1", "resourceVersion": "7"},
}


class Events:
    """An API server that knows Events only."""

    def __init__(self):
        self.kept = {}
        self.closed = False

    def create(self, caller, resource, namespace, obj, **_):
        if self.closed:
            raise forbidden("", "events", obj["metadata"]["name"], "namespace is being terminated")
        self.kept[obj["metadata"]["name"]] = obj
        return obj

    def patch(self, caller, resource, namespace, name, patch, patch_type, **_):
        self.kept[name] = {**self.kept[name], **patch}
        return self.kept[name]


@pytest.fixture
def sim():
    return Simulation(SimulationState(now=1_700_000_000 * SECOND, chance=Chance(1)))


@pytest.fixture
def events():
    return Events()


@pytest.fixture
def recorder(sim, events):
    client = Client(events, Caller("kubelet", (), "kubelet", "kubelet/n1"))
    return Recorder(RecorderState(), sim, client, {"component": "kubelet", "host": "n1"})


def test_an_event_says_about_what_and_from_whom(recorder, events):
    recorder.event(POD, "Normal", "Started", "Container started", "spec.containers{web}")
    (event,) = events.kept.values()
    assert event["involvedObject"] == {
        "kind": "Pod",
        "namespace": "default",
        "name": "web",
        "uid": "u1",
        "apiVersion": "v1",
        "resourceVersion": "7",
        "fieldPath": "spec.containers{web}",
    }
    assert event["source"] == {"component": "kubelet", "host": "n1"}
    assert event["metadata"]["name"].startswith("web.")
    assert (event["count"], event["type"]) == (1, "Normal")


def test_the_same_again_is_counted(recorder, events, sim):
    for _ in range(3):
        recorder.event(POD, "Warning", "BackOff", "Back-off restarting")
        sim.run_until(sim.now + SECOND)
    (event,) = events.kept.values()
    assert event["count"] == 3
    assert event["lastTimestamp"] > event["firstTimestamp"]


def test_many_that_differ_only_in_their_message_are_combined(recorder, events):
    for number in range(12):
        recorder.event(POD, "Warning", "Unhealthy", f"probe failed: {number}")
    messages = [event["message"] for event in events.kept.values()]
    assert any(message.startswith("(combined from similar events)") for message in messages)


def test_a_burst_about_one_object_is_cut_and_refills(recorder, events, sim):
    for number in range(BURST + 10):
        recorder.event(POD, "Normal", f"Reason{number}", "x")
    assert len(events.kept) == BURST
    sim.run_until(sim.now + 6 * MINUTE)
    recorder.event(POD, "Normal", "Again", "x")
    assert len(events.kept) == BURST + 1


def test_an_event_that_is_refused_is_dropped(recorder, events):
    events.closed = True
    recorder.event(POD, "Normal", "Killing", "Stopping container web")
    assert events.kept == {}
