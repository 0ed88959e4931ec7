"""A small machine for tests: a few programs of its own beside the real ones."""

from podlab.engine.kernel.chance import Chance
from podlab.engine.kernel.simulation import Simulation, SimulationState
from podlab.engine.machine.loader import marker
from podlab.engine.machine.machine import Machine
from podlab.engine.machine.net.hooks import Hooks
from podlab.engine.machine.net.network import Network, NetworkState
from podlab.engine.machine.program import (
    SIGNAL,
    YIELD,
    Main,
    Proc,
    Step,
    child,
    first_of,
    readable,
    until,
)
from podlab.engine.machine.state import MachineState, fresh_machine

START = 1_800_000_000_000_000


def t_cat(p: Proc) -> Step:
    while (data := p.read(0)) is not None:
        if not data:
            return 0
        p.write(1, data)
    return readable(0)


def t_sleep(p: Proc) -> Step:
    end = p.memory.setdefault("until", p.now + int(float(p.argv[1]) * 1e6))
    return 0 if p.now >= end else until(end)


def t_exit(p: Proc) -> Step:
    return int(p.argv[1])


def t_print(p: Proc) -> Step:
    p.write(1, " ".join(p.argv[1:]) + "\n")
    p.write(2, f"{p.pid} {p.ppid}\n")
    return 0


def t_spin(p: Proc) -> Step:
    return YIELD


def t_grow(p: Proc) -> Step:
    text = p.memory.setdefault("text", "a" * 1024)
    if len(text) < 40 << 20:
        p.memory["text"] = text * 2
    return YIELD


def t_trap(p: Proc) -> Step:
    p.handle_signal(15)
    for signal in p.signals():
        p.write(1, f"got {signal} from {p.sender}\n")
        return 0
    return first_of(SIGNAL, until(p.now + 60_000_000))


def t_pipe(p: Proc) -> Step:
    """Run ``t_print a | t_cat`` and give back the last status."""
    if "children" not in p.memory:
        reading, writing = p.pipe()
        first = p.spawn(["t_print", "through", "the", "pipe"], fds={0: 0, 1: writing, 2: 2})
        second = p.spawn(["t_cat"], fds={0: reading, 1: 1, 2: 2})
        p.close(reading)
        p.close(writing)
        p.memory["children"] = [first, second]
    while p.memory["children"]:
        ended = p.reap()
        if ended is None:
            return child()
        p.memory["children"].remove(ended[0])
    return 0


def t_fork(p: Proc) -> Step:
    if p.memory.get("child"):
        p.write(1, "child\n")
        return 3
    if "pid" not in p.memory:
        p.memory["pid"] = p.fork({"child": True})
    ended = p.reap(p.memory["pid"])
    return child(p.memory["pid"]) if ended is None else ended[1]


PROGRAMS: dict[str, Main] = {
    name: main for name, main in list(globals().items()) if name.startswith("t_")
}


class Lab:
    """A simulation with one machine, or several."""

    def __init__(self, *names: str, hooks: Hooks | None = None, boot: bool = True) -> None:
        self.sim = Simulation(SimulationState(START, Chance(7)))
        self.network = Network(NetworkState(), self.sim, hooks)
        self.machines = {}
        self.states: dict[str, MachineState] = {}
        for place, name in enumerate(names or ("m1",)):
            self.network.add_machine(name, f"192.168.1.{10 + place}", gateway="192.168.1.1")
            self.states[name] = fresh_machine(name, START)
            machine = Machine(self.states[name], self.sim, self.network, {}, PROGRAMS)
            self.machines[name] = machine
            if boot:
                machine.boot({name: f"192.168.1.{10 + place}"})
                self.install(machine)
        self.machine = next(iter(self.machines.values()))

    def install(self, machine: Machine) -> None:
        for name in PROGRAMS:
            machine.files.write(f"/usr/bin/{name}", marker(name), mode=0o755)

    def run(self, seconds: float) -> None:
        self.sim.run_until(self.sim.now + int(seconds * 1e6))

    def command(self, *argv: str, stdin: bytes = b"", seconds: float = 5) -> tuple[int, str, str]:
        token = self.machine.run_command(list(argv), stdin)
        self.run(seconds)
        result = self.machine.command_result(token)
        assert result is not None, "still running"
        return result[0], result[1].decode(), result[2].decode()
