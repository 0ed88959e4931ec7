"""The page's own behaviour: returning, clock, editor, narrow screens, keys, languages."""

import re

import pytest

from benchmarks.server import Server
from tests.browser.conftest import LOCALES
from tests.browser.desk import Desk
from tests.patience import PATIENCE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

POD = """apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - {name: c, image: nginx}
"""
SECONDS = 1000


@pytest.fixture
def desk(open_page):
    return Desk(open_page("en"))


def write(desk, path, text):
    """A file by the terminal, as the machine has it."""
    desk.type(f"printf '%s' '{text}' > {path}; echo wrote-$((40 + 2))")
    desk.says("wrote-42")


def open_file(desk, name):
    desk.page.locator("#editor-files").click()
    desk.page.locator(".menu-list li").get_by_text(name, exact=False).first.click()
    desk.page.locator(".cm-content").wait_for()


def edit(desk, text):
    """Put a text into the editor in place of what is there."""
    desk.page.locator(".cm-content").click()
    desk.page.keyboard.press("Control+A")
    desk.page.keyboard.press("Delete")
    desk.page.keyboard.insert_text(text)


def wait_list(desk, text, seconds=PATIENCE):
    """Wait until the picture tells of something (its things say what they are)."""
    desk.page.wait_for_function(
        "text => [...document.querySelectorAll('[data-kind]')]"
        ".some(one => (one.getAttribute('aria-label') || one.textContent).includes(text))",
        arg=text,
        timeout=seconds * SECONDS,
    )


def everything_is_back(desk):
    desk.says("marker-4711")
    desk.passed("pull", "images")
    wait_list(desk, "web")
    desk.type("cat note.txt")
    desk.says("remembered")
    desk.page.keyboard.press("ArrowUp")
    desk.page.keyboard.press("ArrowUp")
    desk.says("echo marker-$((4700 + 11))")


def make_a_mark(desk):
    desk.type("ssh k8snode1 docker pull tomcat; ssh k8snode2 docker pull tomcat")
    desk.passed("pull", "images", 120)
    desk.type("echo remembered > note.txt; kubectl run web --image=nginx")
    desk.says("pod/web created")
    desk.type("echo marker-$((4700 + 11))")
    desk.says("marker-4711")
    desk.page.wait_for_timeout(1500)


def test_a_reload_brings_everything_back(desk):
    make_a_mark(desk)
    desk.page.reload()
    desk.ready()
    everything_is_back(desk)


def test_a_killed_server_brings_everything_back(browser):
    with Server() as server:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale=LOCALES["en"])
        context.set_default_timeout(PATIENCE * SECONDS)
        page = context.new_page()
        page.goto(server.url)
        desk = Desk(page)
        make_a_mark(desk)
        server.stop()
        page.wait_for_selector('#link-state[data-state="lost"]')
        server.start()
        page.wait_for_selector('#link-state[data-state="open"]')
        everything_is_back(desk)
        context.close()


def test_the_language_changes_and_all_else_stays(desk):
    desk.type("echo mark-$((40 + 2))")
    desk.says("mark-42")
    page = desk.page
    desk.click("中文")
    page.get_by_role("heading", name="一个独立的 Pod").first.wait_for()
    assert page.locator("html").get_attribute("lang").lower().startswith("zh")
    assert "mark-42" in desk.screen()
    desk.type("echo still-$((40 + 2))")
    desk.says("still-42")
    page.reload()
    desk.ready()
    page.get_by_role("heading", name="一个独立的 Pod").first.wait_for()
    desk.click("English")
    page.get_by_role("heading", name="A bare Pod").first.wait_for()


def face(desk):
    return desk.page.locator(".clock-face").inner_text()


def test_the_clock_stands_steps_and_runs_faster(desk):
    page = desk.page
    desk.click("Pause time")
    page.locator(".clock.paused").wait_for()
    page.wait_for_timeout(300)
    stood = face(desk)
    page.wait_for_timeout(1500)
    assert face(desk) == stood
    desk.click("Step to the next event")
    page.wait_for_function("old => document.querySelector('.clock-face').textContent !== old",
                           arg=stood)  # fmt: skip
    page.locator("#clock-speed").select_option("20")
    desk.click("Let time run")
    seconds = seconds_of(face(desk))
    while (seconds_of(face(desk)) - seconds) % 86_400 < 20:
        page.wait_for_timeout(100)
    page.reload()
    desk.ready()
    assert page.locator("#clock-speed").input_value() == "20"


def seconds_of(text):
    hours, minutes, seconds = (int(part) for part in re.findall(r"\d+", text)[:3])
    return hours * 3600 + minutes * 60 + seconds


def test_a_paused_cluster_still_takes_keys(desk):
    desk.click("Pause time")
    desk.page.locator(".clock.paused").wait_for()
    desk.page.locator(".xterm-helper-textarea").first.focus()
    desk.page.keyboard.type("echo typed")
    desk.says("echo typed")


def test_the_editor_shows_the_servers_words_at_their_place(desk):
    write(desk, "pod.yaml", POD)
    open_file(desk, "pod.yaml")
    edit(desk, POD.replace("image: nginx", "imagee: nginx"))
    desk.page.locator(".problem-line.bad").wait_for()
    words = desk.page.locator(".problem-line.bad").inner_text()
    assert 'unknown field "spec.containers[0].imagee"' in words
    assert desk.page.locator(".cm-lintRange-error, .cm-lint-marker-error").count() >= 1
    edit(desk, POD)
    desk.page.locator(".problem-line.ok").wait_for()
    desk.page.locator("#editor-apply").click()
    desk.page.get_by_text("pod/web created").first.wait_for()
    wait_list(desk, "web")
    desk.page.locator("#editor-diff").click()
    desk.page.get_by_text("No differences").first.wait_for()


def test_a_file_that_both_have_changed_is_a_conflict(desk):
    page = desk.page
    write(desk, "pod.yaml", POD)
    open_file(desk, "pod.yaml")
    edit(desk, "# mine\n" + POD)
    write(desk, "pod.yaml", "# theirs")
    page.get_by_text("This file was changed in the terminal.").wait_for()
    desk.click("Load theirs")
    page.wait_for_function(
        "() => document.querySelector('.cm-content').textContent.includes('theirs')"
    )
    edit(desk, "# mine again")
    write(desk, "pod.yaml", "# theirs again")
    desk.click("Keep mine")
    page.locator("#editor-save").click()
    desk.type("clear; until grep -q mine pod.yaml; do sleep 1; done; cat pod.yaml")
    desk.says("# mine again")


def test_a_file_that_only_the_terminal_changed_is_simply_shown(desk):
    write(desk, "pod.yaml", POD)
    open_file(desk, "pod.yaml")
    write(desk, "pod.yaml", "# written in the terminal")
    desk.page.wait_for_function(
        "() => document.querySelector('.cm-content').textContent.includes('written in the')"
    )


def test_the_inspector_shows_yaml_events_and_life(desk):
    page = desk.page
    desk.type("kubectl run web --image=nginx")
    desk.says("pod/web created")
    wait_list(desk, "web")
    page.locator('[data-kind="Pod"][data-name="web"]').first.click()
    drawer = page.locator(".inspector")
    drawer.get_by_text("image: nginx").first.wait_for()
    drawer.get_by_role("tab", name="Events").click()
    drawer.get_by_text("Successfully assigned default/web to").first.wait_for()
    drawer.get_by_role("tab", name="Timeline").click()
    drawer.get_by_text("kubectl").first.wait_for()
    page.keyboard.press("Escape")
    drawer.wait_for(state="detached")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_narrow_screen_shows_one_part_at_a_time(open_page, language):
    page = open_page(language, 390, 844)
    tabs = page.locator("nav.pane-tabs button")
    tabs.first.wait_for()
    for number, part in enumerate(("#lesson", "#picture", "#terminal", "#editor")):
        tabs.nth(number).click()
        assert tabs.nth(number).get_attribute("aria-current") == "page"
        visible = [one for one in ("#lesson", "#picture", "#terminal", "#editor")
                   if page.locator(one).is_visible()]  # fmt: skip
        assert visible == [part]
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{part} is wider than the screen by {wide}"
    tabs.nth(2).click()
    desk = Desk(page)
    desk.type("echo narrow-$((40 + 2))")
    desk.says("narrow-42")


def test_f6_leaves_the_terminal_and_the_editor(desk):
    page = desk.page
    write(desk, "pod.yaml", POD)
    open_file(desk, "pod.yaml")
    page.locator(".xterm-helper-textarea").first.focus()
    places = []
    for _ in range(6):
        page.keyboard.press("F6")
        place = (
            "() => document.activeElement.closest('section')?.id || document.activeElement.tagName"
        )
        places.append(page.evaluate(place))
    assert "editor" in places
    assert "terminal" in places
    assert "lesson" in places
    assert "picture" in places
    page.locator(".xterm-helper-textarea").first.focus()
    page.keyboard.press("Shift+F6")
    assert page.evaluate("!document.activeElement.closest('#terminal')")


def test_a_reset_lesson_begins_from_its_start(desk):
    make_a_mark(desk)
    desk.click("Reset lesson")
    desk.click("Start again")
    desk.page.wait_for_function(
        "() => !document.querySelector('.check.passed') && "
        '!document.querySelector(\'[data-kind="Pod"][data-name="web"]\')'
    )
    desk.ready()
    desk.type("ls note.txt; kubectl get pods")
    desk.says("No such file or directory")
    desk.says("No resources found in default namespace.")


def test_more_terminals_are_shells_of_their_own(desk):
    page = desk.page
    desk.type("cd /tmp; echo first-$((40 + 2))")
    desk.says("first-42")
    desk.click("New terminal")
    page.get_by_role("tab", name="Terminal 2").wait_for()
    view = page.locator(".terminal-view:not([hidden])")
    view.locator(".xterm-rows").get_by_text("]#").first.wait_for()
    page.keyboard.type("pwd")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => document.querySelector('.terminal-view:not([hidden]) .xterm-rows')"
        ".textContent.includes('/root')"
    )
    page.get_by_role("tab", name="Terminal 1").click()
    assert "first-42" in desk.screen()
