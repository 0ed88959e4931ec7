"""Faults of the network: a machine's cable, packets that get lost.

Here: which kubelets still reach the API server when a cable is cut.  Not here: what a kubelet does
without it (``kubelet``), retransmission (``machine.net.loss``).
"""

from ipaddress import ip_address

from podlab.engine.faults.field import FaultRefused, Field, node_of, number, pod_of

MAX_LOSSES = 200


def cut_network(field: Field, words: list[str]) -> None:
    """Pull a machine's cable: nothing passes between it and the others."""
    _set(field, node_of(field, words[0]), down=True)


def restore_network(field: Field, words: list[str]) -> None:
    """Plug the cable in again."""
    _set(field, node_of(field, words[0]), down=False)


def _set(field: Field, name: str, *, down: bool) -> None:
    if field.network.netns(name).down == down:
        state = "cut" if down else "up"
        raise FaultRefused("already-so", f"the network of {name} is {state} already", node=name)
    field.network.set_down(name, down)
    control = field.control_plane
    away = field.network.netns(control).down
    for node, kubelet in field.kubelets.items():
        apart = node != control and (away or field.network.netns(node).down)
        if apart and not kubelet.state.apart:
            kubelet.lose_server()
        elif not apart and kubelet.state.apart:
            kubelet.find_server()


def drop(field: Field, words: list[str]) -> None:
    """Lose so many percent of the packets between two addresses, both ways; 0 heals.  Each end is
    an address, a Pod, a node, or ``any``."""
    percent = number(words[0], 0, 100, "PERCENT")
    one, other = (_address(field, word) for word in words[1:])
    if one == other:
        raise FaultRefused("same-address", "FROM and TO must differ", address=one)
    losses = field.network.state.losses
    if percent and len(losses) >= MAX_LOSSES:
        raise FaultRefused("too-many", f"at most {MAX_LOSSES} losses", limit=MAX_LOSSES)
    for pair in (f"{one} {other}", f"{other} {one}"):
        losses.pop(pair, None)
        if percent:
            losses[pair] = percent


def _address(field: Field, word: str) -> str:
    if word == "any":
        return word
    try:
        return str(ip_address(word))
    except ValueError:
        pass
    if word in field.machines:
        return field.kubelets[word].context.node.internal_ip
    pod = pod_of(field, word)
    address = (pod.get("status") or {}).get("podIP", "")
    if not address:
        raise FaultRefused("no-address", f"pod {word} has no address yet", pod=word)
    return str(address)
