"""Ingresses as learners write them."""

from typing import Any

Object = dict[str, Any]


def path(service: str, where: str = "/", kind: str = "Prefix", port: int | str = 80) -> Object:
    named = {"number": port} if isinstance(port, int) else {"name": port}
    backend = {"service": {"name": service, "port": named}}
    return {"path": where, "pathType": kind, "backend": backend}


def ingress(name: str, host: str, *paths: Object, age: int = 0, **more: Any) -> Object:
    """``annotations`` without their prefix; further keywords are of the spec."""
    notes = {f"nginx.ingress.kubernetes.io/{key}": value
             for key, value in more.pop("annotations", {}).items()}  # fmt: skip
    rule = {"host": host} if host else {}
    metadata = {
        "name": name,
        "namespace": "default",
        "annotations": notes,
        "creationTimestamp": f"2026-11-23T17:00:{age:02d}Z",
    }
    rules = [{**rule, "http": {"paths": list(paths)}}] if paths else []
    spec = {"ingressClassName": "nginx", "rules": rules, **more}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata,
            "spec": spec}  # fmt: skip
