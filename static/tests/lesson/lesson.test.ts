// Code blocks and progress of a lesson.
import { describe, expect, it } from "vitest";
import { actionsFor, forTerminal } from "../../src/lesson/blocks";
import { counted, lessonAfter, nextStep } from "../../src/lesson/progress";
import { check, entry, lessonOf, step } from "../things";

describe("a code block", () => {
  it.each([
    [{ lang: "sh", file: "" }, ["terminal", "copy"]],
    [{ lang: "yaml", file: "pod.yaml" }, ["editor", "copy"]],
    [{ lang: "yaml", file: "" }, ["copy"]],
    [{ lang: "text", file: "" }, ["copy"]],
  ])("%j offers %j", (block, actions) => {
    expect(actionsFor(block)).toEqual(actions);
  });

  it("goes to the terminal without prompts and without a last newline", () => {
    expect(forTerminal("[root@k8smaster test]# ls\n$ pwd\n")).toBe("ls\npwd");
    expect(forTerminal("# a comment stays\nls")).toBe("# a comment stays\nls");
  });
});

describe("progress", () => {
  it("counts checks, not those of optional steps", () => {
    const lesson = lessonOf(
      step("pull", { optional: true, checks: [check("x", false)] }),
      step("one", { checks: [check("a", true), check("b", false)] }),
    );
    expect(counted(lesson)).toEqual({ done: 1, all: 2 });
  });

  it("the next step is the first that is not done", () => {
    expect(nextStep(lessonOf(step("a", { done: true }), step("b"), step("c")))).toBe("b");
    expect(nextStep(lessonOf(step("a", { done: true })))).toBe("");
  });

  it("an optional step is passed over once a later one has begun", () => {
    const pull = step("pull", { optional: true, checks: [check("p", false)] });
    expect(nextStep(lessonOf(pull, step("one", { checks: [check("a", false)] })))).toBe("pull");
    expect(nextStep(lessonOf(pull, step("one", { checks: [check("a", true)] })))).toBe("one");
  });

  it("an optional step alone is left over last", () => {
    const pull = step("pull", { optional: true });
    const done = step("one", { done: true, checks: [check("a", true)] });
    expect(nextStep(lessonOf(pull, done))).toBe("pull");
  });
});

it("the lesson after this one", () => {
  const lesson = lessonOf();
  expect(lessonAfter([entry(3), entry(2), entry(1)], lesson)?.name).toBe("l2");
  expect(lessonAfter([entry(1)], lesson)).toBeUndefined();
});
