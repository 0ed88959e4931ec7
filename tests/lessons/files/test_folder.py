"""The files of a lesson's folder."""

import os

import pytest

from lessons.files.folder import LONGEST_NAME, MOST_FILES, read_folder
from lessons.mistakes import Mistakes
from tests.lessons.folders import FILES, make


def told(folder):
    mistakes = Mistakes()
    read_folder(folder, mistakes)
    return {(one.place.file, one.code) for one in mistakes.found}


def test_a_folder_s_files_are_read(tmp_path):
    mistakes = Mistakes()
    assert read_folder(make(tmp_path), mistakes) == FILES
    assert mistakes.found == []


def test_what_is_missing_is_told(tmp_path):
    empty = tmp_path / "009_gone"
    empty.mkdir()
    assert told(empty) == {
        (file, "missing-file")
        for file in ("lesson.yaml", "text.en.md", "text.zh-hans.md", "solution.sh")
    }
    assert told(tmp_path / "008_gone") == {("", "no-folder")}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (".DS_Store", "stray-file"),
        ("lesson.yml", "stray-file-near"),
        ("text.fr.md", "unknown-language"),
        ("wrong/Too Big.sh", "bad-answer-name"),
        ("wrong/notes.txt", "bad-answer-name"),
    ],
)
def test_what_does_not_belong_there_is_told(tmp_path, name, code):
    folder = make(tmp_path)
    (folder / name).write_text("x\n")
    assert (name, code) in told(folder)


def test_what_is_no_plain_file_is_not_opened(tmp_path):
    folder = make(tmp_path)
    os.mkfifo(folder / "start.sh")
    (folder / "start.yaml").mkdir()
    os.symlink("/etc/passwd", folder / "wrong" / "a.sh")
    assert {("start.sh", "no-plain-file"), ("start.yaml", "no-plain-file")} < told(folder)
    assert ("wrong/a.sh", "symlink") in told(folder)


def test_a_linked_folder_is_refused(tmp_path):
    make(tmp_path)
    os.symlink(tmp_path / "009_gone", tmp_path / "010_gone")
    assert ("", "no-folder") in told(tmp_path / "010_gone")


def test_there_is_a_most_of_files_and_letters(tmp_path):
    folder = make(tmp_path)
    for number in range(MOST_FILES):
        (folder / "wrong" / f"a{number}.sh").write_text("x\n")
    assert ("", "too-many-files") in told(folder)
    assert ("", "long-name") in told(tmp_path / f"009_{'a' * LONGEST_NAME}")
