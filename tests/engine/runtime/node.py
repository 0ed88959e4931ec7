"""A node with a runtime, for tests; containers may run the small machine's programs."""

from podlab.engine.network.cni import CniState, NodeNetwork
from podlab.engine.runtime.containerd import Containerd
from podlab.engine.runtime.cri import ContainerConfig, Mount, SandboxConfig
from podlab.engine.runtime.registry import Registry, RegistryState
from podlab.engine.runtime.state import RuntimeState
from tests.engine.machine.small import PROGRAMS, Lab


class Node(Lab):
    """One machine with containerd."""

    def __init__(self, registry: RegistryState | None = None, images: list[str] | None = None):
        super().__init__("m1")
        self.registry = registry or RegistryState()
        self.plugin = NodeNetwork(CniState("10.244.1.0/24"), self.sim.chance, "10.244.0.0/16")
        self.network.add_bridge("m1", "10.244.1.0/24", "10.244.1.1")
        self.state = RuntimeState("m1")
        self.runtime = self.containerd()
        self.runtime.boot(images or ["busybox"])

    def containerd(self) -> Containerd:
        return Containerd(self.state, self.sim, self.machine, Registry(self.registry), self.plugin)

    def sandbox(self, name: str = "web", **settings: object) -> str:
        config = SandboxConfig(name, "default", f"uid-{name}", 0, name, **settings)  # type: ignore[arg-type]
        return self.runtime.run_sandbox(config)

    def create(self, sandbox: str, *command: str, **settings: object) -> str:
        mounts = [Mount(f"/bin/{name}", f"/usr/bin/{name}", True) for name in PROGRAMS]
        config = ContainerConfig("c", 0, "busybox", list(command) or None, mounts=mounts)
        for name, value in settings.items():
            setattr(config, name, value)
        return self.runtime.create_container(sandbox, config)

    def start(self, *command: str, **settings: object) -> str:
        container = self.create(self.sandbox(), *command, **settings)
        self.runtime.start_container(container)
        return container

    def text(self, container: str) -> str:
        return b"".join(line.text for line in self.runtime.logs(container)[0]).decode()
