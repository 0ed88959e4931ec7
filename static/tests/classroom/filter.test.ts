// Who is shown, and in which order.
import { describe, expect, it } from "vitest";
import { chosen, EVERYBODY, same } from "../../src/classroom/filter";
import { Choices } from "../../src/classroom/context";
import { row, rows } from "./rows";

const trouble = [{ reason: "ImagePullBackOff", pods: 1, since: 0 }];
const everybody = rows(
  row(1, { name: "王芳", state: "stuck", trouble }),
  row(2, { name: "Ada", hand: 20, group: 7 }),
  row(3, { name: "李雷", hand: 10 }),
  row(4, { name: "Bo 10", state: "away" }),
  row(5, { name: "Bo 9", state: "done" }),
);
const names = (...args: Parameters<typeof chosen>): string[] => chosen(...args).map((one) => one.name);

describe("chosen", () => {
  it("sorts by name as people do", () => {
    const shown = names(everybody, EVERYBODY, 0, "name");
    expect(shown.indexOf("Bo 9")).toBeLessThan(shown.indexOf("Bo 10"));
    expect(shown).toHaveLength(5);
  });

  it("leaves out those who teach", () => {
    const all = rows(row(1), row(2, { role: "instructor" }), row(3, { role: "assistant" }));
    expect(names(all, EVERYBODY, 0, "name")).toEqual(["Learner 1"]);
  });

  it("puts the hand that is up longest first, then the stuck, the absent last", () => {
    const shown = names(everybody, EVERYBODY, 0, "need");
    expect(shown.slice(0, 3)).toEqual(["李雷", "Ada", "王芳"]);
    expect(shown[4]).toBe("Bo 10");
  });

  it("shows only those with a Pod in a state", () => {
    const filter = { kind: "reason" as const, reason: "ImagePullBackOff" };
    expect(names(everybody, filter, 0, "name")).toEqual(["王芳"]);
    expect(names(everybody, { ...filter, reason: "Pending" }, 0, "name")).toEqual([]);
  });

  it("shows those who are here, have a hand up, or belong to a group", () => {
    expect(names(everybody, { kind: "present", reason: "" }, 0, "name")).not.toContain("Bo 10");
    expect(names(everybody, { kind: "hands", reason: "" }, 7, "name")).toEqual(["Ada"]);
  });
});

describe("same", () => {
  it("tells reasons apart", () => {
    expect(same({ kind: "reason", reason: "a" }, { kind: "reason", reason: "b" })).toBe(false);
    expect(same(EVERYBODY, { kind: "", reason: "" })).toBe(true);
  });
});

describe("the chosen group", () => {
  it("is everybody again when the group was deleted", () => {
    const choices = new Choices();
    choices.group.value = 7;
    choices.keepOf([{ id: 7 }, { id: 8 }]);
    expect(choices.group.value).toBe(7);
    choices.keepOf([{ id: 8 }]);
    expect(choices.group.value).toBe(0);
  });
});
