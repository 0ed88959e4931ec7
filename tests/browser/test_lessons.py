"""Ten lessons taken to the end in a real browser: five in each language, by typing and clicking,
two of them with the keyboard alone; axe-core finds nothing serious on their pages."""

import django
import pytest

django.setup()

from tests.browser.learner import Hands, Keys, Learner  # noqa: E402
from tests.browser.test_accessibility import serious  # noqa: E402

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

LESSONS = [
    ("en", "003_pause_container", Hands),
    ("en", "009_phase_and_status", Hands),
    ("en", "012_resources", Hands),
    ("en", "036_broken_config", Hands),
    ("en", "015_job", Keys),
    ("zh-hans", "010_probes", Hands),
    ("zh-hans", "014_configmap_secret", Hands),
    ("zh-hans", "034_broken_port", Hands),
    ("zh-hans", "019_owners", Hands),
    ("zh-hans", "008_labels", Keys),
]


GONE = "() => document.querySelector('[data-name=shop][data-kind=Deployment]') === null"


@pytest.mark.parametrize(("language", "name", "hands"), LESSONS)
def test_a_lesson_is_taken_to_its_end(open_page, language, name, hands):
    page = open_page(language)
    learner = Learner(page, hands)
    learner.open(name)
    assert serious(page) == []
    learner.play(name)
    learner.finished()
    assert serious(page) == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_exam_is_begun_taken_and_handed_in(open_page, language):
    page = open_page(language)
    learner = Learner(page, Hands)
    learner.open("051_exam_repairs")
    assert serious(page) == []
    page.locator("#exam-begin").click()
    page.locator(".exam-time").wait_for()
    learner.desk.ready()
    assert serious(page) == []
    assert page.locator(".check.passed").count() == 0
    learner.which("051_exam_repairs")
    learner.hands.speed_up()
    learner.desk.type("kubectl create secret generic worker --from-literal=token=x")
    learner.desk.type("kubectl label node k8snode1 disk=ssd")
    wait = "kubectl rollout status deployment"
    learner.desk.type(f"{wait}/worker && {wait}/report && echo both-$((40 + 2))")
    learner.desk.says("both-42")
    page.locator("#exam-submit").click()
    page.locator("dialog.ask .primary").click()
    page.locator("#exam-again").wait_for()
    marks = page.locator(".exam.over .check")
    assert [one.get_attribute("class") for one in marks.all()] == [
        "check",
        "check passed",
        "check passed",
    ]
    assert marks.nth(0).locator(".check-missing").inner_text()
    assert serious(page) == []


@pytest.mark.parametrize("width", [390, 1440, 1920])
def test_the_map_and_the_attempts(open_page, width):
    page = open_page("zh-hans", width, 900)
    page.locator("#course-open").click()
    page.locator(".map-card.next").wait_for()
    assert serious(page) == []
    page.keyboard.press("Tab")
    page.locator(".map-card").first.focus()
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.dataset.lesson") == "051_exam_repairs"
    page.locator(".course .choice button").nth(1).click()
    page.locator(".attempt").first.wait_for()
    page.locator(".attempt summary").first.click()
    assert serious(page) == []
    page.keyboard.press("Escape")
    assert page.locator(".course").count() == 0
    assert page.evaluate("document.body.scrollWidth <= innerWidth")


def test_a_reset_leaves_the_free_cluster_alone(open_page):
    page = open_page("en")
    learner = Learner(page, Hands)
    learner.open("008_labels")
    page.locator('[data-name="shop"]').first.wait_for()
    learner.desk.type("kubectl delete deployment shop")
    page.wait_for_function(GONE)
    page.locator("#lesson-reset").click()
    page.locator("dialog.ask .primary").click()
    page.locator('[data-name="shop"]').first.wait_for()
