"""The pages of accounts and classes, and the dashboard: axe-core finds nothing serious in either
language, narrow and dark too; nothing is wider than its window; the language is on every page."""

import pytest

from tests.browser.conftest import LOCALES
from tests.browser.desk import SECONDS
from tests.browser.school import Teacher
from tests.browser.test_accessibility import serious
from tests.patience import PATIENCE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

ACCOUNT = ["classes", "join", "account", "account/password", "account/delete"]
CLASS = ["settings", "members", "roster", "exercises"]
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def open_teacher(browser):
    """``open_teacher(language, width, scheme)``: an instructor's browser."""
    contexts = []

    def make(language, width, scheme):
        context = browser.new_context(
            viewport={"width": width, "height": 844},
            locale=LOCALES[language],
            color_scheme=scheme,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE * SECONDS)
        return Teacher(context.new_page(), language)

    yield make
    for context in contexts:
        context.close()


def sound(page):
    """Nothing serious, nothing cut off."""
    assert serious(page) == [], page.url
    assert not page.evaluate(WIDER), page.url


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [
        ("en", 390, "light"),
        ("zh-hans", 390, "dark"),
        ("zh-hans", 768, "light"),
        ("en", 1920, "dark"),
    ],
)
def test_pages_of_accounts_and_classes(open_teacher, server, language, width, scheme):
    teacher = open_teacher(language, width, scheme)
    page, url = teacher.page, server.url
    for path in ("account/sign-in", "account/sign-up"):
        page.goto(f"{url}/{path}")
        sound(page)
    teacher.open_class(url, f"teacher-{language}-{width}", "Pods 101")
    for path in [*ACCOUNT, *(f"class/{teacher.room}/{one}" for one in CLASS)]:
        page.goto(f"{url}/{path}")
        sound(page)
    teacher.to_dashboard(url)
    sound(page)


def test_mistakes_are_said_where_they_are(open_teacher, server):
    teacher = open_teacher("en", 1280, "light")
    page, url = teacher.page, server.url
    page.goto(f"{url}/join")
    page.fill("#id_code", "QQQQQQ")
    page.locator("main button.primary").click()
    assert page.locator(".errorlist").is_visible()
    sound(page)
    teacher.open_class(url, "mistaken", "Pods 101")
    page.goto(f"{url}/class/{teacher.room}/roster")
    page.fill("#id_text", "name,email\nAda,not an address\n,grace@example.org\n")
    page.locator("main button.primary").click()
    said = page.locator(".problem").inner_text()
    assert "Line 2" in said
    assert "Line 3" in said
    sound(page)


def test_the_theme_is_the_one_that_was_chosen_at_work(open_teacher, server):
    page = open_teacher("en", 1280, "light").page
    page.goto(server.url)
    page.get_by_role("button", name="Dark", exact=True).click()
    page.goto(f"{server.url}/classes")
    page.wait_for_selector('html[data-theme="dark"]')
    sound(page)


def test_the_language_changes_where_one_is(open_teacher, server):
    teacher = open_teacher("en", 1280, "light")
    page = teacher.page
    page.goto(f"{server.url}/account/sign-up?next=/classes")
    page.get_by_role("button", name="中文").click()
    page.locator("h1", has_text="注册").wait_for()
    assert page.url.endswith("/account/sign-up?next=/classes")
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    page.get_by_role("button", name="English").click()
    page.locator("h1", has_text="Sign up").wait_for()
    page.goto(f"{server.url}/classes")
    current = page.locator("nav [aria-current=page]")
    assert current.all_inner_texts() == ["Classes"]
