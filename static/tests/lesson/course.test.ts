// The course as a map: order, what comes next, lines.
import { describe, expect, it } from "vitest";
import { isReady, linePath, nextLesson, parts, pointsOf, standingOf } from "../../src/lesson/course";
import { entry } from "../things";

const TOPICS = [
  { id: "start", title: "Start" },
  { id: "empty", title: "Empty" },
  { id: "pod", title: "Pod" },
];

describe("the order of the course", () => {
  it("is that of the topics, then of the numbers; empty topics are left out", () => {
    const course = parts(TOPICS, [entry(3), entry(2), entry(9, { topic: "start" })]);
    expect(course.map((part) => part.topic.id)).toEqual(["start", "pod"]);
    expect(course.flatMap((part) => part.lessons.map((one) => one.number))).toEqual([9, 2, 3]);
  });
});

describe("what comes next", () => {
  const next = (...lessons: ReturnType<typeof entry>[]) => nextLesson(parts(TOPICS, lessons))?.number;

  it("is what was begun, before what is new", () => {
    expect(next(entry(1), entry(2, { progress: 0.5 }))).toBe(2);
  });

  it("is a lesson whose needs are done", () => {
    expect(next(entry(1, { needs: ["l2"] }), entry(2))).toBe(2);
    expect(next(entry(1, { needs: ["l2"] }), entry(2, { done: true, progress: 1 }))).toBe(1);
  });

  it("is never an exam, and nothing when all is done", () => {
    expect(next(entry(1, { kind: "exam" }))).toBeUndefined();
    expect(next(entry(1, { done: true }))).toBeUndefined();
  });
});

it("a lesson stands for its learner as it is", () => {
  const done = entry(1, { done: true, progress: 1 });
  const after = entry(2, { needs: ["l1"] });
  const later = entry(3, { needs: ["l2"] });
  const begun = entry(4, { progress: 0.2 });
  const all = [done, after, later, begun];
  expect(all.map((one) => standingOf(one, after, all))).toEqual(["done", "next", "later", "begun"]);
  expect(isReady(after, all)).toBe(true);
  expect(isReady(entry(5, { needs: ["of another course"] }), all)).toBe(true);
});

it("points are those of all lessons", () => {
  const lessons = [entry(1, { points: 7, mostPoints: 20 }), entry(2, { points: 1, mostPoints: 10 })];
  expect(pointsOf(lessons)).toEqual({ got: 8, most: 30 });
});

describe("a line", () => {
  const box = (left: number, top: number) => ({ left, top, width: 100, height: 50 });

  it("goes sideways within a row", () => {
    expect(linePath(box(0, 0), box(120, 0))).toBe("M100 25L120 25");
  });

  it("goes from below to above otherwise", () => {
    expect(linePath(box(0, 0), box(120, 100))).toBe("M50 50C50 75 170 75 170 100");
  });
});
