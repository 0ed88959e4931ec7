"""A class in real browsers: an instructor and five learners, each with a browser of their own, from
the join code to the exported results, in both languages; axe-core finds nothing serious on any page
or dialog on the way."""

import csv
import io
import os

import pytest

from tests.browser.conftest import LOCALES, violations
from tests.browser.desk import SECONDS
from tests.browser.school import Pupil, Teacher
from tests.browser.test_accessibility import serious
from tests.patience import PATIENCE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

NAMES = ["Ada", "Grace", "李雷", "韩梅梅", "Tom"]
BROKEN = "kubectl run broken --image=no-such-image-at-all:1"


@pytest.fixture
def people(browser, server):
    """``people(kind, language)``: somebody with a browser of their own; pages that break fail."""
    contexts, problems = [], []

    def make(kind, language):
        context = browser.new_context(
            viewport={"width": 1280, "height": 800}, locale=LOCALES[language], accept_downloads=True
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE * SECONDS)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.extend(violations(line.text)))
        return kind(page, language)

    yield make
    for number, context in enumerate(contexts):
        keep_picture(context, f"class-{number}")
        context.close()
    assert not problems


def keep_picture(context, name):
    """What a page shows at the end, in the folder PODLAB_PICTURES if that is set."""
    folder = os.environ.get("PODLAB_PICTURES")
    for number, page in enumerate(context.pages if folder else []):
        page.screenshot(path=os.path.join(folder, f"{name}-{number}.png"))


def clean(*persons):
    """axe-core finds nothing serious on what these people see."""
    for person in persons:
        assert serious(getattr(person, "page", person)) == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_class(people, server, language):
    teacher = people(Teacher, language)
    teacher.open_class(server.url, f"lin-{language}", "Pods 101")
    teacher.set_stuck_at_once()
    teacher.to_dashboard(server.url)
    clean(teacher)
    # The first three have the class's language, the others the other one.
    other = {"en": "zh-hans", "zh-hans": "en"}[language]
    pupils = [people(Pupil, language if number < 3 else other) for number in range(5)]
    for pupil, name in zip(pupils, NAMES):
        pupil.join(server.url, teacher.code, name)
        teacher.sees(f"{teacher.row(name)}.state-working")
    teacher.sees('[data-filter="present"] b', "5")
    hands_out_a_timed_exercise(teacher, pupils)
    shows_who_is_stuck(teacher, pupils[1])
    shows_a_hand(teacher, pupils[2])
    looks_on(teacher, pupils[0])
    helps_in_a_copy(teacher, pupils[1])
    breaks_something_for_all(teacher, pupils)
    holds_the_clocks(teacher, pupils)
    collects(teacher, pupils)
    exports(teacher)


def test_an_exam_of_a_class(people, server):
    teacher, pupil = people(Teacher, "zh-hans"), people(Pupil, "en")
    teacher.open_class(server.url, "lin-exam", "Pods 101")
    teacher.to_dashboard(server.url)
    pupil.join(server.url, teacher.code, "Ada")
    page = teacher.page
    page.click("#hand-out")
    sheet = page.locator("dialog[open]")
    sheet.locator("select").first.select_option("050_exam_workloads")
    sheet.locator('input[type="number"]').fill("5")
    clean(teacher)
    teacher.press("hand-out", "dialog[open]")
    pupil.press("open", ".exercise-line")
    pupil.page.click("#exam-begin")
    # The exam's own bell would ring after twenty minutes, the class's rings after five.
    pupil.sees(".exam-time", "4:")
    pupil.desk.ready()
    clean(pupil)
    teacher.press("collect", ".exercise")
    teacher.press("collect", "dialog[open]")
    pupil.sees(".exam.over")
    clean(pupil)
    page.click("#results")
    teacher.sees("dialog[open] .plain-table th", "Ada")
    page.keyboard.press("Escape")
    rows = exported(teacher)
    assert [(row["name"], row["kind"], row["points"]) for row in rows] == [("Ada", "exam", "0")]
    assert float(rows[0]["possible"]) > 0


def hands_out_a_timed_exercise(teacher, pupils):
    """Minutes are set; everybody sees the time that is left, and opens the lesson by its button."""
    page = teacher.page
    page.click("#hand-out")
    sheet = page.locator("dialog[open]")
    sheet.locator("select").first.select_option("002_a_deployment")
    sheet.locator('input[type="number"]').fill("30")
    clean(teacher)
    teacher.press("hand-out", "dialog[open]")
    teacher.sees(".exercise time", "29:")
    for pupil in pupils:
        pupil.sees(".exercise-line time", "29:")
        pupil.press("open", ".exercise-line")
    for pupil in pupils:
        pupil.sees("h2.lesson-title", "Deployment")
        pupil.desk.ready()
    clean(pupils[0], pupils[4])


def shows_who_is_stuck(teacher, pupil):
    """What the learner sees in trouble, the instructor sees as well."""
    pupil.desk.type(BROKEN)
    pupil.page.wait_for_function(
        "() => [...document.querySelectorAll('.pod-status')]"
        ".some(one => /ImagePull/.test(one.textContent))",
        polling=50,
    )
    teacher.sees(f"{teacher.row('Grace')}.state-stuck .state-word", teacher.words["stuck"])
    teacher.sees('[data-filter="stuck"] b', "1")
    teacher.page.click('[data-filter="stuck"]')
    assert teacher.page.locator(".heat .name").all_inner_texts() == ["Grace"]
    teacher.page.click('[data-filter="everybody"]')


def shows_a_hand(teacher, pupil):
    """A hand goes up, and is lowered by who helps."""
    pupil.page.click("[data-hand]")
    teacher.sees(f"{teacher.row('李雷')} .hand")
    teacher.choose("李雷")
    clean(teacher)
    teacher.page.fill(".hint-form textarea", "kubectl describe <b>pod</b>")
    teacher.press("hint", ".hint-form")
    pupil.sees(".class-line.proposal .said", "kubectl describe <b>pod</b>")
    pupil.press("got-it", ".class-line.proposal")
    teacher.press("lower", "aside.member")
    pupil.sees('[data-hand][aria-pressed="false"]')
    teacher.sees_no(f"{teacher.row('李雷')} .hand")


def looks_on(teacher, pupil):
    """Asked, allowed, live and read-only, ended by the learner."""
    teacher.choose("Ada")
    teacher.press("look", "aside.member")
    pupil.sees(".class-line.asked", "Ms Lin")
    clean(pupil)
    pupil.press("allow", ".class-line.asked")
    view = teacher.opens("open-look")
    view.wait_for_selector('#link-state[data-state="open"]')
    view.wait_for_selector("#guest:has-text('Ada')")
    pupil.sees(".class-line.watched", "Ms Lin")
    pupil.desk.type("echo follow-$((40+2))")
    says(view, "follow-42")
    view.locator(".xterm-helper-textarea").first.focus()
    view.keyboard.type("echo intruder\n")
    view.wait_for_timeout(300)
    assert "intruder" not in pupil.desk.screen()
    assert view.locator("#clock-pause").is_disabled()
    assert view.locator("#editor-new, #lesson, .class-menu").count() == 0
    clean(view)
    pupil.press("stop", ".class-line.watched")
    view.wait_for_selector("#guest.asked")
    pupil.sees_no(".class-line.watched")
    view.close()


def helps_in_a_copy(teacher, pupil):
    """What was done in the copy is proposed, accepted, and happens in the learner's cluster."""
    teacher.choose("Grace")
    teacher.press("copy", "aside.member")
    pupil.press("allow", ".class-line.asked")
    copy = teacher.opens("open-copy")
    copy.wait_for_selector('#link-state[data-state="open"]')
    copy.wait_for_selector("#guest:has-text('Grace')")
    says(copy, "]#")
    copy.locator(".xterm-helper-textarea").first.focus()
    copy.keyboard.type("kubectl set image pod/broken broken=nginx:1.27\n")
    says(copy, "image updated")
    clean(copy)
    assert "image updated" not in pupil.desk.screen()
    teacher.press("send-back", "aside.member")
    teacher.sees(".proposal-lines code", "kubectl set image")
    clean(teacher)
    teacher.press("propose", "dialog[open]")
    pupil.sees(".class-line.proposal .class-steps", "kubectl set image")
    clean(pupil)
    pupil.press("accept", ".class-line.proposal")
    teacher.sees(f"{teacher.row('Grace')}.state-working")
    copy.close()


def breaks_something_for_all(teacher, pupils):
    """A fault reaches every cluster, and is told."""
    teacher.page.click("#tell-fault")
    teacher.page.get_by_role("button", name="cut-network NODE").click()
    teacher.page.keyboard.type("k8snode2")
    clean(teacher)
    teacher.press("send", "dialog[open]")
    teacher.sees(".toast", "5")
    for pupil in pupils:
        pupil.sees(".toast", "cut-network k8snode2")


def holds_the_clocks(teacher, pupils):
    """Paused for all; nobody runs their own; given back."""
    teacher.press("pause", "#holds")
    for pupil in pupils:
        pupil.sees(".class-line.hold", pupil.words["paused"])
        assert pupil.page.locator("#clock-pause").is_disabled()
        assert pupil.page.locator("#clock-speed").is_disabled()
    clean(teacher, pupils[0])
    teacher.press("release", "#holds")
    for pupil in pupils:
        pupil.sees_no(".class-line.hold")
        assert pupil.page.locator("#clock-pause").is_enabled()


def collects(teacher, pupils):
    """What counts is what is there; the exercise is gone from everybody's page."""
    pupils[0].desk.type("kubectl create deployment web --image=nginx")
    teacher.press("collect", ".exercise")
    clean(teacher)
    teacher.press("collect", "dialog[open]")
    teacher.sees_no(".exercise[data-exercise]")
    for pupil in pupils:
        pupil.sees_no(".exercise-line")
    teacher.page.click("#results")
    teacher.sees("dialog[open] .plain-table th", "Ada")
    clean(teacher)
    teacher.page.keyboard.press("Escape")


def exports(teacher):
    """The results as a spreadsheet: one row a learner, with the names as they were typed."""
    rows = exported(teacher)
    assert sorted(row["name"] for row in rows) == sorted(NAMES)
    assert {row["lesson"] for row in rows} == {"002_a_deployment"}
    assert all(float(row["possible"]) > 0 and row["collected"] for row in rows), rows
    assert all(0 <= float(row["points"]) <= float(row["possible"]) for row in rows)


def exported(teacher):
    """The rows of the CSV file, as a browser gets it."""
    with teacher.page.expect_download() as download:
        teacher.page.click('a[href$="gradebook.csv"]')
    text = download.value.path().read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def says(page, text):
    """Wait until a page's terminal shows a text."""
    page.wait_for_function(
        "text => document.querySelector('.xterm-rows')?.textContent.includes(text)", arg=text
    )
