// Which things the picture shows and how they hang together: facts about items, no geometry.
// Not here: where things stand (layout.ts, slots.ts), how they look.
import type { Item } from "../net/protocol";

export const WORKLOADS: readonly string[] = [
  "Deployment",
  "ReplicaSet",
  "StatefulSet",
  "DaemonSet",
  "CronJob",
  "Job",
  "ReplicationController",
];

/** A workload that nobody owns, with the workloads below it. */
export interface Family {
  readonly root: Item;
  readonly children: readonly Item[];
}

/** A Service and the Pods that its selector picks. */
export interface Target {
  readonly service: string;
  readonly pod: string;
}

export interface Scene {
  readonly nodes: readonly Item[];
  readonly pods: readonly Item[];
  readonly services: readonly Item[];
  readonly targets: readonly Target[];
  readonly families: readonly Family[];
}

const SYSTEM = /^kube-|^local-path-storage$|^ingress-nginx$|^metallb-system$/;

/** Whether a thing belongs to the cluster itself rather than to the learner. */
export function isSystem(item: Item): boolean {
  if (SYSTEM.test(item.namespace)) return true;
  return item.kind === "Service" && item.namespace === "default" && item.name === "kubernetes";
}

/** Old first, then by name: an order in which nothing jumps when something is added. */
export function byAge(a: Item, b: Item): number {
  return a.created - b.created || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

function isControlPlane(node: Item): boolean {
  return (node.roles ?? []).includes("control-plane");
}

function byRole(a: Item, b: Item): number {
  return Number(isControlPlane(b)) - Number(isControlPlane(a)) || byName(a, b);
}

function byName(a: Item, b: Item): number {
  return a.name.localeCompare(b.name, "en", { numeric: true });
}

/** An empty ReplicaSet of an earlier revision: worth a place only while it is among the last. */
function isSpent(item: Item): boolean {
  return item.kind === "ReplicaSet" && !item.desired && !item.replicas;
}

const SPENT_SHOWN = 2;

function familyOf(root: Item, owned: ReadonlyMap<string, Item[]>): Family {
  const children = [...(owned.get(root.id) ?? [])].sort(byAge);
  const spent = children.filter(isSpent);
  const hidden = new Set(spent.slice(0, Math.max(0, spent.length - SPENT_SHOWN)));
  return { root, children: children.filter((child) => !hidden.has(child)) };
}

/** Whether a Service's selector picks a Pod: same namespace, every label equal, none is no Pod. */
export function picks(service: Item, pod: Item): boolean {
  const wanted = Object.entries(service.selector ?? {});
  if (wanted.length === 0 || pod.namespace !== service.namespace) return false;
  return wanted.every(([key, value]) => pod.labels[key] === value);
}

/** Everything the picture draws; ``system`` says whether the cluster's own things are shown. */
export function sceneOf(items: Iterable<Item>, system: boolean): Scene {
  const shown = [...items].filter((item) => item.kind === "Node" || system || !isSystem(item));
  const workloads = shown.filter((item) => WORKLOADS.includes(item.kind));
  const ids = new Set(workloads.map((item) => item.id));
  const owned = new Map<string, Item[]>();
  for (const item of workloads) owned.set(item.owner, [...(owned.get(item.owner) ?? []), item]);
  const roots = workloads.filter((item) => !ids.has(item.owner)).sort(byAge);
  const pods = shown.filter((item) => item.kind === "Pod").sort(byAge);
  const services = shown.filter((item) => item.kind === "Service").sort(byAge);
  const targets = services.flatMap((service) =>
    pods.filter((pod) => picks(service, pod)).map((pod) => ({ service: service.id, pod: pod.id })),
  );
  return {
    nodes: shown.filter((item) => item.kind === "Node").sort(byRole),
    pods,
    services,
    targets,
    families: roots.map((root) => familyOf(root, owned)),
  };
}
