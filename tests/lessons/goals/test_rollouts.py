"""Goals about the history of a Deployment."""

from lessons.goals.rollouts import IMAGES
from tests.lessons.goals.seen import Seen


def deployment(image, *, ready):
    status = {"observedGeneration": 1, "updatedReplicas": 2, "replicas": 2}
    return {
        "metadata": {"name": "web", "namespace": "default", "generation": 1},
        "spec": {
            "replicas": 2,
            "template": {"spec": {"containers": [{"name": "web", "image": image}]}},
        },
        "status": {**status, "availableReplicas": 2 if ready else 1},
    }


def judged(seen, complete, *images):
    wanted = {"name": "web", "images": list(images), "complete": complete}
    return IMAGES.judge(seen, wanted)


def test_images_come_in_order():
    seen = Seen()
    for image in ("one", "two"):
        seen.put("deployments.apps", deployment(image, ready=True))
    assert judged(seen, False, "one", "two").passed
    assert judged(seen, False, "two", "one").params == {"name": "web", "image": "one"}


def test_complete_asks_of_each_image_that_it_is_out_or_only_of_the_last():
    seen = Seen()
    seen.put("deployments.apps", deployment("bad", ready=False))
    seen.put("deployments.apps", deployment("good", ready=False))
    assert judged(seen, "last", "bad", "good").params["image"] == "good"
    seen.put("deployments.apps", deployment("good", ready=True))
    assert judged(seen, "last", "bad", "good").passed
    assert judged(seen, True, "bad", "good").params["image"] == "bad"
