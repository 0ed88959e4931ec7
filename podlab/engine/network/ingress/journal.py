"""What the controller writes into its log: lines in klog's form, kept for its server to print.

Not here: access logs (``machine.images.ingressnginx``).
"""

from collections import deque
from dataclasses import dataclass, field

from podlab.engine.kernel.clock import moment
from podlab.engine.kernel.simulation import Simulation
from podlab.engine.machine.ingress import NEWS

KEEP = 400
RELEASE, NGINX = "v1.13.3", "1.27.1"
_RULE = "-" * 79


@dataclass(slots=True)
class JournalState:
    """Plain data: numbered lines."""

    lines: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=KEEP))
    next: int = 1


class Journal:
    """Lines for the log of the controller's Pods."""

    def __init__(self, state: JournalState, sim: Simulation) -> None:
        self.state = state
        self._sim = sim

    def say(self, level: str, source: str, text: str) -> None:
        """A line: level I, W or E, the place in the program (``controller.go:196``), the text."""
        when = moment(self._sim.now).strftime("%m%d %H:%M:%S.%f")
        self._add(f"{level}{when}       7 {source}] {text}")

    def banner(self, api_server: str) -> None:
        """What a controller says as it starts."""
        self._add(
            f"{_RULE}\nNGINX Ingress controller\n  Release:       {RELEASE}\n"
            "  Repository:    https://github.com/kubernetes/ingress-nginx\n"
            f"  nginx version: nginx/{NGINX}\n\n{_RULE}\n"
        )
        self.say("W", "client_config.go:667", "Neither --kubeconfig nor --master was specified.  "
                 "Using the inClusterConfig.  This might not work.")  # fmt: skip
        self.say("I", "main.go:205", f'"Creating API client" host="https://{api_server}:443"')
        self.say("I", "main.go:101", '"SSL fake certificate created" '
                 'file="/etc/ingress-controller/ssl/default-fake-certificate.pem"')  # fmt: skip
        self.say("I", "nginx.go:273", '"Starting NGINX Ingress controller"')

    def after(self, number: int) -> list[tuple[int, str]]:
        """The lines after a number."""
        return [row for row in self.state.lines if row[0] > number]

    def _add(self, text: str) -> None:
        self.state.lines.append((self.state.next, text))
        self.state.next += 1
        self._sim.post(NEWS)
