// The picture's plan from one change to the next: places are kept, what has gone lingers as a
// ghost while it fades.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Item } from "../net/protocol";
import { plan, type Box, type Density, type Plan } from "./layout";
import { sceneOf, type Scene } from "./scene";
import { assignSlots, NO_SLOTS, type Slots } from "./slots";

export interface Ghost {
  readonly item: Item;
  readonly box: Box;
}

export interface Drawn {
  readonly scene: Scene;
  readonly plan: Plan;
  readonly ghosts: readonly Ghost[];
}

const FADE = 700;

interface Memory {
  slots: Slots;
  density: Density;
}

/** Everything to draw for these items in this room. */
export function usePlan(
  items: ReadonlyMap<string, Item>,
  system: boolean,
  width: number,
  height: number,
): Drawn {
  const memory = useRef<Memory>({ slots: NO_SLOTS, density: "card" });
  const now = useMemo(() => {
    const scene = sceneOf(items.values(), system);
    const slots = assignSlots(memory.current.slots, scene.pods);
    const laid = plan(scene, slots, { width, height }, memory.current.density);
    memory.current = { slots, density: laid.density };
    return { scene, plan: laid };
  }, [items, system, width, height]);
  return { ...now, ghosts: useGhosts(now, items) };
}

function useGhosts(now: Omit<Drawn, "ghosts">, items: ReadonlyMap<string, Item>): readonly Ghost[] {
  const before = useRef(now);
  const [ghosts, setGhosts] = useState<readonly Ghost[]>([]);
  useEffect(() => {
    const gone = goneFrom(before.current, items);
    before.current = now;
    if (gone.length === 0) return;
    setGhosts((known) => [...known, ...gone]);
    // No clean-up: a later change must not keep these ghosts from going.
    setTimeout(() => setGhosts((known) => known.filter((one) => !gone.includes(one))), FADE);
  }, [now]);
  return ghosts;
}

function goneFrom(before: Omit<Drawn, "ghosts">, items: ReadonlyMap<string, Item>): Ghost[] {
  const { scene, plan: laid } = before;
  const owners = scene.families.flatMap((family) => [family.root, ...family.children]);
  return [...scene.pods, ...owners, ...scene.services].flatMap((item) => {
    const box = laid.pods.get(item.id) ?? laid.chips.get(item.id);
    return box && !items.has(item.id) ? [{ item, box }] : [];
  });
}
