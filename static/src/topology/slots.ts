// Which place in a node a Pod has.  A Pod keeps its place for life, and a new one takes the first
// that is free, so that nothing jumps.  Not here: pixels (layout.ts).
import type { Item } from "../net/protocol";

/** Places by node name ('' is the tray of Pods without a node); null is a free place. */
export type Slots = ReadonlyMap<string, readonly (string | null)[]>;

export const NO_SLOTS: Slots = new Map();

/** The places after the Pods have become these. */
export function assignSlots(previous: Slots, pods: readonly Item[]): Slots {
  const next = keepPlaces(previous, pods);
  const placed = new Set([...next.values()].flat());
  for (const pod of pods) {
    if (!placed.has(pod.id)) takePlace(next, pod.node ?? "", pod.id);
  }
  for (const places of next.values()) trimEnd(places);
  return next;
}

function keepPlaces(previous: Slots, pods: readonly Item[]): Map<string, (string | null)[]> {
  const home = new Map(pods.map((pod) => [pod.id, pod.node ?? ""]));
  const next = new Map<string, (string | null)[]>();
  for (const [node, places] of previous) {
    next.set(
      node,
      places.map((id) => (id !== null && home.get(id) === node ? id : null)),
    );
  }
  return next;
}

function takePlace(slots: Map<string, (string | null)[]>, node: string, id: string): void {
  const places = slots.get(node) ?? [];
  const free = places.indexOf(null);
  if (free < 0) places.push(id);
  else places[free] = id;
  slots.set(node, places);
}

function trimEnd(places: (string | null)[]): void {
  while (places.length > 0 && places[places.length - 1] === null) places.pop();
}
