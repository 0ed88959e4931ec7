"""A class in one process: real database, clusters and sockets.  Not a test."""

from channels.routing import URLRouter
from channels.sessions import CookieMiddleware

from lessons.api import PURPOSES, LessonExtension
from podlab.classroom.api import ClassroomExtension, Rooms
from podlab.classroom.consumers.dashboard import DashboardConsumer
from podlab.classroom.consumers.looks import CopyConsumer, WatchingConsumer
from podlab.hosting.registry import Registry
from podlab.workbench.consumers.page import PageConsumer
from podlab.workbench.durable import DatabaseJournal
from podlab.workbench.hosted import Host
from tests.patience import PATIENCE
from tests.workbench.desk import Tab, cookie_of

POD = (
    '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},'
    '"spec":{"containers":[{"name":"c","image":"%s"}]}}'
)


class School:
    """Host, rooms, and the sockets that are open."""

    def __init__(self):
        self.registry = Registry(DatabaseJournal(), 60.0)
        self.rooms = Rooms(self.registry)
        Rooms.install(self.rooms)
        host = Host(
            self.registry,
            lambda: [ClassroomExtension(self.rooms), LessonExtension()],
            "",
            lambda name: f"/k8s/{name}",
            PURPOSES,
        )
        Host.install(host)
        from podlab.routing import websocket_urlpatterns

        self.application = CookieMiddleware(URLRouter(websocket_urlpatterns))
        self.tabs = []

    async def socket(self, path, learner, hello=True):
        """A socket of a learner, greeted."""
        tab = Tab(self.application, cookie_of(learner) if learner else "")
        tab.socket.scope["path"] = path
        tab.socket.scope["query_string"] = b""
        await tab.open()
        self.tabs.append(tab)
        if hello:
            await tab.say(t="hello", stream="", seen=0, lang="en")
        return tab

    async def page(self, member, purpose=""):
        """A learner's page, with its first picture."""
        tab = Tab(self.application, cookie_of(member.learner_id), f"?lesson={purpose}")
        await tab.open()
        self.tabs.append(tab)
        await tab.say(t="hello", stream="", seen=0, lang="en")
        await tab.hear("clock")
        return tab

    async def dashboard(self, member):
        """A dashboard, with its first grid and summary."""
        tab = await self.socket(f"/ws/class/{member.classroom_id}/", member.learner_id)
        tab.welcome = await tab.hear("welcome")
        tab.grid = await tab.hear("grid")
        await tab.hear("summary")
        return tab

    async def forget_pages(self):
        """The pages that lost their connection do not come back."""
        for stream in list(PageConsumer.parked):
            await PageConsumer.parked.pop(stream).close()

    async def close(self):
        for tab in self.tabs:
            await tab.leave()
        for consumer in (PageConsumer, DashboardConsumer, WatchingConsumer, CopyConsumer):
            for stream in list(consumer.parked):
                await consumer.parked.pop(stream).close()
        await self.registry.close_all()


async def row(tab, member, wanted, seconds=PATIENCE):
    """Wait until a learner's row in the grid is as wanted; the row."""

    def found(message):
        rows = message["delta"]["set"] if message["t"] == "grid.change" else []
        return [one for one in rows if one["id"] == member.id and wanted(one)]

    return found(await tab.until(lambda message: bool(found(message)), seconds))[-1]


async def room(tab, wanted, seconds=PATIENCE):
    """Wait until a page's (only) class is as wanted; the class."""

    def fits(message):
        return message["t"] == "class" and bool(message["rooms"]) and wanted(message["rooms"][0])

    return (await tab.until(fits, seconds))["rooms"][0]


async def apply(tab, image):
    """Apply a Pod of an image, as the page does."""
    await tab.ask(t="apply", path="/root/web.json", text=POD % image)
