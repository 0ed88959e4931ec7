// Where things stand: inside their boxes, never on top of each other, within the width.
import { describe, expect, it } from "vitest";
import type { Item } from "../../src/net/protocol";
import { densityFor, drop, plan, route, type Box, type Plan } from "../../src/topology/layout";
import { sceneOf } from "../../src/topology/scene";
import { assignSlots, NO_SLOTS } from "../../src/topology/slots";
import { master, node, pod, thing } from "../things";

const NODES = [master(), node("k8snode1"), node("k8snode2")];

function planOf(items: Item[], width = 1000, height = 380): Plan {
  const scene = sceneOf(items, false);
  return plan(scene, assignSlots(NO_SLOTS, scene.pods), { width, height }, "card");
}

const inside = (inner: Box, outer: Box): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.w <= outer.x + outer.w + 0.5 &&
  inner.y + inner.h <= outer.y + outer.h + 0.5;

const apart = (a: Box, b: Box): boolean =>
  a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;

function pods(count: number): Item[] {
  return Array.from({ length: count }, (_, i) =>
    pod(`p${i}`, i % 7 === 6 ? {} : { node: `k8snode${(i % 2) + 1}` }),
  );
}

describe.each([320, 390, 700, 1000, 1900])("in %i pixels", (width) => {
  it.each([0, 1, 5, 24, 200])("%i Pods stand in their boxes, apart from each other", (count) => {
    const all = pods(count);
    const laid = planOf([...NODES, ...all], width);
    const boxes = [...laid.pods.values()];
    expect(boxes).toHaveLength(count);
    for (const one of all) {
      const home = one.node ? laid.nodes.get(one.node) : laid.tray;
      expect(inside(laid.pods.get(one.id) as Box, home as Box)).toBe(true);
    }
    boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => expect(apart(a, b)).toBe(true)));
    const nodes = [...laid.nodes.values(), laid.tray, laid.band];
    nodes.forEach((a, i) => nodes.slice(i + 1).forEach((b) => expect(apart(a, b)).toBe(true)));
    for (const one of nodes) expect(one.x + one.w).toBeLessThanOrEqual(width + 0.5);
  });
});

describe("density", () => {
  it("gives up detail as Pods become many", () => {
    expect(planOf([...NODES, ...pods(6)]).density).toBe("card");
    expect(planOf([...NODES, ...pods(30)]).density).toBe("chip");
    expect(planOf([...NODES, ...pods(200)]).density).toBe("dot");
  });

  it("does not flicker at the border", () => {
    const slots = new Map([["n", Array.from({ length: 7 }, (_, i) => `p${i}`)]]);
    expect(densityFor(slots, 300, "card")).toBe("card");
    expect(densityFor(slots, 300, "chip")).toBe("chip");
  });
});

describe("the control plane", () => {
  it("is slim beside workers", () => {
    const laid = planOf(NODES);
    const width = (id: string): number => laid.nodes.get(id)?.w ?? 0;
    expect(width("k8smaster")).toBeLessThan(width("k8snode1"));
  });

  it("has all the room when it is alone", () => {
    expect(planOf([master()]).nodes.get("k8smaster")?.w).toBeGreaterThan(800);
  });
});

it("fills the height of its pane, and goes beyond when it must", () => {
  expect(planOf(NODES, 1000, 500).height).toBeCloseTo(500, 0);
  expect(planOf([...NODES, ...pods(24)], 1000, 100).height).toBeGreaterThan(300);
});

describe("lines", () => {
  const set = thing("ReplicaSet", "rs", { owner: "d", desired: 1 });
  const items = [
    ...NODES,
    thing("Deployment", "d", { desired: 1 }),
    set,
    pod("p", { node: "k8snode1", owner: "rs", labels: { app: "web" } }),
    thing("Service", "svc", { selector: { app: "web" } }),
  ];

  it("lead from owners and Services to Pods, and nowhere else", () => {
    const ids = planOf(items).curves.map((curve) => `${curve.kind} ${curve.id}`);
    expect(ids).toEqual(["owner d>rs", "owner rs>p", "service svc>p"]);
  });

  it("are kept back where the picture is narrow", () => {
    expect(planOf(items, 360).sparse).toBe(true);
    expect(planOf(items).sparse).toBe(false);
  });

  it("are plain numbers even where boxes stand exactly above each other", () => {
    const a = { x: 0, y: 0, w: 10, h: 10 };
    const b = { x: 9, y: 100, w: 10, h: 10 };
    for (const path of [drop(a, b), route(a, b, 50, "owner"), route(a, b, 50, "service")]) {
      expect(path).toMatch(/^M[\d. MLHVQC-]+$/);
    }
  });
});

it("families and Services wrap into further rows", () => {
  const many = Array.from({ length: 12 }, (_, i) => thing("Deployment", `d${i}`, { created: i }));
  const laid = planOf([...NODES, ...many]);
  for (const chip of laid.chips.values()) expect(inside(chip, laid.band)).toBe(true);
});
