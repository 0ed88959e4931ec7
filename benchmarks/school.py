"""A scripted class: an instructor with an account, learners who join by the code, a dashboard.

Everything goes through the real pages and sockets.  Not here: what is measured.
"""

import asyncio
import http.cookiejar
import re
import secrets
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any

from benchmarks.visitor import Visitor

PASSWORD = "Ein-langes-Wort-77"
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_CODE = re.compile(r"/join/([A-Z0-9]{6})")
_ROOM = re.compile(r"/class/([0-9a-f-]{36})/")


class Browser:
    """Pages and forms with a cookie jar; no scripts."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._jar = http.cookiejar.CookieJar()
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar)).open

    @property
    def cookie(self) -> str:
        """The cookies as a header's value."""
        return "; ".join(f"{one.name}={one.value}" for one in self._jar)

    def get(self, path: str) -> tuple[str, str]:
        """(address, text) of a page, after any redirects."""
        with self._open(self._url + path) as page:
            return page.url, page.read().decode()

    def post(self, path: str, **fields: str) -> tuple[str, str]:
        """Fetch a form and send it."""
        token = _TOKEN.search(self.get(path)[1])
        assert token is not None, f"{path} has no form"
        body = {"csrfmiddlewaretoken": token.group(1), **fields}
        request = urllib.request.Request(
            self._url + path,
            urllib.parse.urlencode(body).encode(),
            {"Referer": self._url + path},
        )
        with self._open(request) as page:
            return page.url, page.read().decode()


@dataclass
class School:
    """A class that was opened: its instructor's browser, its id and code."""

    url: str
    instructor: Browser
    room: str
    code: str


def open_class(url: str) -> School:
    """Sign an instructor up and open a class."""
    browser = Browser(url)
    name = f"teacher-{secrets.token_hex(4)}"
    browser.post("/account/sign-up", username=name, password1=PASSWORD, password2=PASSWORD)
    address, text = browser.post("/classes", class_name="Benchmark", own_name="Teacher")
    room, code = _ROOM.search(address), _CODE.search(text)
    assert room is not None
    assert code is not None
    return School(url, browser, room.group(1), code.group(1))


async def join(school: School, name: str, lesson: str) -> Visitor:
    """A learner joins by the code, opens the page and a lesson."""
    browser = Browser(school.url)
    await asyncio.to_thread(browser.post, f"/join/{school.code}", name=name)
    visitor = Visitor(school.url, browser.cookie)
    await visitor.visit()
    await visitor.open_lesson(lesson)
    return visitor


class Dashboard(Visitor):
    """The instructor's socket: rows by the learner's name."""

    def __init__(self, school: School) -> None:
        super().__init__(school.url, school.instructor.cookie, f"/ws/class/{school.room}/")
        self.rows: dict[str, dict[str, Any]] = {}
        self.changes = 0

    async def visit(self) -> None:
        """Open the socket, wait for the grid."""
        await self.connect()
        await self.until(lambda message: message["t"] == "grid")

    def note(self, message: dict[str, Any]) -> None:
        """Rows and their changes."""
        super().note(message)
        if message["t"] == "grid":
            self.rows = {row["name"]: row for row in message["rows"]}
        elif message["t"] == "grid.change":
            self.changes += 1
            self.rows.update({row["name"]: row for row in message["delta"]["set"]})
