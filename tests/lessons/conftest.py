"""The lessons within a workbench: a real database and sockets."""

import django
import pytest
from django.core.management import call_command

django.setup()

from lessons.api import PURPOSES, LessonExtension  # noqa: E402
from podlab.workbench.hosted import Host  # noqa: E402
from tests.workbench.desk import Workbench  # noqa: E402


@pytest.fixture(scope="session")
def _database():
    call_command("migrate", verbosity=0)


@pytest.fixture
async def workbench(_database):
    bench = Workbench(lambda: [LessonExtension()])
    Host.current().purposes = PURPOSES
    yield bench
    await bench.close()
