"""``manage.py prove``: plays every lesson's solution and wrong answers, and says what is wrong.

Not here: how (``lessons.authoring.proving``).
"""

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lessons import catalog
from lessons.authoring.proving import prove
from lessons.catalog import LANGUAGES


class Command(BaseCommand):
    """Prove lessons."""

    help = (
        "Play every lesson: the solution passes, the start does not, wrong answers fail as meant."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command line."""
        words = "names or numbers of lessons, or paths of folders; all if none"
        parser.add_argument("lessons", nargs="*", help=words)
        parser.add_argument("--language", choices=LANGUAGES, default="en", help="of what is told")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prove them."""
        failed = 0
        folders = [one for word in options["lessons"] for one in _folders(word)]
        for folder in folders or catalog.folders():
            begun = time.process_time()
            mistakes = prove(folder)
            failed += bool(mistakes)
            word = "FAIL" if mistakes else "ok"
            print(f"{word:4} {folder.name} ({time.process_time() - begun:.1f} s)")
            for mistake in mistakes:
                told = mistake.told(folder.name, options["language"])
                print("     " + told.replace("\n", "\n     "), file=sys.stderr)
        if failed:
            raise CommandError(f"{failed} lessons do not prove themselves")


def _folders(word: str) -> list[Path]:
    """The folders that a word on the command line means: a path, or the beginning of a name."""
    path = Path(word)
    if path.is_dir() or "/" in word:
        return [path.absolute()]
    found = [one for one in catalog.folders() if one.name.startswith(word)]
    if not found:
        raise CommandError(f"there is no lesson {word}")
    return found
