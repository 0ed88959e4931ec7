import { describe, expect, it } from "vitest";
import { shareOf, SHORTEST, within, zoomed } from "../../src/clock/span";

const WHOLE = { from: 0, to: 100_000_000 };

describe("a stretch of the timeline", () => {
  it("zooms in around a moment, which keeps its place", () => {
    const near = zoomed(WHOLE, WHOLE, 25_000_000, 0.5);
    expect(near.to - near.from).toBe(50_000_000);
    expect(shareOf(25_000_000, near)).toBeCloseTo(0.25);
  });

  it("never leaves the whole", () => {
    const end = zoomed({ from: 90_000_000, to: 100_000_000 }, WHOLE, 100_000_000, 4);
    expect(end).toEqual({ from: 60_000_000, to: 100_000_000 });
    expect(zoomed(end, WHOLE, 0, 100)).toEqual(WHOLE);
  });

  it("has a shortest length", () => {
    const tiny = zoomed(WHOLE, WHOLE, 50_000_000, 0.000_001);
    expect(tiny.to - tiny.from).toBe(SHORTEST);
  });

  it("knows what lies in it", () => {
    expect(within(5, { from: 0, to: 10 })).toBe(true);
    expect(within(11, { from: 0, to: 10 })).toBe(false);
    expect(shareOf(5, { from: 5, to: 5 })).toBe(0);
  });
});
