"""A world with a running controller manager."""

import pytest

from podlab.engine.controllers.context import ControllerConfig, ControllerManagerState
from podlab.engine.controllers.controllermanager import ControllerManager
from tests.engine.controllers.fake_api import World


@pytest.fixture
def world() -> World:
    """An API with a namespace, and all controllers at work."""
    made = World()
    manage(made)
    made.create(
        "namespaces",
        {
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {"name": "default"},
            "spec": {"finalizers": ["kubernetes"]},
        },
        "",
    )
    made.run(1)
    return made


def manage(world: World, config: ControllerConfig | None = None) -> ControllerManager:
    """Start the controllers of a world."""
    state = ControllerManagerState()
    manager = ControllerManager(state, world.sim, world.store, world.verbs, world.kinds, config)
    manager.start()
    return manager
