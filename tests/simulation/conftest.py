"""Fixtures of the simulation's tests: a cluster as learners get it, and an administrator."""

import pytest

from podlab.engine.client.client import Client
from podlab.engine.cluster import Cluster
from podlab.engine.spec import default_spec
from tests.simulation.hostile import ADMIN, START


@pytest.fixture
def cluster():
    return Cluster.create(default_spec(), 1, START)


@pytest.fixture
def client(cluster):
    return Client(cluster.api.verbs, ADMIN)
