"""The workbench as a whole, without a browser: database, host, addresses and sockets."""

import django
import pytest
from django.core.management import call_command

django.setup()

from tests.workbench.desk import Workbench  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def _database():
    call_command("migrate", verbosity=0)


@pytest.fixture
async def workbench():
    bench = Workbench()
    yield bench
    await bench.close()
