"""A class goes on although its server is killed again and again: what was acknowledged is there,
and nothing is done twice."""

import asyncio
import random

import pytest

from benchmarks.checks import LESSON
from benchmarks.school import Browser, open_class
from benchmarks.server import Server
from tests.clients.drill import LATE, Pupil, Teacher, come_back

KILLS = 5


async def joined(school, number):
    browser = Browser(school.url)
    await asyncio.to_thread(browser.post, f"/join/{school.code}", name=f"pupil {number}")
    pupil = Pupil(school.url, browser.cookie, school.room, number)
    await pupil.visit()
    await pupil.open_lesson(LESSON)
    return pupil


async def drill(server, size, kills, seed=1):
    chance = random.Random(seed)
    school = await asyncio.to_thread(open_class, server.url)
    teacher, over = Teacher(school), asyncio.Event()
    await teacher.visit()
    tasks = [asyncio.create_task(teacher.live(over))]
    for number in range(size):
        pupil = await joined(school, number)
        tasks.append(asyncio.create_task(pupil.live(over, exam=number % 5 == 4)))
    for _ in range(kills):
        await asyncio.sleep(chance.uniform(2, 7))
        server.stop()
        await asyncio.to_thread(server.start)
    await asyncio.sleep(10)
    over.set()
    async with asyncio.timeout(2 * LATE):
        teacher, *pupils = await asyncio.gather(*tasks)
    server.stop()
    await asyncio.to_thread(server.start)
    await check_teacher(school, teacher)
    for number, pupil in enumerate(pupils):
        await check_pupil(teacher, pupil, f"pupil {number}")
    return teacher, pupils


async def check_teacher(school, teacher):
    await come_back(teacher)
    await teacher.rest(2)
    assert set(teacher.out) <= set(teacher.exercises)
    assert all(teacher.exercises[one]["collected"] for one in teacher.collected)
    _, book = await asyncio.to_thread(school.instructor.get, f"/class/{school.room}/gradebook.csv")
    for number in range(2):
        rows = [line for line in book.splitlines() if f"pupil {number}," in line]
        assert len(rows) == len(teacher.exercises)


async def check_pupil(teacher, pupil, name):
    """Everything that this pupil was told is so, and nothing of it twice."""
    green, points = set(pupil.greens), pupil.points
    await come_back(pupil)
    lines = await pupil.lines()
    assert len(lines) == len(set(lines)), "a line was typed twice"
    assert set(pupil.written) <= set(lines), "an acknowledged line is lost"
    told = [one for one in pupil.classes[0]["notices"] if one["kind"] == "message"]
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
@pytest.mark.timeout(180)
async def test_a_small_class_survives_two_kills():
    with Server() as server:
        teacher, pupils = await drill(server, 5, 2)
    assert teacher.out
    assert all(pupil.written for pupil in pupils)


@pytest.mark.slow
@pytest.mark.clients
@pytest.mark.timeout(600)
async def test_a_class_of_fifty_survives_five_kills():
    with Server() as server:
        teacher, pupils = await drill(server, 50, KILLS)
    assert len(teacher.collected) > 1
    assert sum(pupil.hand for pupil in pupils) > 10
    assert sum(pupil.points is not None for pupil in pupils) > 3
    assert sum("created" in pupil.greens for pupil in pupils) > 10
