"""What Pods ask for in all: containers, init containers, sidecars, overhead."""

from typing import Any

from podlab.engine.objects.podresources import totals


def container(cpu: str = "", limit: str = "", **more: Any) -> dict[str, Any]:
    resources = {}
    if cpu:
        resources["requests"] = {"cpu": cpu}
    if limit:
        resources["limits"] = {"cpu": limit}
    return {"name": "c", "resources": resources, **more}


def pod(*containers: Any, init: Any = (), **spec: Any) -> dict[str, Any]:
    return {"spec": {"containers": list(containers), "initContainers": list(init), **spec}}


def test_containers_are_added_up() -> None:
    assert totals(pod(container("100m"), container("1"), container()), "requests") == {
        "cpu": "1100m"
    }
    assert totals(pod(container()), "limits") == {}


def test_a_large_init_container_sets_the_height() -> None:
    assert totals(pod(container("100m"), init=[container("2")]), "requests") == {"cpu": "2"}
    assert totals(pod(container("3"), init=[container("2")]), "requests") == {"cpu": "3"}


def test_sidecars_run_beside_what_comes_after_them() -> None:
    sidecar = container("500m", restartPolicy="Always")
    assert totals(pod(container("1"), init=[sidecar]), "requests") == {"cpu": "1500m"}
    later = pod(container("1"), init=[sidecar, container("2")])
    assert totals(later, "requests") == {"cpu": "2500m"}
    earlier = pod(container("1"), init=[container("2"), sidecar])
    assert totals(earlier, "requests") == {"cpu": "2"}


def test_what_the_pod_itself_asks_for_goes_before_its_containers() -> None:
    whole = pod(container("1"), resources={"requests": {"cpu": "5"}})
    assert totals(whole, "requests") == {"cpu": "5"}


def test_overhead_comes_on_top_but_is_no_limit_where_there_is_none() -> None:
    heavy = pod(container("1", "2"), overhead={"cpu": "250m", "memory": "64Mi"})
    assert totals(heavy, "requests") == {"cpu": "1250m", "memory": "64Mi"}
    assert totals(heavy, "limits") == {"cpu": "2250m"}
