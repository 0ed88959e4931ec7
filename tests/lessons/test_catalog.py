"""Lesson folders: the good ones load, each wrong one is refused with its reason."""

import pytest

from lessons.catalog import LANGUAGES, BadLesson, lessons, load

YAML = """
number: 9
summary: {en: A, zh-hans: 甲}
steps:
  - id: one
    checks:
      - id: gone
        goal: objects.gone
        with: {resource: pods, name: web}
        say: {en: It is gone., zh-hans: 没了。}
"""
TEXT = "# Title\n\nIntro.\n\n## First {#one}\n\n```sh\nls\n```\n\n### hint\nLook.\n"


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "009_test"
    path.mkdir()
    write(path)
    return path


def write(path, yaml=YAML, en=TEXT, zh=TEXT):
    (path / "lesson.yaml").write_text(yaml)
    (path / "text.en.md").write_text(en)
    (path / "text.zh-hans.md").write_text(zh)


def test_every_lesson_of_the_course_loads_in_both_languages():
    found = lessons()
    numbers = [lesson.number for lesson in found]
    assert numbers == sorted(set(numbers))
    assert all(lesson.name.startswith(f"{lesson.number:03}_") for lesson in found)
    for lesson in found:
        assert set(lesson.title) == set(LANGUAGES)
        assert all(set(step.text) == set(LANGUAGES) for step in lesson.steps)


def test_a_step_has_its_words_hints_and_checks(folder):
    (step,) = load(folder).steps
    assert step.text["en"].title == "First"
    assert '<pre data-lang="sh">' in step.text["en"].html
    assert step.text["en"].hints == ("<p>Look.</p>",)
    assert step.checks[0].goal == "objects.gone"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"yaml": "a: 1\nnumber: [}\n"}, "lesson.yaml:2"),
        ({"yaml": "- a"}, "must be a mapping"),
        ({"yaml": YAML.replace("number: 9", "")}, "needs number"),
        ({"yaml": YAML.replace("objects.gone", "objects.nosuch")}, "no goal"),
        ({"yaml": YAML.replace("name: web", "nam: web")}, "lacks"),
        ({"yaml": YAML.replace("zh-hans: 没了。", "de: weg")}, "needs words"),
        ({"yaml": YAML.replace("id: one", "id: two")}, "no step"),
        ({"yaml": YAML.replace("  - id: one", "  - nope: one")}, "needs an id"),
        ({"en": "Title"}, "must begin"),
        ({"zh": TEXT.replace("ls", "pwd")}, "other code blocks"),
        ({"zh": TEXT + "\n## More {#more}\n"}, "has the steps"),
    ],
)
def test_a_wrong_lesson_is_refused(folder, change, why):
    write(folder, **change)
    with pytest.raises(BadLesson, match=why):
        load(folder)


def test_a_missing_language_is_refused(folder):
    (folder / "text.en.md").unlink()
    with pytest.raises(BadLesson, match=r"text.en.md:0: is missing"):
        load(folder)
