"""``manage.py addlesson FOLDER|ZIP``: a lesson that was made elsewhere becomes one of the lessons.

It is proved first; a lesson that does not prove itself is refused with everything that is wrong.
Not here: how (``lessons.authoring.dropping``, ``lessons.authoring.proving``).
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lessons import catalog
from lessons.authoring.dropping import install, opened
from lessons.authoring.proving import prove
from lessons.catalog import LANGUAGES
from lessons.mistakes import BadLesson, Mistake, Mistakes, Spot


class Command(BaseCommand):
    """Drop in a lesson."""

    help = "Prove a lesson in a folder or zip, and add it to the lessons."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command line."""
        parser.add_argument("source", help="a lesson's folder, or a zip of it")
        parser.add_argument("--replace", action="store_true", help="a lesson of the same name")
        parser.add_argument("--language", choices=LANGUAGES, default="en", help="of what is told")

    def handle(self, *args: Any, **options: Any) -> None:
        """Add it."""
        source = Path(options["source"])
        try:
            with opened(source) as folder:
                mistakes = [*_taken(folder), *prove(folder)]
                if mistakes:
                    raise BadLesson(folder.name, mistakes)
                target = install(folder, catalog.dropped_in(), replace=options["replace"])
        except BadLesson as error:
            told = [one.told(error.lesson, options["language"]) for one in error.mistakes]
            raise CommandError("\n".join(told)) from error
        except OSError as error:
            raise CommandError(f"{source}: {error.strerror}") from error
        self.stdout.write(f"{target}: the lesson is there when the server starts next")


def _taken(folder: Path) -> list[Mistake]:
    """The number or name belongs to another lesson."""
    mistakes = Mistakes()
    for other in catalog.folders():
        same_name, same_number = other.name == folder.name, other.name[:3] == folder.name[:3]
        if same_name and other.parent == catalog.CONTENT:
            mistakes.add(Spot(""), "there-already", name=other.name)
        elif same_number and not same_name:
            number = int(other.name[:3])
            mistakes.add(Spot("lesson.yaml"), "duplicate-number", number=number, other=other.name)
    return mistakes.found
