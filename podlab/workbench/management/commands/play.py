"""``manage.py play``: plays a scenario in a simulated terminal and writes the recording.

Not here: what a scenario is (``engine.scenario``).
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from podlab.engine.cluster import Cluster
from podlab.engine.scenario import Player
from podlab.engine.spec import BadSpec, learner_spec
from podlab.hosting.collector import settle
from podlab.hosting.pacer import wall_time_us


class Command(BaseCommand):
    """Play a scenario in virtual time."""

    help = "Play a scenario in the simulated terminal and write the recording."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command line."""
        parser.add_argument("scenario", type=Path)
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--spec", type=Path)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        """Play it."""
        path: Path = options["scenario"]
        try:
            spec = json.loads(options["spec"].read_text()) if options["spec"] else learner_spec()
            cluster = Cluster.create(spec, options["seed"], wall_time_us())
            player = Player(cluster, path.read_text(), path.stem)
        except (OSError, ValueError, BadSpec) as error:
            raise CommandError(str(error)) from error
        settle()
        with options["out"].open("w") as file:
            for record in player.play():
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
