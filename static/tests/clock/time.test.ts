// Virtual time between two messages, and as text.
import { describe, expect, it } from "vitest";
import { clockText, fullText, virtualNow } from "../../src/clock/time";

const reading = (paused: boolean, speed: number) => ({
  clock: { now: 1_000_000, paused, speed },
  at: 500,
});

describe("virtual time", () => {
  it("goes on at its speed", () => {
    expect(virtualNow(reading(false, 1), 1_500)).toBe(2_000_000);
    expect(virtualNow(reading(false, 20), 1_500)).toBe(21_000_000);
    expect(virtualNow(reading(false, 0.25), 1_500)).toBe(1_250_000);
  });

  it("stands when paused, and never runs backwards", () => {
    expect(virtualNow(reading(true, 5), 9_999)).toBe(1_000_000);
    expect(virtualNow(reading(false, 1), 100)).toBe(1_000_000);
  });
});

it("is written in UTC, as the machines show it", () => {
  const micros = Date.UTC(2026, 10, 23, 8, 5, 9) * 1_000;
  expect(clockText(micros)).toBe("08:05:09");
  expect(fullText(micros)).toBe("2026-11-23 08:05:09 UTC");
});
