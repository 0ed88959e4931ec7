"""The roster of a class as CSV: read with errors by line, taken in as a whole or not at all.

Columns are name, email, number, group; a first line may name them, in English or Chinese, in any
order.  Not here: the upload (``classroom.views``).
"""

import csv
import io
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from podlab.classroom.classes import MAX_MEMBERS, MAX_NAME, ClassRefused, group_named
from podlab.classroom.models import Classroom, Membership

MAX_BYTES = 256_000
MAX_ERRORS = 50
COLUMNS = ("name", "email", "number", "group")
_HEADINGS = {
    "name": "name",
    "姓名": "name",
    "名字": "name",
    "email": "email",
    "e-mail": "email",
    "邮箱": "email",
    "电子邮件": "email",
    "number": "number",
    "学号": "number",
    "编号": "number",
    "group": "group",
    "组": "group",
    "分组": "group",
    "小组": "group",
}
_LIMITS = {"name": MAX_NAME, "email": 254, "number": 40, "group": 60}


@dataclass(frozen=True, slots=True)
class Person:
    """One line of a roster."""

    name: str
    email: str = ""
    number: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class LineError:
    """What is wrong with a line (from 1): ``code`` names the fact, ``column`` where."""

    line: int
    code: str
    column: str = ""


def decode(data: bytes) -> str | None:
    """The text of an uploaded file: UTF-8, or what Chinese spreadsheets write; None if neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def read_roster(text: str) -> tuple[list[Person], list[LineError]]:
    """The people of a roster, and what is wrong with it."""
    people: list[Person] = []
    errors: list[LineError] = []
    columns: tuple[str, ...] = COLUMNS
    seen: dict[str, int] = {}
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), strict=True)
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if not people and not errors and (named := _heading(cells)):
                columns = named
                continue
            person = _person(reader.line_num, columns, cells, errors)
            if person is not None and _is_new(person, reader.line_num, seen, errors):
                people.append(person)
            if len(errors) >= MAX_ERRORS or len(people) > MAX_MEMBERS:
                break
    except csv.Error:
        errors.append(LineError(max(reader.line_num, 1), "bad-csv"))
    if len(people) > MAX_MEMBERS:
        errors.append(LineError(reader.line_num, "too-many"))
    if not people and not errors:
        errors.append(LineError(1, "empty"))
    return people, errors


def _heading(cells: list[str]) -> tuple[str, ...] | None:
    named = [_HEADINGS.get(cell.lower(), "") for cell in cells]
    return tuple(named) if "name" in named else None


def _person(
    line: int, columns: tuple[str, ...], cells: list[str], errors: list[LineError]
) -> Person | None:
    """One line, checked; its errors are added."""
    before = len(errors)
    if len(cells) > len(columns):
        errors.append(LineError(line, "too-many-columns"))
        return None
    fields = {column: cell for column, cell in zip(columns, cells) if column}
    if not fields.get("name"):
        errors.append(LineError(line, "needs-name", "name"))
    for column, cell in fields.items():
        if len(cell) > _LIMITS[column]:
            errors.append(LineError(line, "too-long", column))
        elif not cell.isprintable():
            errors.append(LineError(line, "bad-characters", column))
    if fields.get("email") and not _is_email(fields["email"]):
        errors.append(LineError(line, "bad-email", "email"))
    return Person(**fields) if len(errors) == before else None


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _is_new(person: Person, line: int, seen: dict[str, int], errors: list[LineError]) -> bool:
    """Whether nobody before is the same one: by number, else by e-mail, else by name."""
    key = person.number or person.email.lower() or person.name
    if key in seen:
        errors.append(LineError(line, "twice"))
        return False
    seen[key] = line
    return True


def take_in(classroom: Classroom, people: list[Person]) -> int:
    """Give everybody a place; who has one already (same number, e-mail or name) keeps it, with the
    roster's data.  Returns how many are new.

    Raises:
        ClassRefused: the class would become too large.
    """
    with transaction.atomic():
        known = list(Membership.objects.filter(classroom=classroom))
        new = 0
        for person in people:
            place = _place_of(person, known)
            if place is None:
                place = Membership(classroom=classroom)
                known.append(place)
                new += 1
            place.name, place.email, place.number = person.name, person.email, person.number
            if person.group:
                place.group = group_named(classroom, person.group)
            place.save()
        if len(known) > MAX_MEMBERS:
            raise ClassRefused("class-full", limit=MAX_MEMBERS)
    return new


def _place_of(person: Person, known: list[Membership]) -> Membership | None:
    for field in ("number", "email", "name"):
        value = getattr(person, field)
        if value:
            same = [place for place in known if getattr(place, field) == value]
            if same:
                return same[0]
    return None
