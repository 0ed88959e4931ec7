import { describe, expect, it } from "vitest";
import { partsOf } from "../../src/lesson/Words";

describe("words with code", () => {
  it("shows what stands between backticks as code", () => {
    expect(partsOf("`kubectl top` works, so it is there.")).toEqual([
      { text: "kubectl top", code: true },
      { text: " works, so it is there.", code: false },
    ]);
  });

  it("leaves plain words and a lone backtick alone", () => {
    expect(partsOf("50% 是谁的 50%？")).toEqual([{ text: "50% 是谁的 50%？", code: false }]);
    expect(partsOf("a `b")).toEqual([{ text: "a `b", code: false }]);
    expect(partsOf("")).toEqual([]);
  });
});
