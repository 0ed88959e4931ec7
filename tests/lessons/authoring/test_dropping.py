"""Lessons made elsewhere come in as a folder or zip; a zip that is hostile does not."""

import stat
import zipfile

import pytest

from lessons.authoring.dropping import install, opened
from lessons.files.folder import MOST_BYTES
from lessons.mistakes import BadLesson
from tests.lessons.folders import FILES, make


def packed(tmp_path, files, name="009_gone.zip"):
    path = tmp_path / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, text in files.items():
            archive.writestr(file, text)
    return path


def told(source):
    with pytest.raises(BadLesson) as caught, opened(source):
        pass
    return str(caught.value)


def names(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("top", ["009_gone/", ""])
def test_a_zip_is_unpacked_and_gone_afterwards(tmp_path, top):
    source = packed(tmp_path, {top + file: text for file, text in FILES.items()})
    with opened(source) as folder:
        assert folder.name == "009_gone"
        assert names(folder) == set(FILES)
    assert not folder.exists()


def test_a_folder_is_taken_as_it_is(tmp_path):
    with opened(make(tmp_path)) as folder:
        assert folder == tmp_path / "009_gone"


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("009_gone/../../evil.sh", "leads out of the lesson's folder"),
        ("/etc/cron.d/evil", "leads out of the lesson's folder"),
        ("C:\\evil.sh", "leads out of the lesson's folder"),
        ("other/lesson.yaml", "a zip holds one folder"),
    ],
)
def test_names_that_lead_out_are_refused(tmp_path, file, why):
    assert why in told(packed(tmp_path, {"009_gone/lesson.yaml": "a", file: "x"}, "some.zip"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["some.zip"]


def test_a_link_in_a_zip_is_refused(tmp_path):
    row = zipfile.ZipInfo("009_gone/lesson.yaml")
    row.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = tmp_path / "link.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(row, "/etc/passwd")
    assert "links are not allowed" in told(path)


def test_a_bomb_is_refused(tmp_path):
    assert "bytes are too many" in told(packed(tmp_path, {"009_gone/text.en.md": "0" * 9_000_000}))


def test_a_file_that_lies_about_its_size_is_not_unpacked(tmp_path):
    path = packed(tmp_path, {"009_gone/text.en.md": "0" * (MOST_BYTES * 4)})
    data = path.read_bytes().replace((MOST_BYTES * 4).to_bytes(4, "little"), b"\x10\0\0\0")
    path.write_bytes(data)
    with pytest.raises(BadLesson), opened(path):
        pass


def test_too_many_files_are_refused(tmp_path):
    files = {f"009_gone/{number}": "" for number in range(500)}
    assert "500 files are too many" in told(packed(tmp_path, files))


def test_what_is_no_zip_is_refused(tmp_path):
    (tmp_path / "a.zip").write_text("hello")
    assert "neither a folder nor a zip" in told(tmp_path / "a.zip")
    assert "neither a folder nor a zip" in told(tmp_path / "nothing.zip")


def test_a_lesson_is_installed_whole_and_replaced_only_when_asked(tmp_path):
    folder, lessons = make(tmp_path), tmp_path / "lessons"
    assert names(install(folder, lessons)) == set(FILES)
    with pytest.raises(BadLesson, match="there is a lesson 009_gone already"):
        install(folder, lessons)
    (folder / "solution.sh").write_text("! wait 1\n")
    target = install(folder, lessons, replace=True)
    assert (target / "solution.sh").read_text() == "! wait 1\n"
    assert [path.name for path in lessons.iterdir()] == ["009_gone"]
