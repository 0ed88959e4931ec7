"""What must hold when a cluster has come to rest: books that agree, sizes that fit.  Not a test."""

from podlab.engine.kernel.clock import MINUTE, parse_rfc3339
from podlab.engine.store.store import Key

LATE = MINUTE
"""After that time past its end an object is stuck."""


def check_books(cluster):
    """What components remember of objects is what there is."""
    _check_ownership(cluster)
    _check_service_addresses(cluster)
    _check_caches(cluster)
    _check_slices(cluster)


def _check_ownership(cluster):
    """Field ownership is kept for stored objects alone."""
    tables = cluster.store.state.objects.values()
    stored = {obj["metadata"]["uid"] for table in tables for obj in table.values()}
    extra = set(cluster.state.api.managed) - stored
    assert not extra, f"field ownership of {len(extra)} objects that are gone"


def _check_service_addresses(cluster):
    """Every address and node port that is taken belongs to one Service."""
    services = [service["spec"] for service in cluster.store.list("services")]
    addresses = [ip for spec in services for ip in spec.get("clusterIPs") or () if ip != "None"]
    assert len(addresses) == len(set(addresses)), "a Service's address is used twice"
    taken = set(cluster.state.api.addresses)
    assert taken == set(addresses), f"addresses: {sorted(taken ^ set(addresses))}"
    ports = {
        (port.get("protocol", "TCP"), port["nodePort"])
        for spec in services
        for port in spec.get("ports") or ()
        if port.get("nodePort")
    }
    health = {spec["healthCheckNodePort"] for spec in services if "healthCheckNodePort" in spec}
    taken_ports = set(cluster.state.api.node_ports)
    used = {port for _, port in ports} | health
    assert taken_ports == used, f"node ports: {sorted(taken_ports ^ used)}"


def _check_caches(cluster):
    """Informers hold what the store holds."""
    state = cluster.state
    for informers in (state.feed, state.manager.informers, state.scheduler.informers):
        for resource, cache in informers.caches.items():
            stored = state.store.objects.get(resource, {})
            known, there = set(map(tuple, cache)), set(map(tuple, stored))
            if informers is state.feed and resource == "pods":
                there = {place for place in there if stored[place]["spec"].get("nodeName")}
            assert known == there, f"{resource}: {sorted(known ^ there)[:5]}"


def _check_slices(cluster):
    """The endpoint slices of a Service go with it."""
    names = {
        (service["metadata"]["namespace"], service["metadata"]["name"])
        for service in cluster.store.list("services")
    }
    for piece in cluster.store.list("endpointslices.discovery.k8s.io"):
        metadata = piece["metadata"]
        labels = metadata.get("labels") or {}
        if (
            labels.get("endpointslice.kubernetes.io/managed-by")
            == "endpointslice-controller.k8s.io"
        ):
            owner = (metadata["namespace"], labels["kubernetes.io/service-name"])
            assert owner in names, metadata["name"]


def check_sizes(cluster):
    """Every workload that nothing keeps from it has the Pods that it asks for."""
    store = cluster.store
    owned = _pods_by_owner(store)
    for resource in ("replicasets.apps", "replicationcontrollers"):
        for row in store.list(resource):
            if _settled(row):
                _check_count(row, owned, row["spec"]["replicas"])
    for row in store.list("deployments.apps"):
        if _settled(row):
            assert row["status"]["observedGeneration"] == row["metadata"]["generation"]
    for row in store.list("statefulsets.apps"):
        count = len(owned.get(row["metadata"]["uid"], ()))
        assert count <= row["spec"]["replicas"], f"StatefulSet with {count} Pods"
    limited = {quota["metadata"]["namespace"] for quota in store.list("resourcequotas")}
    for row in store.list("daemonsets.apps"):
        if (
            row["metadata"]["namespace"] not in limited
            and _settled(row)
            and _has_account(store, row)
        ):
            _check_daemons(row)


def _settled(row):
    """Not on its way out, and not refused its Pods (a quota, a lacking service account)."""
    if row["metadata"].get("deletionTimestamp"):
        return False
    conditions = (row.get("status") or {}).get("conditions") or ()
    return not any(
        condition["type"] == "ReplicaFailure" and condition["status"] == "True"
        for condition in conditions
    )


def _has_account(store, row):
    """Whether the service account of its Pods exists; a DaemonSet has no condition that says so."""
    account = row["spec"]["template"]["spec"].get("serviceAccountName") or "default"
    return store.get(Key("serviceaccounts", row["metadata"]["namespace"], account)) is not None


def _pods_by_owner(store):
    """Owner's uid → its Pods that live."""
    owned = {}
    for pod in store.list("pods"):
        if pod["status"].get("phase") in ("Succeeded", "Failed"):
            continue
        if pod["metadata"].get("deletionTimestamp"):
            continue
        for owner in pod["metadata"].get("ownerReferences") or ():
            if owner.get("controller"):
                owned.setdefault(owner["uid"], []).append(pod)
    return owned


def _check_count(row, owned, wanted):
    metadata = row["metadata"]
    have = len(owned.get(metadata["uid"], ()))
    assert have == wanted, f"{row['kind']} {metadata['name']} has {have} Pods of {wanted}"


def _check_daemons(row):
    """A Pod on each node that is meant; Pods that were adopted may be too many."""
    status, name = row["status"], row["metadata"]["name"]
    assert status["currentNumberScheduled"] == status["desiredNumberScheduled"], name


def check_nothing_hangs(cluster):
    """Nothing waits for its end but what a finalizer or a foreground deletion holds."""
    for resource, table in cluster.store.state.objects.items():
        for obj in table.values():
            metadata = obj["metadata"]
            end = metadata.get("deletionTimestamp")
            if not end or metadata.get("finalizers"):
                continue
            late = cluster.sim.now - parse_rfc3339(end)
            assert late < LATE, f"{resource} {metadata['name']} is stuck in its deletion"
