"""Faults of probes: a container that answers badly, whatever it really does.

Here: which probes are to fail.  Not here: what follows (``kubelet.probes``).
"""

from podlab.engine.faults.field import FaultRefused, Field, container_spec, pod_of
from podlab.engine.kubelet.containers.probes import KINDS
from podlab.engine.kubelet.kubelet import Kubelet
from podlab.engine.kubelet.pods import uid_of


def fail_probe(field: Field, words: list[str]) -> None:
    """Let a container's probes fail from now on: all of them, or those of a kind."""
    kubelet, keys = _probes(field, words)
    gone = [k for k in kubelet.state.failing if k.partition("/")[0] not in kubelet.state.pods]
    for key in gone:
        del kubelet.state.failing[key]
    kubelet.state.failing.update(dict.fromkeys(keys, True))


def heal_probe(field: Field, words: list[str]) -> None:
    """Let a container's probes find out the truth again."""
    kubelet, keys = _probes(field, words)
    for key in keys:
        kubelet.state.failing.pop(key, None)


def _probes(field: Field, words: list[str]) -> tuple[Kubelet, list[str]]:
    pod = pod_of(field, words[0])
    container = container_spec(pod, words[1])
    kind = words[2] if len(words) > 2 else ""
    if kind not in ("", *KINDS):
        raise FaultRefused("bad-kind", f"a probe is one of {', '.join(KINDS)}", kind=kind)
    kinds = [one for one in KINDS if kind in ("", one) and container.get(f"{one}Probe")]
    if not kinds:
        text = f"container {container['name']} has no {kind or 'such'} probe"
        raise FaultRefused("no-probe", text, pod=words[0], container=words[1])
    kubelet = field.kubelets.get(pod["spec"].get("nodeName", ""))
    if kubelet is None:
        raise FaultRefused("not-running", f"pod {words[0]} is on no node", pod=words[0])
    return kubelet, [f"{uid_of(pod)}/{container['name']}/{one}" for one in kinds]
