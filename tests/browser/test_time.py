"""Why and when in a browser: fields, what is not there, branches side by side, links."""

import os
import re
from pathlib import Path

import pytest

from tests.browser.desk import SECONDS, Desk
from tests.browser.test_accessibility import serious
from tests.patience import PATIENCE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

WORDS = {
    "en": {"why": "Why?", "gone": "Pod one", "missing": "Endpoints for Service web"},
    "zh-hans": {"why": "为什么", "gone": "Pod one", "missing": "Service web 缺少 Endpoints"},
}


def picture(page, name):
    """Keep a picture of the page, in PODLAB_PICTURES if that is set."""
    folder = os.environ.get("PODLAB_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def calm(page):
    """Nothing serious on the page."""
    assert serious(page) == []


def open_tool(page, name):
    """Go to a pane of the narrow page."""
    tabs = page.locator(".pane-tabs")
    if tabs.count():
        tabs.get_by_role("button", name=name).click()


PANES = {"en": ("Terminal", "Picture"), "zh-hans": ("终端", "实时图")}


@pytest.mark.parametrize(("language", "width"), [("en", 1440), ("zh-hans", 1440), ("en", 390)])
def test_a_field_and_what_is_gone_are_asked_why(open_page, language, width):
    page = open_page(language, width)
    terminal, live = PANES[language]
    open_tool(page, terminal)
    desk = Desk(page)
    desk.type("kubectl run one --image=nginx; kubectl create service clusterip web --tcp=80")
    desk.says("service/web created")
    open_tool(page, live)
    page.locator('[data-kind="Pod"][data-name="one"]').first.click()
    field = page.locator('[data-pointer="/spec/containers/0/image"]')
    field.wait_for()
    first = page.locator("[data-pointer]").first
    first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.pointer") == "/kind"
    picture(page, f"yaml-{language}-{width}")
    field.focus()
    page.keyboard.press("Enter")
    page.locator('.why [data-code="field"]').wait_for()
    codes = page.locator(".why li").evaluate_all("rows => rows.map(row => row.dataset.code)")
    assert codes[:2] == ["field", "field-owned"]
    assert codes[-1] in ("command", "typed")
    calm(page)
    picture(page, f"field-{language}-{width}")
    page.keyboard.press("Escape")
    assert page.locator(".inspector").count() == 0
    open_tool(page, terminal)
    desk.type("kubectl delete pod one --now")
    desk.says('pod "one" deleted')
    open_tool(page, live)
    rows = page.locator("#picture-absent")
    rows.wait_for()
    page.wait_for_timeout(2_500)
    rows.click()
    words = WORDS[language]
    dialog = page.locator("dialog.absences")
    dialog.get_by_role("button", name=words["missing"]).wait_for()
    calm(page)
    picture(page, f"absent-{language}-{width}")
    dialog.get_by_role("button", name=words["gone"]).click()
    page.locator('.why [data-code="gone"]').wait_for()
    page.wait_for_timeout(400)  # the drawer slides in
    assert page.evaluate("document.activeElement.className") == "inspector-body"
    assert page.evaluate("document.documentElement.scrollTop") == 0
    assert "kubectl delete pod one --now" in page.locator(".why").inner_text()
    picture(page, f"gone-{language}-{width}")


@pytest.mark.parametrize(("language", "width"), [("en", 1440), ("zh-hans", 1440), ("zh-hans", 390)])
def test_branches_side_by_side_and_a_link_to_a_moment(open_page, browser, language, width):
    page = open_page(language, width)
    open_tool(page, PANES[language][0])
    desk = Desk(page)
    desk.type("kubectl run one --image=nginx")
    desk.says("pod/one created")
    page.wait_for_timeout(3_000)
    go_back_before(page, "kubectl run one")
    page.locator("#clock-pause").click()
    open_tool(page, PANES[language][0])
    desk.type("kubectl run other --image=nginx")
    desk.says("pod/other created")

    page.locator("#clock-back").click()
    box = page.locator("dialog.time-travel")
    box.wait_for()
    page.locator("#time-branch").select_option(index=1)
    page.locator("#branch-title").fill("first try")
    page.locator("#branch-rename").click()
    page.locator("#time-branch option", has_text="first try").wait_for(state="attached")
    slider = page.locator("#time-slider")
    whole = slider.get_attribute("min")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("+")
    assert slider.get_attribute("min") != whole or int(slider.get_attribute("max")) > 0
    page.keyboard.press("0")
    assert slider.get_attribute("min") == whole
    calm(page)
    picture(page, f"branches-{language}-{width}")
    page.locator("#time-share").click()
    link = page.locator("#time-link")
    link.wait_for()
    address = link.input_value()
    assert re.search(r"/moment/[\w-]{20,}:[\w-]{20,}$", address)
    picture(page, f"link-{language}-{width}")
    page.locator("#time-compare").click()
    page.locator("#compare-go").click()
    table = page.locator(".compare-objects")
    table.wait_for()
    names = [one.strip() for one in table.locator("tbody > tr:first-child th").all_inner_texts()]
    assert {"Pod one", "Pod other"} <= set(names)
    calm(page)
    picture(page, f"compare-{language}-{width}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    visit(browser, address, language, width)


def visit(browser, address, language, width):
    """Another person opens the link: a copy of their own."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        locale="en-US" if language == "en" else "zh-CN",
    )
    context.set_default_timeout(PATIENCE * SECONDS)
    other = context.new_page()
    other.goto(address)
    calm(other)
    picture(other, f"moment-{language}-{width}")
    other.locator("#open-copy").click()
    other.wait_for_selector('#link-state[data-state="open"]')
    open_tool(other, PANES[language][1])
    other.locator('[data-kind="Pod"][data-name="one"]').first.wait_for(state="attached")
    assert other.locator('[data-kind="Pod"][data-name="other"]').count() == 0
    picture(other, f"copy-{language}-{width}")
    context.close()


def go_back_before(page, words):
    """Go to the moment before a command that was typed."""
    page.locator("#clock-back").click()
    page.locator(".time-commands button", has_text=words).last.click()
    page.locator("#time-go").click()
    page.locator("dialog.time-travel").wait_for(state="detached")
    page.locator(".clock.paused").wait_for()
