"""``kubectl autoscale``: make a HorizontalPodAutoscaler for a workload.

Here: the object as kubectl sends it.  Not here: the autoscaler.
"""

import re
from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.printers import print_object
from podlab.engine.kubectl.requests.lastapplied import annotated
from podlab.engine.kubectl.requests.recording import recorded
from podlab.engine.kubectl.requests.sending import post
from podlab.engine.kubectl.resources.builder import Ask, select
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.machine.program import Step
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]


def run(c: Context) -> Step:
    """The verb."""
    least, most = int(c.flag("min")), int(c.flag("max"))
    if most < 1:
        raise CommandError(f"--max=MAXPODS is required and must be at least 1, max: {most}")
    if most < least:
        raise CommandError(
            f"--max=MAXPODS must be larger or equal to --min=MINPODS, max: {most}, min: {least}"
        )
    for info in select(c, c.args, Ask(latest=True)).all_or_error():
        if "scale" not in info.kind.subresources:
            raise CommandError(f"cannot autoscale a {info.kind.kind}: not supported")
        obj = _autoscaler(c, info, least, most)
        if c.flag("save-config"):
            obj = annotated(obj)
        obj = recorded(c, obj)
        print_object(c, obj if c.dry_run == "client" else _send(c, obj), "autoscaled")
    return 0


def _send(c: Context, obj: Object) -> Object:
    """POST it; kubectl then tries the older API, which knows only a share of the CPU."""
    try:
        return post(c, obj)
    except ApiError:
        if c.flag("cpu") or int(c.flag("cpu-percent") or -1) > 0:
            raise
        raise CommandError(
            "failed to create autoscaling/v2 HPA and the configuration is incompatible with "
            "autoscaling/v1: empty input"
        ) from None


def _autoscaler(c: Context, info: Info, least: int, most: int) -> Object:
    head: Object = {"name": str(c.flag("name") or info.name)}
    if c.enforce_namespace:
        head["namespace"] = c.namespace
    spec: Object = {
        "scaleTargetRef": {"apiVersion": info.kind.api_version, "kind": info.kind.kind,
                           "name": info.name},
        "maxReplicas": most,
    }  # fmt: skip
    if least > 0:
        spec["minReplicas"] = least
    metrics = []
    percent = int(c.flag("cpu-percent") or -1)
    if percent > 0:
        metrics.append(_metric("cpu", f"{percent}%"))
    for name in ("cpu", "memory"):
        if c.flag(name):
            metrics.append(_metric(name, str(c.flag(name))))
    if metrics:
        spec["metrics"] = metrics
    return {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": head,
            "spec": spec}  # fmt: skip


def _metric(name: str, text: str) -> Object:
    if text.endswith("%"):
        digits = text[:-1]
        if not re.fullmatch(r"[1-9]\d{0,5}", digits):
            raise CommandError(f"invalid percentage value: {digits}")
        target: Object = {"type": "Utilization", "averageUtilization": int(digits)}
    elif re.fullmatch(r"\d{1,12}(\.\d{1,6})?([a-zA-Z]{0,2})", text):
        value = f"{text}m" if name == "cpu" and text.isdigit() else text
        target = {"type": "AverageValue", "averageValue": value}
    else:
        raise CommandError(f"invalid resource {name} value: {text}")
    return {"type": "Resource", "resource": {"name": name, "target": target}}
