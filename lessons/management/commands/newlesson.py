"""``manage.py newlesson NAME``: a new lesson's folder, with marked places for its author.

Not here: how (``lessons.authoring.newfolder``).
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lessons import catalog
from lessons.authoring.newfolder import CannotMake, new_folder


class Command(BaseCommand):
    """Begin a lesson."""

    help = "Make the folder of a new lesson, right but for the places marked TODO."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command line."""
        parser.add_argument("name", help="small_letters, or NNN_small_letters")
        parser.add_argument("--in", dest="parent", help="where; among the lessons made elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it."""
        parent = Path(options["parent"] or catalog.dropped_in()).absolute()
        known = [*catalog.folders(), *(parent.iterdir() if parent.is_dir() else ())]
        taken = {int(one.name[:3]) for one in known if one.name[:3].isdecimal()}
        try:
            folder = new_folder(options["name"], parent, taken)
        except (CannotMake, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(folder))
        self.stdout.write("Fill the places marked TODO, then: manage.py prove " + str(folder))
