"""An author's preview: the page hears of every change of the folder, and of what is wrong."""

import asyncio

import pytest
from django.conf import settings

from lessons import catalog
from lessons.authoring import preview
from lessons.authoring.preview import PreviewExtension, fingerprint, same_scene
from tests.lessons.folders import make, replaced
from tests.patience import PATIENCE


class Desk:
    """A page that keeps what it is told."""

    learner, language, purpose = "me", "en", "009_gone"

    def __init__(self):
        self.sent = asyncio.Queue()
        self.shown = []

    def send(self, message):
        self.sent.put_nowait(message)

    async def show(self, purpose, *, fresh=False):
        self.shown.append((purpose, fresh))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    made = make(tmp_path)
    monkeypatch.setattr(preview, "LOOK_SECONDS", 0.02)
    before, settings.PODLAB_PREVIEW = settings.PODLAB_PREVIEW, str(made)
    catalog.forget()
    yield made
    settings.PODLAB_PREVIEW = before
    catalog.forget()


@pytest.fixture
async def desk(folder):
    page, extension = Desk(), PreviewExtension()
    await extension.opened(page, None)
    await heard(page, proved=True)
    yield page
    extension.closed()


async def heard(page, **wanted):
    """The first message that is as wanted."""
    while True:
        message = await asyncio.wait_for(page.sent.get(), PATIENCE)
        if all(message[name] == value for name, value in wanted.items()):
            return message


async def test_a_right_folder_is_proved(folder, desk):
    assert desk.shown == []


async def test_a_change_of_the_text_is_shown_at_once(folder, desk):
    replaced(folder, "text.en.md", "Make a Pod", "Create a Pod")
    assert (await heard(desk, proved=True))["mistakes"] == []
    assert desk.shown == [("009_gone", False)]
    assert "Create a Pod" in catalog.lesson("009_gone").steps[0].text["en"].html


async def test_another_start_state_needs_a_fresh_cluster(folder, desk):
    (folder / "start.sh").write_text("kubectl create namespace shop\n")
    await heard(desk, proved=True)
    assert desk.shown == [("009_gone", True)]


async def test_mistakes_are_told_with_their_line_and_go_away_again(folder, desk):
    replaced(folder, "lesson.yaml", "number: 9", "number: 8")
    (mistake,) = (await heard(desk, proved=False))["mistakes"]
    assert mistake.startswith("009_gone/lesson.yaml:1: the number is 8")
    assert desk.shown == []
    replaced(folder, "lesson.yaml", "number: 8", "number: 9")
    assert (await heard(desk, proved=True))["mistakes"] == []


async def test_what_only_playing_shows_is_told_too(folder, desk):
    replaced(folder, "solution.sh", "! text one", "ls")
    assert "the solution does not pass one/gone" in (await heard(desk, proved=True))["mistakes"][0]


def test_fingerprints_see_every_file(tmp_path):
    folder = make(tmp_path)
    before = fingerprint(folder)
    (folder / "wrong" / "keep-it.sh").write_text("# check: one/gone x\n")
    assert fingerprint(folder) != before
    assert fingerprint(tmp_path / "nothing") == ()


def test_a_lesson_that_was_not_there_begins_with_another_cluster():
    assert not same_scene(None, catalog.lessons()[0])
    assert same_scene(catalog.lessons()[0], catalog.lessons()[0])
