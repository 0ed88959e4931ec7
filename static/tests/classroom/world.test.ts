// The dashboard's world: a snapshot and its changes say the same as a fresh snapshot.
import { describe, expect, it } from "vitest";
import { EMPTY_CLASS, reduce } from "../../src/classroom/world";
import type { ServerMessage } from "../../src/net/dashboard";
import { row, summary } from "./rows";

const grid = (n: number, rows: ReturnType<typeof row>[]): ServerMessage => ({
  t: "grid",
  n,
  now: 1000,
  lesson: "001_a_bare_pod",
  steps: [{ id: "pull", title: "Pull", optional: false }],
  rows,
});

describe("reduce", () => {
  it("takes the whole grid", () => {
    const world = reduce(EMPTY_CLASS, grid(1, [row(1), row(2)]));
    expect([...world.rows.keys()]).toEqual([1, 2]);
    expect(world.steps[0]?.title).toBe("Pull");
  });

  it("makes of a grid and its changes what a fresh grid would say", () => {
    const before = reduce(EMPTY_CLASS, grid(1, [row(1), row(2)]));
    const delta = { set: [row(1, { state: "stuck" }), row(3)], drop: [2] };
    const after = reduce(before, { t: "grid.change", n: 2, now: 2000, delta });
    const fresh = reduce(EMPTY_CLASS, grid(1, [row(1, { state: "stuck" }), row(3)]));
    expect([...after.rows]).toEqual([...fresh.rows]);
    expect(after.now).toBe(2000);
  });

  it("leaves a row that did not change the same object, so that it is not drawn again", () => {
    const before = reduce(EMPTY_CLASS, grid(1, [row(1), row(2)]));
    const delta = { set: [row(1, { hand: 5 })], drop: [] };
    const after = reduce(before, { t: "grid.change", n: 2, now: 2000, delta });
    expect(after.rows.get(2)).toBe(before.rows.get(2));
  });

  it("ignores what it has seen", () => {
    const world = reduce(EMPTY_CLASS, summary(4, { hands: 1 }));
    expect(reduce(world, summary(4, { hands: 9 }))).toBe(world);
    expect(reduce(world, summary(5, { hands: 2 })).summary?.hands).toBe(2);
  });
});
