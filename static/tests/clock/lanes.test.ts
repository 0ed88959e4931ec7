import { describe, expect, it } from "vitest";
import { lanesOf, numberOf } from "../../src/clock/lanes";
import type { HistoryBranch } from "../../src/net/protocol";

const branch = (name: string, parent: string, begins: number, ends: number): HistoryBranch => ({
  name,
  parent,
  begins,
  ends,
  current: name === "now",
  title: "",
});

const now = branch("now", "b", 40, 100);
const first = branch("a", "", 0, 60);
const second = branch("b", "a", 20, 80);
const branches = [now, second, first];

describe("lanesOf", () => {
  it("puts the present branch last, and each at its times", () => {
    const lanes = lanesOf(branches, { from: 0, to: 100 });
    expect(lanes.map((lane) => lane.branch.name)).toEqual(["a", "b", "now"]);
    expect(lanes.map((lane) => [lane.from, lane.to])).toEqual([[0, 0.6], [0.2, 0.8], [0.4, 1]]);
    expect(lanes.map((lane) => lane.parent)).toEqual([-1, 0, 1]);
  });

  it("shows no fork that lies outside of the stretch", () => {
    const lanes = lanesOf(branches, { from: 50, to: 100 });
    expect(lanes.map((lane) => lane.parent)).toEqual([-1, -1, -1]);
    expect(lanes[0]?.from).toBe(0);
    expect(lanes[0]?.to).toBeCloseTo(0.2);
  });

  it("numbers branches by age", () => {
    expect(branches.map((one) => numberOf(branches, one))).toEqual([3, 2, 1]);
  });
});
