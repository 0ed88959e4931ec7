"""``manage.py cluster``: one stand-alone cluster, its Kubernetes API on a local port.

Not here: the cluster (``engine``), the door (``gateway``).
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from daphne.endpoints import build_endpoint_description_strings
from daphne.server import Server
from django.core.management.base import BaseCommand, CommandError

from podlab.engine.spec import BadSpec, learner_spec, parse_spec
from podlab.gateway.kubeconfig import kubeconfig
from podlab.gateway.standalone import Standalone
from podlab.hosting.collector import settle


class Command(BaseCommand):
    """Runs one cluster until it is interrupted."""

    help = "Run one stand-alone simulated cluster with its Kubernetes API on http://127.0.0.1:PORT"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command line."""
        parser.add_argument("--port", type=int, required=True)
        parser.add_argument("--kubeconfig", type=Path, help="write a kubeconfig for it here")
        parser.add_argument("--spec", type=Path, help="nodes and their facts, as JSON")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--speed", default="1", help="times wall time, or max")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run."""
        application = Standalone(_spec(options["spec"]), options["seed"], _speed(options["speed"]))
        address = f"http://127.0.0.1:{options['port']}"
        if options["kubeconfig"]:
            options["kubeconfig"].write_text(kubeconfig(address), encoding="utf-8")
        self.stdout.write(f"Kubernetes v1.37.1 (simulated) on {address}")
        self.stdout.flush()
        settle(alone=True)
        endpoints = build_endpoint_description_strings(host="127.0.0.1", port=options["port"])
        Server(
            application,
            endpoints=endpoints,
            signal_handlers=True,
            http_timeout=None,
            websocket_handshake_timeout=30,
            server_name="podlab",
            verbosity=0,
        ).run()


def _spec(path: Path | None) -> dict[str, Any]:
    if path is None:
        return learner_spec()
    try:
        spec: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        parse_spec(spec)
    except (OSError, ValueError) as error:
        raise CommandError(f"{path}: {error}") from error
    except BadSpec as error:
        raise CommandError(f"{path}: {error}") from error
    return spec


def _speed(text: str) -> float | None:
    if text == "max":
        return None
    try:
        speed = float(text)
    except ValueError:
        raise CommandError(f"--speed: {text} is no number") from None
    if not 0.01 <= speed <= 10_000:
        raise CommandError("--speed: from 0.01 to 10000, or max")
    return speed
