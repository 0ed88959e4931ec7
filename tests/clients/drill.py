"""A class whose server is killed: learners and an instructor that come back as their pages do, and
remember what the server has acknowledged.  Not a test.
"""

import asyncio
import random
import re

from websockets.exceptions import ConnectionClosed, InvalidHandshake

from benchmarks.checks import LESSON, MAKE
from benchmarks.school import Dashboard
from benchmarks.visitor import Visitor

LOST = (ConnectionClosed, InvalidHandshake, OSError, EOFError)
EXAM = "050_exam_workloads"
LATE = 60
"""Seconds within which whatever was asked is answered, if the server lives."""


async def come_back(page):
    """Connect again, as a page does, until the server is there."""
    while True:
        try:
            await page.connect()
            await page.until(lambda m: m["t"] == "welcome", LATE)
            return
        except (*LOST, TimeoutError):
            await asyncio.sleep(0.3)


async def settled(page, question):
    """Listen until what the page has been told answers a question; the answer."""
    if not question():
        await page.until(lambda _: question(), LATE)
    return question()


class Pupil(Visitor):
    """A learner who types numbered lines into a file, does a lesson or an exam, raises a hand."""

    def __init__(self, url, cookie, room, seed):
        super().__init__(url, cookie)
        self.room = room
        self.chance = random.Random(seed)
        self.written = []
        self.greens = set()
        self.hand = False
        self.points = None
        self.lesson = None
        self.classes = []

    def note(self, message):
        super().note(message)
        if message["t"] == "lesson":
            self.lesson = message["lesson"]
        if message["t"] in ("lesson", "lesson.checks"):
            steps = message["lesson"]["steps"] if message["t"] == "lesson" else message["steps"]
            for step in steps:
                self.greens |= {one["id"] for one in step["checks"] if one.get("passed")}
        elif message["t"] == "class":
            self.classes = message["rooms"]

    async def live(self, over, exam):
        """Go on until ``over``; whatever breaks off is not done again."""
        tasks = [self.write, self.write, self.raise_hand, self.write]
        if exam:
            tasks = [self.begin_exam, self.write, self.submit_exam, self.write]
        else:
            tasks.insert(1, self.deploy)
        number = 0
        while not over.is_set():
            number += 1
            task = tasks.pop(0) if tasks else self.write
            try:
                await task(number)
                await self.rest(self.chance.uniform(0.2, 1.2))
            except LOST:
                await come_back(self)
                await self.send(t="terminal.open", terminal="1", columns=100, rows=30)
            except TimeoutError:
                continue
        return self

    async def write(self, number):
        """A line for the file; acknowledged when the shell says that it is done."""
        await self.type(f"echo n{number}. >> ~/log; echo d''one-{number}.")
        await self.until(lambda _: f"done-{number}." in self.screen, LATE)
        self.written.append(number)

    async def deploy(self, _number):
        await self.type(MAKE)
        await self.until(lambda _: "created" in self.greens, LATE)

    async def raise_hand(self, _number):
        await self.send(t="class.hand", room=self.room, up=True)
        await self.until(lambda m: m["t"] == "class" and m["rooms"][0]["hand"], LATE)
        self.hand = True

    async def begin_exam(self, _number):
        await self.send(t="lesson.open", name=EXAM)
        await self.until(lambda m: m["t"] == "lesson" and m["lesson"]["name"] == EXAM, LATE)
        await self.send(t="lesson.begin")
        await self.until(lambda m: m["t"] == "lesson" and self._exam() == "running", LATE)
        self.screen, self.written = "", []
        await self.send(t="terminal.open", terminal="1", columns=100, rows=30)

    async def submit_exam(self, _number):
        await self.send(t="lesson.submit")
        await self.until(lambda m: m["t"] == "lesson" and self._exam() == "over", LATE)
        self.points = self.lesson["points"]

    def _exam(self):
        return self.lesson.get("exam", {}).get("state")

    async def lines(self):
        """What the file holds now."""
        self.screen = ""
        await self.send(t="terminal.open", terminal="1", columns=100, rows=30)
        await self.type("\x03")
        await self.type("clear; cat ~/log; echo e''nd")
        await self.until(lambda _: "end" in self.screen, LATE)
        text = self.screen.rsplit("e''nd", 1)[-1]
        return [int(one) for one in re.findall(r"n(\d+)\.", text)]


class Teacher(Dashboard):
    """An instructor who tells, hands out and collects, and remembers what was answered."""

    def __init__(self, school):
        super().__init__(school)
        self.asked = 0
        self.told, self.out, self.collected = [], [], []
        self.exercises = {}

    def note(self, message):
        super().note(message)
        if message["t"] == "class":
            self.exercises = {one["id"]: one for one in message["exercises"]}

    async def ask(self, **message):
        """A request and its answer."""
        self.asked += 1
        number = self.asked
        await self.send(id=number, **message)
        reply = await self.until(lambda m: m.get("id") == number, LATE)
        assert reply["t"] == "reply", reply
        return reply

    async def live(self, over):
        number = 0
        while not over.is_set():
            number += 1
            try:
                await self._act(number)
                await self.rest(0.8)
            except LOST:
                await come_back(self)
            except TimeoutError:
                continue
        return self

    async def _act(self, number):
        text = f"message {number}."
        await self.ask(t="dash.message", group=0, text=text)
        self.told.append(text)
        lesson = {"lesson": LESSON, "kind": "lesson", "group": 0, "minutes": 0}
        if number % 3 == 1:
            self.out.append((await self.ask(t="dash.handout", **lesson))["exercise"])
        elif number % 3 == 2 and len(self.out) > len(self.collected):
            exercise = self.out[len(self.collected)]
            await self.ask(t="dash.collect", exercise=exercise)
            self.collected.append(exercise)
