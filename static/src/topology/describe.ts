// A thing of the picture in one sentence: for screen readers, tool tips and the list.
import type { Catalogue } from "../i18n/en";
import type { ContainerItem, Item } from "../net/protocol";

/** Everything that the picture shows of a thing, as words. */
export function describe(item: Item, words: Catalogue, owner: string): string {
  const parts = [`${item.kind} ${item.name}`, item.status, ...details(item, words)];
  if (item.kind === "Pod") parts.push(owner ? words.ownedBy(owner) : words.noOwner);
  return parts.filter((part) => part !== "").join(", ");
}

function details(item: Item, words: Catalogue): string[] {
  switch (item.kind) {
    case "Pod":
      return [
        item.node ? words.onNode(item.node) : words.noNode,
        item.ip ?? "",
        item.restarts ? words.restarts(item.restarts) : "",
      ];
    case "Node":
      return [(item.roles ?? []).join(" "), ...(item.taints ?? [])];
    case "Service":
      return [item.type ?? "", item.clusterIP ?? "", leading(item, words)];
    default:
      return item.desired === undefined
        ? []
        : [words.readyOf(item.readyReplicas ?? 0, item.desired)];
  }
}

function leading(service: Item, words: Catalogue): string {
  const labels = Object.entries(service.selector ?? {}).map(([key, value]) => `${key}=${value}`);
  return labels.length > 0 ? words.leadsTo(labels.join(",")) : "";
}

/** A container in words. */
export function describeContainer(one: ContainerItem, words: Catalogue): string {
  const roles: Record<string, string> = {
    init: words.initContainer,
    sidecar: words.sidecar,
    ephemeral: words.ephemeral,
    pause: words.pauseTitle,
  };
  const role = roles[one.role] ?? words.container;
  const exit = one.exitCode === undefined ? "" : ` (exit ${one.exitCode})`;
  return `${role} ${one.name} · ${one.image} · ${one.reason || one.state}${exit}`;
}
