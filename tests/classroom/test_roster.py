"""The roster: what is read, what is refused and where, what taking it in changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podlab.classroom.models import Group, Membership
from podlab.classroom.roster import MAX_ERRORS, LineError, Person, decode, read_roster, take_in
from tests.classroom.school import a_class


def test_names_alone_are_a_roster():
    people, errors = read_roster("Ada\nGrace\n\n")
    assert people == [Person("Ada"), Person("Grace")]
    assert errors == []


@pytest.mark.parametrize(
    "heading", ["number,name,group", "学号,姓名,小组", "Number, Name ,GROUP", "编号,名字,组"]
)
def test_a_first_line_names_the_columns(heading):
    people, errors = read_roster(f"{heading}\r\n17,李雷,A\r\n")
    assert (people, errors) == ([Person("李雷", number="17", group="A")], [])


def test_columns_that_are_not_known_are_left_out():
    assert read_roster("name,hobby\nAda,chess\n") == ([Person("Ada")], [])


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", LineError(1, "empty")),
        ("\n \n", LineError(1, "empty")),
        ("Ada\n,a@b.example\n", LineError(2, "needs-name", "name")),
        ("Ada,nobody\n", LineError(1, "bad-email", "email")),
        ("Ada\n" + "x" * 81, LineError(2, "too-long", "name")),
        ("Ada\nAda\n", LineError(2, "twice")),
        ("name,email\nAda,a@b.example,x\n", LineError(2, "too-many-columns")),
        ("A\x07da\n", LineError(1, "bad-characters", "name")),
        ('Ada\n"Grace', LineError(2, "bad-csv")),
    ],
)
def test_an_error_says_its_line_and_column(text, error):
    assert read_roster(text)[1] == [error]


def test_errors_and_people_are_bounded():
    assert len(read_roster("a,b\n" * 900)[1]) == MAX_ERRORS
    people, errors = read_roster("".join(f"P{i}\n" for i in range(5_000)))
    assert errors[-1].code == "too-many"
    assert len(people) <= 1_001


def test_files_of_chinese_spreadsheets_are_read():
    assert decode("姓名\n李雷\n".encode("gb18030")) == "姓名\n李雷\n"
    assert decode("\ufeff姓名".encode()) == "姓名"
    assert decode(b"\xff\xff\xff") is None


def test_taking_in_twice_changes_places_and_adds_none():
    room = a_class()
    people = [Person("Ada", number="1", group="A"), Person("Grace")]
    assert take_in(room, people) == 2
    assert take_in(room, [Person("Ada Lovelace", number="1", group="B"), Person("Grace")]) == 0
    ada = Membership.objects.get(classroom=room, number="1")
    assert (ada.name, ada.group.name, ada.learner) == ("Ada Lovelace", "B", None)
    assert Group.objects.filter(classroom=room).count() == 2


@given(st.text(max_size=400))
def test_no_text_does_more_than_be_refused(text):
    people, errors = read_roster(text)
    assert people or errors
    assert all(person.name for person in people)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data):
    text = decode(data)
    assert text is None or read_roster(text)
