"""axe-core finds nothing serious on the page: both languages, wide and narrow, light and dark."""

import pytest

from tests.architecture.source import ROOT
from tests.browser.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

AXE = ROOT / "static" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """
async () => {
  const found = await axe.run(document, {resultTypes: ['violations']});
  const drawn = node => node.html.startsWith('<g class="thing');
  for (const one of found.violations) {
    if (one.id === 'label-content-name-mismatch') one.nodes = one.nodes.filter(n => !drawn(n));
  }
  return found.violations
    .filter(one => ['serious', 'critical'].includes(one.impact) && one.nodes.length > 0)
    .map(one => `${one.id}: ${one.help}: ` +
      one.nodes.slice(0, 4).map(node => node.html.slice(0, 160)).join(' | '));
}
"""


def serious(page):
    """What axe-core calls serious or critical.

    The things of the picture are let off one rule: their drawn text is abbreviated, and their name
    is a sentence instead, which begins with the kind and the name that are drawn.
    """
    if not AXE.exists():
        pytest.skip("axe-core is not installed: make front")
    page.evaluate(AXE.read_text("utf-8"))
    return page.evaluate(RUN)


def test_a_drawn_thing_is_named_by_what_it_is(open_page):
    page = open_page("en")
    Desk(page)
    names = page.evaluate(
        "[...document.querySelectorAll('svg [role=button][data-kind]')].map("
        "one => [`${one.dataset.kind} ${one.dataset.name}, `, one.getAttribute('aria-label')])"
    )
    assert len(names) >= 3
    assert all(name.startswith(begin) for begin, name in names)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_busy_page(open_page, language, theme):
    page = open_page(language)
    page.emulate_media(color_scheme=theme)
    desk = Desk(page)
    desk.type("kubectl create deployment web --image=nginx --replicas=2")
    desk.says("deployment.apps/web created")
    page.locator('[data-kind="Pod"]').first.wait_for()
    page.wait_for_timeout(4000)
    page.locator('[data-kind="Pod"]').first.click()
    page.locator(".inspector").wait_for()
    page.locator("#editor-files").click()
    page.locator(".menu-list").wait_for()
    page.wait_for_timeout(500)
    assert serious(page) == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_part_of_a_narrow_page(open_page, language):
    page = open_page(language, 390, 844)
    tabs = page.locator("nav.pane-tabs button")
    tabs.first.wait_for()
    page.wait_for_timeout(1500)
    for number in range(4):
        tabs.nth(number).click()
        page.wait_for_timeout(300)
        assert serious(page) == [], number


def test_the_list_of_lessons_and_the_list_of_things(open_page):
    page = open_page("en")
    desk = Desk(page)
    page.locator("#lesson-list").click()
    desk.click("List")
    page.wait_for_timeout(500)
    assert serious(page) == []
