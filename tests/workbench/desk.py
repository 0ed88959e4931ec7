"""A workbench in one process: real database and clusters, sockets in a test's hand."""

import asyncio
import json

from channels.routing import URLRouter
from channels.sessions import CookieMiddleware
from channels.testing import WebsocketCommunicator
from django.core import signing

from podlab.engine.spec import default_spec
from podlab.hosting.registry import Registry
from podlab.workbench.consumers.page import PageConsumer
from podlab.workbench.durable import DatabaseJournal
from podlab.workbench.hosted import Host
from podlab.workbench.learners import COOKIE, SALT
from tests.patience import PATIENCE

SHOWN = ("terminal.screen", "terminal.output")
PURPOSES = {name: default_spec() for name in ("", "first", "second")}


def cookie_of(learner):
    """The cookie that a learner's browser sends."""
    return f"{COOKIE}={signing.dumps(str(learner), salt=SALT)}"


class Tab:
    """One page: says and hears messages."""

    def __init__(self, application, cookie, query=""):
        headers = [(b"cookie", cookie.encode())] if cookie else []
        self.socket = WebsocketCommunicator(application, f"/ws/cluster/{query}", headers)
        self.heard = []
        self.last = 0

    async def open(self):
        connected, _ = await self.socket.connect()
        assert connected
        return self

    async def hello(self, stream="", seen=0, lang="en"):
        """Greet, and wait for the picture and the clock."""
        await self.say(t="hello", stream=stream, seen=seen, lang=lang)
        welcome = await self.hear("welcome")
        if welcome["fresh"]:
            await self.hear("clock")
        return welcome

    async def say(self, **message):
        await self.socket.send_to(text_data=json.dumps(message))

    async def raw(self, text=None, data=None):
        await self.socket.send_to(text_data=text, bytes_data=data)

    async def ask(self, **message):
        """Say something that has an id; the reply or refusal with that id."""
        await self.say(id=7, **message)
        return await self.until(lambda m: m["t"] in ("reply", "refused") and m.get("id") == 7)

    async def hear(self, kind, seconds=PATIENCE):
        return await self.until(lambda message: message["t"] == kind, seconds)

    async def until(self, wanted, seconds=PATIENCE):
        async with asyncio.timeout(seconds):
            while True:
                text = await self.socket.receive_from(timeout=seconds)
                message = json.loads(text)
                self.heard.append(message)
                self.last = message["n"] or self.last
                if wanted(message):
                    return message

    async def closed(self, seconds=PATIENCE):
        """The code with which the server closes."""
        async with asyncio.timeout(seconds):
            while True:
                output = await self.socket.receive_output(timeout=seconds)
                if output["type"] == "websocket.close":
                    return output["code"]

    async def screen(self, wanted, seconds=PATIENCE):
        """Wait until terminal 1 has shown a text."""
        shown = ""
        while wanted not in shown:
            message = await self.until(lambda m: m["t"] in SHOWN, seconds)
            shown += message["data"]
        return shown

    async def leave(self):
        await self.socket.disconnect()


class Workbench:
    """Host, journal and the pages that are open."""

    def __init__(self, extensions=list, idle=60.0):
        self.registry = Registry(DatabaseJournal(), idle)
        Host.install(
            Host(
                self.registry, lambda: extensions(), "first", lambda name: f"/k8s/{name}", PURPOSES
            )
        )
        from podlab.routing import websocket_urlpatterns

        self.application = CookieMiddleware(URLRouter(websocket_urlpatterns))
        self.tabs = []

    async def tab(self, learner=None, query="", cookie=None):
        cookie = cookie if cookie is not None else cookie_of(learner) if learner else ""
        tab = await Tab(self.application, cookie, query).open()
        self.tabs.append(tab)
        return tab

    async def close(self):
        for tab in self.tabs:
            await tab.leave()
        for stream in list(PageConsumer.parked):
            await PageConsumer.parked.pop(stream).close()
        await self.registry.close_all()
