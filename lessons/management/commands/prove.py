"""``manage.py prove``: plays every lesson's solution and wrong answers, and says what is wrong.

Not here: how (``lessons.proving``).
"""

import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lessons.catalog import CONTENT, BadLesson, load
from lessons.proving import prove


class Command(BaseCommand):
    """Prove lessons."""

    help = (
        "Play every lesson: the solution passes, the start does not, wrong answers fail as meant."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command line."""
        parser.add_argument("lessons", nargs="*", help="names or numbers of lessons; all if none")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prove them."""
        wanted, failed = options["lessons"], 0
        folders = sorted(path for path in CONTENT.iterdir() if path.is_dir())
        for folder in folders:
            if wanted and not any(folder.name.startswith(name) for name in wanted):
                continue
            begun = time.process_time()
            try:
                problems = prove(load(folder), folder)
            except BadLesson as error:
                problems = [str(error)]
            failed += bool(problems)
            word = "FAIL" if problems else "ok"
            print(f"{word:4} {folder.name} ({time.process_time() - begun:.1f} s)")
            for problem in problems:
                print("     " + problem.replace("\n", "\n     "), file=sys.stderr)
        if failed:
            raise CommandError(f"{failed} lessons do not prove themselves")
