// What a learner's classes want of them.
import { describe, expect, it } from "vitest";
import { collectedAt, demands, freshNotices } from "../../src/myclass/demands";
import type { ClassRoom, LessonState } from "../../src/net/protocol";

function room(more: Partial<ClassRoom> = {}): ClassRoom {
  return {
    id: "a",
    name: "Class A",
    me: "Ada",
    role: "learner",
    hand: false,
    hold: "",
    speed: 1,
    consent: "ask",
    watchers: ["Ms Li"],
    exercises: [],
    looks: [],
    proposals: [],
    notices: [],
    ...more,
  };
}

const look = (id: number, state: string) => ({ id, by: "Ms Li", kind: "view", state, asked: 1, ended: 0 });
const notice = (id: number) => ({ id, by: "Ms Li", kind: "message", text: "hello", sent: 1 });

describe("demands", () => {
  it("are none in a quiet class", () => {
    expect(demands([room({ looks: [look(1, "ended"), look(2, "refused")] })], null)).toEqual([]);
  });

  it("put questions first, of every class", () => {
    const held = room({ id: "b", hold: "paused", looks: [look(3, "allowed")] });
    const kinds = demands([held, room({ looks: [look(1, "asked")] })], null).map((one) => one.kind);
    expect(kinds).toEqual(["asked", "watched", "hold"]);
  });

  it("count down only exercises that are out and have an end", () => {
    const exercise = { id: 1, lesson: "x", kind: "lesson", title: "X", handedOut: 5, due: 9, over: false };
    const exercises = [exercise, { ...exercise, id: 2, due: 0 }, { ...exercise, id: 3, over: true }];
    const shown = demands([room({ exercises })], null);
    expect(shown).toHaveLength(1);
    expect(shown[0]).toMatchObject({ kind: "exercise", exercise: { id: 1 } });
  });

  it("leave the time of an exam to the exam's own clock while it runs", () => {
    const exercise = { id: 1, lesson: "x", kind: "exam", title: "X", handedOut: 5, due: 9, over: false };
    const rooms = [room({ exercises: [exercise, { ...exercise, id: 2, lesson: "y" }] })];
    const exam = (name: string, state: string) =>
      ({ name, exam: { state } }) as unknown as LessonState;
    const kept = (open: LessonState | null) =>
      demands(rooms, open).map((one) => one.kind === "exercise" && one.exercise.id);
    expect(kept(exam("x", "running"))).toEqual([2]);
    expect(kept(exam("x", "ready"))).toEqual([1, 2]);
    expect(kept({ name: "x" } as LessonState)).toEqual([1, 2]);
  });
});

describe("freshNotices", () => {
  it("are those that came since; what was there when the page opened is not news", () => {
    expect(freshNotices([], [room({ notices: [notice(1)] })])).toEqual([]);
    const before = [room({ notices: [notice(1)] })];
    const after = [room({ notices: [notice(1), notice(2)] })];
    expect(freshNotices(before, after).map((one) => one.id)).toEqual([2]);
  });
});

describe("collectedAt", () => {
  const exercise = { id: 1, lesson: "x", kind: "exam", title: "X", handedOut: 5, due: 90, over: false };

  it("is when the first class collects the lesson", () => {
    const rooms = [
      room({ exercises: [exercise] }),
      room({ id: "b", exercises: [{ ...exercise, due: 70 }, { ...exercise, lesson: "y", due: 10 }] }),
    ];
    expect(collectedAt(rooms, "x")).toBe(70);
  });

  it("is never where nothing is out, or without an end", () => {
    const over = room({ exercises: [{ ...exercise, over: true }, { ...exercise, due: 0 }] });
    expect(collectedAt([over], "x")).toBe(0);
    expect(collectedAt([], "x")).toBe(0);
  });
});
