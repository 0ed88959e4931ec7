"""A class goes on although its server is killed again and again: what was acknowledged is there,
and nothing is done twice."""

import asyncio
import random

import pytest

from benchmarks.checks import LESSON
from benchmarks.school import Browser, open_class
from benchmarks.server import Server
from tests.clients.drill import LATE, Pupil, Teacher, come_back, settled
from tests.patience import until

KILLS = 5


async def joined(school, number):
    browser = Browser(school.url)
    await asyncio.to_thread(browser.post, f"/join/{school.code}", name=f"pupil {number}")
    pupil = Pupil(school.url, browser.cookie, school.room, number)
    await pupil.visit()
    await pupil.open_lesson(LESSON)
    return pupil


async def drill(server, size, kills, enough):
    """Kill the server so often, go on until there is enough to look at, then look at all of it."""
    chance = random.Random(1)
    school = await asyncio.to_thread(open_class, server.url)
    teacher, over = Teacher(school), asyncio.Event()
    await teacher.visit()
    pupils, tasks = [], [asyncio.create_task(teacher.live(over))]
    for number in range(size):
        pupils.append(await joined(school, number))
        tasks.append(asyncio.create_task(pupils[-1].live(over, exam=number % 5 == 4)))
    for _ in range(kills):
        await asyncio.sleep(chance.uniform(2, 7))
        server.stop()
        await asyncio.to_thread(server.start)
    await until(lambda: enough(teacher, pupils), 4 * LATE)
    over.set()
    async with asyncio.timeout(2 * LATE):
        await asyncio.gather(*tasks)
    server.stop()
    await asyncio.to_thread(server.start)
    await check_teacher(school, teacher)
    for number, pupil in enumerate(pupils):
        await check_pupil(teacher, pupil, f"pupil {number}")


async def check_teacher(school, teacher):
    teacher.exercises, teacher.rows = {}, {}
    await come_back(teacher)
    await settled(teacher, lambda: teacher.rows and set(teacher.out) <= set(teacher.exercises))
    assert all(teacher.exercises[one]["collected"] for one in teacher.collected)
    _, book = await asyncio.to_thread(school.instructor.get, f"/class/{school.room}/gradebook.csv")
    for number in range(2):
        rows = [line for line in book.splitlines() if f"pupil {number}," in line]
        assert len(rows) == len(teacher.exercises)


async def check_pupil(teacher, pupil, name):
    """Everything that this pupil was told is so, and nothing of it twice."""
    green, points = set(pupil.greens), pupil.points
    pupil.classes = []
    await come_back(pupil)
    lines = await pupil.lines()
    assert len(lines) == len(set(lines)), "a line was typed twice"
    assert set(pupil.written) <= set(lines), "an acknowledged line is lost"
    classes = await settled(pupil, lambda: pupil.classes)
    told = [one for one in classes[0]["notices"] if one["kind"] == "message"]
    notices = [one["text"] for one in told]
    assert len(notices) == len(set(notices))
    assert set(teacher.told[-10:]) <= set(notices)
    if pupil.hand:
        assert teacher.rows[name]["hand"]
    pupil.greens.clear()
    await pupil.send(t="lesson.open", name=pupil.lesson["name"])
    await pupil.until(lambda m: m["t"] == "lesson", LATE)
    assert green <= pupil.greens or points is not None
    if points is not None:
        assert pupil.lesson["exam"]["state"] == "over"
        assert pupil.lesson["points"] == points
    await pupil.leave()


@pytest.mark.clients
@pytest.mark.timeout(900)
async def test_a_small_class_survives_two_kills():
    def enough(teacher, pupils):
        return teacher.out and all(pupil.written for pupil in pupils)

    with Server() as server:
        await drill(server, 5, 2, enough)


@pytest.mark.slow
@pytest.mark.clients
@pytest.mark.timeout(1800)
async def test_a_class_of_fifty_survives_five_kills():
    def enough(teacher, pupils):
        return (
            len(teacher.collected) > 1
            and sum(pupil.hand for pupil in pupils) > 10
            and any(pupil.points is not None for pupil in pupils)
            and sum("created" in pupil.greens for pupil in pupils) > 10
        )

    with Server() as server:
        await drill(server, 50, KILLS, enough)
