"""``create deployment | job | cronjob``: objects out of flags.

Here: the objects as kubectl sends them.  Not here: creating them (``create``).
"""

from typing import Any

from podlab.engine.kernel.chance import stable_hash
from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.generators.names import metadata
from podlab.engine.kubectl.resources.builder import Ask, select
from podlab.engine.objects.meta import NAME_ALPHABET

Object = dict[str, Any]


def _command(c: Context) -> list[str]:
    return c.args[1:]


def _container_name(c: Context, image: str) -> str:
    name = image.rpartition("/")[2]
    for mark in (":", "@"):
        name = name.partition(mark)[0]
    if "_" not in name:
        return name
    number = stable_hash(f"{c.p.now} {c.p.pid} {image}")
    letters = ""
    for _ in range(5):
        number, place = divmod(number, len(NAME_ALPHABET))
        letters += NAME_ALPHABET[place]
    return f"{name.replace('_', '-')}-{letters}"


def deployment(c: Context, name: str) -> Object:
    """``create deployment NAME --image=IMAGE``."""
    images = list(c.flag("image"))
    command = _command(c)
    if len(images) > 1 and command:
        raise CommandError("cannot specify multiple --image options and command")
    labels = {"app": name}
    containers: list[Object] = []
    for image in images:
        container: Object = {"name": _container_name(c, image), "image": image, "resources": {}}
        if command:
            container["command"] = command
        containers.append(container)
    if int(c.flag("port")) >= 0 and containers:
        containers[0]["ports"] = [{"containerPort": int(c.flag("port"))}]
    return {
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata(c, name, labels),
        "spec": {
            "replicas": int(c.flag("replicas")),
            "selector": {"matchLabels": labels},
            "strategy": {},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": containers}},
        },
        "status": {},
    }  # fmt: skip


def _pod_template(name: str, image: str, command: list[str], restart: str) -> Object:
    container: Object = {"name": name, "image": image, "resources": {}}
    if command:
        container["command"] = command
    return {"metadata": {}, "spec": {"containers": [container], "restartPolicy": restart}}


def job(c: Context, name: str) -> Object:
    """``create job NAME --image=IMAGE`` or ``--from=cronjob/NAME``."""
    image, source = str(c.flag("image")), str(c.flag("from"))
    if bool(image) == bool(source):
        raise CommandError("either --image or --from must be specified")
    if source and _command(c):
        raise CommandError("cannot specify --from and command")
    if source:
        return _from_cronjob(c, name, source)
    spec = {"template": _pod_template(name, image, _command(c), "Never")}
    return {
        "apiVersion": "batch/v1", "kind": "Job", "metadata": metadata(c, name),
        "spec": spec, "status": {},
    }  # fmt: skip


def _from_cronjob(c: Context, name: str, source: str) -> Object:
    info = select(c, [source], Ask()).all_or_error()[0]
    if info.resource != "cronjobs.batch":
        raise CommandError("from must be an existing cronjob")
    owner = info.content
    template = owner["spec"]["jobTemplate"]
    inner = template.get("metadata") or {}
    notes = {"cronjob.kubernetes.io/instantiate": "manual", **(inner.get("annotations") or {})}
    head: Object = {"name": name, "annotations": notes}
    if inner.get("labels"):
        head["labels"] = inner["labels"]
    head["ownerReferences"] = [{
        "apiVersion": "batch/v1", "kind": "CronJob", "name": owner["metadata"]["name"],
        "uid": owner["metadata"]["uid"], "controller": True,
    }]  # fmt: skip
    if c.enforce_namespace:
        head["namespace"] = c.namespace
    return {
        "apiVersion": "batch/v1", "kind": "Job", "metadata": head, "spec": template["spec"],
        "status": {},
    }  # fmt: skip


def cronjob(c: Context, name: str) -> Object:
    """``create cronjob NAME --image=IMAGE --schedule=…``."""
    restart = str(c.flag("restart") or "OnFailure")
    template = _pod_template(name, str(c.flag("image")), _command(c), restart)
    return {
        "apiVersion": "batch/v1", "kind": "CronJob", "metadata": metadata(c, name),
        "spec": {
            "schedule": str(c.flag("schedule")),
            "jobTemplate": {"metadata": {"name": name}, "spec": {"template": template}},
        },
        "status": {},
    }  # fmt: skip
