"""A database for the classroom's tests."""

import django
import pytest
from django.core.management import call_command

django.setup()


@pytest.fixture(scope="session", autouse=True)
def _database():
    call_command("migrate", verbosity=0)


@pytest.fixture
async def school():
    from tests.classroom.desk import School

    school = School()
    yield school
    await school.close()
