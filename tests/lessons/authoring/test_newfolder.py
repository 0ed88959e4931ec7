"""A new lesson's folder is right but for its marked places."""

import pytest

from lessons.authoring.newfolder import FIRST_NUMBER, CannotMake, free_number, new_folder
from lessons.authoring.proving import prove
from lessons.catalog import BadLesson, load


def test_a_new_folder_gets_the_first_free_number(tmp_path):
    folder = new_folder("my_lesson", tmp_path, {FIRST_NUMBER, 3})
    assert folder.name == f"{FIRST_NUMBER + 1}_my_lesson"
    assert f"number: {FIRST_NUMBER + 1}" in (folder / "lesson.yaml").read_text()


def test_only_its_marked_places_are_wrong_with_it(tmp_path):
    folder = new_folder("700_mine", tmp_path, set())
    with pytest.raises(BadLesson) as caught:
        load(folder)
    assert {one.code for one in caught.value.mistakes} == {"todo"}


def test_once_they_are_filled_it_proves_itself(tmp_path):
    folder = new_folder("700_mine", tmp_path, set())
    for file in folder.rglob("*.*"):
        file.write_text(file.read_text().replace("TODO: ", "").replace("TODO：", ""))
    assert prove(folder) == []


@pytest.mark.parametrize("name", ["My", "a-b", "../x", "", "000_zero", "007_taken"])
def test_a_name_that_cannot_be_is_refused(tmp_path, name):
    with pytest.raises(CannotMake):
        new_folder(name, tmp_path, {7})
    assert list(tmp_path.iterdir()) == []


def test_numbers_may_run_out():
    with pytest.raises(CannotMake):
        free_number(set(range(1000)))
