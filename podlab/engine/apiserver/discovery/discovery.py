"""Discovery: which groups, versions and resources the cluster serves, old and aggregated form.

Here: documents made from the table of kinds.  Not here: types (``openapi``).
"""

from typing import Any

from podlab.engine.objects.kinds import Kind, KindTable

Object = dict[str, Any]

AGGREGATED = "application/json;g=apidiscovery.k8s.io;v={};as=APIGroupDiscoveryList"


def _groups(kinds: KindTable) -> dict[str, dict[str, list[Kind]]]:
    """Kinds by group and version, in discovery order."""
    found: dict[str, dict[str, list[Kind]]] = {}
    for kind in kinds.all():
        found.setdefault(kind.group, {}).setdefault(kind.version, []).append(kind)
    return found


# --- aggregated ------------------------------------------------------------------------------
def aggregated(kinds: KindTable, core: bool, version: str = "v2") -> Object:
    """``/api`` (core) or ``/apis`` as APIGroupDiscoveryList."""
    items = []
    for group, versions in _groups(kinds).items():
        if (group == "") != core:
            continue
        rows = [
            {"version": name, "resources": [_aggregated_row(kind) for kind in _by_plural(found)],
             "freshness": "Current"}
            for name, found in versions.items()
        ]  # fmt: skip
        items.append({"metadata": {"name": group} if group else {}, "versions": rows})
    return {"kind": "APIGroupDiscoveryList", "apiVersion": f"apidiscovery.k8s.io/{version}",
            "metadata": {}, "items": items}  # fmt: skip


def _by_plural(kinds: list[Kind]) -> list[Kind]:
    return sorted(kinds, key=lambda kind: kind.plural)


def _response_kind(kind: Kind) -> Object:
    if kind.custom:
        return {"group": kind.group, "version": kind.version, "kind": kind.kind}
    return {"group": "", "version": "", "kind": kind.kind}


def _aggregated_row(kind: Kind) -> Object:
    row: Object = {
        "resource": kind.plural,
        "responseKind": _response_kind(kind),
        "scope": "Namespaced" if kind.namespaced else "Cluster",
        "singularResource": kind.singular,
        "verbs": list(kind.verbs),
    }
    if kind.short_names:
        row["shortNames"] = list(kind.short_names)
    if kind.categories:
        row["categories"] = list(kind.categories)
    if kind.subresources:
        row["subresources"] = [
            {
                "subresource": name,
                "responseKind": {"group": sub.group, "version": sub.version, "kind": sub.kind}
                if not kind.custom or sub.group
                else _response_kind(kind),
                "verbs": list(sub.verbs),
            }
            for name, sub in sorted(kind.subresources.items())
        ]
    return row


# --- the old form ----------------------------------------------------------------------------
def api_versions(address: str) -> Object:
    """``/api``; ``address`` is where the server is reached."""
    return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": [
        {"clientCIDR": "0.0.0.0/0", "serverAddress": address}]}  # fmt: skip


def group_list(kinds: KindTable) -> Object:
    """``/apis``."""
    rows = [_group(group, versions) for group, versions in _groups(kinds).items() if group]
    return {"kind": "APIGroupList", "apiVersion": "v1", "groups": rows}


def one_group(kinds: KindTable, group: str) -> Object | None:
    """``/apis/GROUP``; None if it is not served."""
    versions = _groups(kinds).get(group)
    if not group or versions is None:
        return None
    return {"kind": "APIGroup", "apiVersion": "v1", **_group(group, versions)}


def _group(group: str, versions: dict[str, list[Kind]]) -> Object:
    rows = [{"groupVersion": f"{group}/{name}", "version": name} for name in versions]
    return {"name": group, "versions": rows, "preferredVersion": rows[0]}


def resource_list(kinds: KindTable, group: str, version: str) -> Object | None:
    """``/api/v1`` or ``/apis/GROUP/VERSION``; None if it is not served."""
    found = _groups(kinds).get(group, {}).get(version)
    if found is None:
        return None
    rows: list[Object] = []
    for kind in _by_plural(found):
        rows.append(_row(kind))
        rows += [_subrow(kind, name) for name in sorted(kind.subresources)]
    document: Object = {"kind": "APIResourceList", "apiVersion": "v1",
                        "groupVersion": f"{group}/{version}" if group else version,
                        "resources": rows}  # fmt: skip
    if not group:
        del document["apiVersion"]
    return document


def _row(kind: Kind) -> Object:
    row: Object = {
        "name": kind.plural,
        "singularName": kind.singular,
        "namespaced": kind.namespaced,
        "kind": kind.kind,
        "verbs": list(kind.verbs),
    }
    if kind.short_names:
        row["shortNames"] = list(kind.short_names)
    if kind.categories:
        row["categories"] = list(kind.categories)
    if kind.storage_hash:
        row["storageVersionHash"] = kind.storage_hash
    return row


def _subrow(kind: Kind, name: str) -> Object:
    sub = kind.subresources[name]
    row: Object = {
        "name": f"{kind.plural}/{name}",
        "singularName": "",
        "namespaced": kind.namespaced,
    }
    if sub.version:
        row.update(group=sub.group, version=sub.version)
    return {**row, "kind": sub.kind, "verbs": list(sub.verbs)}
