"""``manage.py play``: plays a scenario in a simulated terminal and writes the recording.

Not here: what a scenario is (``engine.scenario``).
"""

import json
import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from podlab.engine.cluster import Cluster
from podlab.engine.kernel.clock import parse_rfc3339
from podlab.engine.scenario import Player
from podlab.engine.spec import BadSpec, learner_spec
from podlab.hosting.collector import settle

START = "2026-10-14T09:12:34.400000Z"
"""When a scenario begins if nothing else is said: always the same, so that playing it again gives
the same recording.  Neither on a minute nor on a second, where nobody begins."""


class Command(BaseCommand):
    """Play a scenario in virtual time."""

    help = "Play a scenario in the simulated terminal and write the recording."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command line."""
        parser.add_argument("scenario", type=Path, help="text: '$ COMMAND', '! wait SECONDS', …")
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--spec", type=Path)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--start", default=START, help="the date at which virtual time begins (RFC 3339)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Play it."""
        path: Path = options["scenario"]
        try:
            spec = json.loads(options["spec"].read_text()) if options["spec"] else learner_spec()
            cluster = Cluster.create(spec, options["seed"], parse_rfc3339(options["start"]))
            text = path.read_text()
            player = Player(cluster, text, path.stem)
        except (OSError, ValueError, TypeError, BadSpec) as error:
            raise CommandError(str(error)) from error
        if not re.search(r"^\$ ", text, re.M):
            raise CommandError(f"{path} has no commands: they are lines that begin with '$ '")
        settle(alone=True)
        with options["out"].open("w") as file:
            for record in player.play():
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
