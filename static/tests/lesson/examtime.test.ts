// The time of an exam.
import { describe, expect, it } from "vitest";
import {
  leftText,
  minutesToWork,
  saidAt,
  secondsLeft,
  secondsUntil,
  timeOfDay,
} from "../../src/lesson/examtime";

const EXAM = {
  state: "running" as const,
  minutes: 2,
  clock: false,
  rewind: false,
  deadline: 1_000_120_000,
  now: 1_000_000_000,
  end: "",
  marks: [],
  endTime: 0,
  endSequence: 0,
};

it("counts by the server's clock, and stops at the bell", () => {
  expect(secondsLeft(EXAM, 0)).toBe(120);
  expect(secondsLeft(EXAM, 30_400)).toBe(90);
  expect(secondsLeft(EXAM, 999_999)).toBe(0);
});

it.each([
  [0, "0:00"],
  [65, "1:05"],
  [3_725, "1:02:05"],
])("%d seconds are %s", (seconds, text) => {
  expect(leftText(seconds)).toBe(text);
});

it("is said aloud now and then only", () => {
  expect(saidAt(300)).toBe(5);
  expect(saidAt(250)).toBe(0);
  expect(saidAt(0)).toBe(0);
});

describe("secondsUntil", () => {
  it("counts whole seconds down to nought", () => {
    expect(secondsUntil(10_000, 7_500)).toBe(3);
    expect(secondsUntil(10_000, 20_000)).toBe(0);
  });

  it("never ends where there is no end", () => {
    expect(secondsUntil(0, 5)).toBe(Infinity);
  });
});

it.each([
  [20, Infinity, 20],
  [20, 3_600, 20],
  [20, 299, 4],
  [20, 10, 1],
])("of %d minutes with %d seconds until the class collects, %d are there", (own, left, minutes) => {
  expect(minutesToWork(own, left)).toBe(minutes);
});

it("writes the time of day with two digits each", () => {
  expect(timeOfDay(new Date(2026, 0, 2, 9, 5))).toBe("09:05");
});
