"""Goals about a Deployment's history."""

from lessons.goals.rollouts import IMAGES
from tests.lessons.goals.seen import Seen


def deployment(image, *, out=True):
    ready = 2 if out else 1
    return {
        "metadata": {"name": "web", "generation": 1},
        "spec": {"replicas": 2, "template": {"spec": {"containers": [{"image": image}]}}},
        "status": {"observedGeneration": 1, "updatedReplicas": 2, "availableReplicas": ready,
                   "replicas": 2},
    }  # fmt: skip


def test_images_come_in_order_and_may_have_to_be_fully_out():
    seen = Seen()
    wanted = {"name": "web", "images": ["a:1", "a:2"]}
    seen.put("deployments.apps", deployment("a:2"))
    assert IMAGES.judge(seen, wanted).params["image"] == "a:1"
    seen.put("deployments.apps", deployment("a:1"))
    assert IMAGES.judge(seen, wanted).params["image"] == "a:2"
    seen.put("deployments.apps", deployment("a:2", out=False))
    assert IMAGES.judge(seen, wanted).passed
    assert not IMAGES.judge(seen, {**wanted, "complete": True}).passed
    seen.put("deployments.apps", deployment("a:2"))
    assert IMAGES.judge(seen, {**wanted, "complete": True}).passed
