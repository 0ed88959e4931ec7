"""A seed and its commands decide everything: a world's hash is the same however it came about.

Each seed is played straight on in one process, and with a snapshot read back at a random moment in
another whose hashes of strings are salted differently, so that no order of a set can hide.
"""

import os
import subprocess
import sys

import pytest

from tests.simulation.worlds import short_hash

QUICK = 20
MANY = 1_000


def elsewhere(first, last, salt):
    """A process that plays a range of seeds straight on."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.simulation.worlds", str(first), str(last)],
        env={**os.environ, "PYTHONHASHSEED": str(salt)},
        stdout=subprocess.PIPE,
        text=True,
    )


def check(first, last, salt):
    """Both ways give one hash for each seed, and another for each other seed."""
    with elsewhere(first, last, salt) as process:
        restored = [short_hash(seed, restored=True) for seed in range(first, last)]
        straight = process.communicate()[0].split()
    assert straight == restored
    assert len(set(straight)) == last - first


def test_a_few_seeds():
    check(0, QUICK, 1)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_thousand_seeds():
    check(QUICK, MANY, 2)
