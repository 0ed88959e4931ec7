"""A real browser and a real server for the page's tests.

Skipped, with a clear message, where the machine has no Chromium.
"""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from benchmarks.server import Server
from tests.browser.desk import SECONDS
from tests.patience import PATIENCE

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOCALES = {"zh-hans": "zh-CN", "en": "en-US"}


def violations(text):
    """A line of the console, if the page broke its own security policy."""
    return [text] if "Content Security Policy" in text else []


@pytest.fixture(scope="module")
def browser():
    """A browser for one module's tests.  Playwright runs an event loop of its own in this thread as
    long as it lives, so it must be gone before other rooms' asynchronous tests begin."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server():
    """This checkout's server, or the installed bundle's in the folder PODLAB_INSTALLED."""
    installed = os.environ.get("PODLAB_INSTALLED")
    with Server(Path(installed) if installed else None) as server:
        yield server


@pytest.fixture
def open_page(browser, server):
    """``open_page(language, width, height)``: a learner's page; its errors fail the test."""
    contexts = []
    problems = []

    def open_one(language="en", width=1440, height=900):
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale=LOCALES[language]
        )
        context.set_default_timeout(PATIENCE * SECONDS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.extend(violations(line.text)))
        page.goto(server.url)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not problems


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A failed test leaves a picture of its page, in PODLAB_PICTURES if that is set."""
    outcome = yield
    folder = os.environ.get("PODLAB_PICTURES")
    desk = item.funcargs.get("desk")
    if folder and desk is not None and call.when == "call" and outcome.get_result().failed:
        desk.page.screenshot(path=os.path.join(folder, f"{item.name}.png"))
