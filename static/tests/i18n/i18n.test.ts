// Both languages say everything; that no key is missing is the compiler's business.
import { afterEach, describe, expect, it } from "vitest";
import { CATALOGUES, failureText, language, languageOf, t } from "../../src/i18n";
import { Failure } from "../../src/state/session";

afterEach(() => {
  language.value = "en";
});

describe("the catalogues", () => {
  it("have words for every key", () => {
    for (const catalogue of Object.values(CATALOGUES)) {
      for (const [key, words] of Object.entries(catalogue)) {
        const text = typeof words === "string" ? words : (words as (n: number) => string)(2);
        expect(text, key).not.toBe("");
      }
    }
  });

  it("switch at once", () => {
    language.value = "zh-hans";
    expect(t().terminal).toBe("终端");
    language.value = "en";
    expect(t().terminal).toBe("Terminal");
  });

  it("speak Chinese where Chinese is Chinese", () => {
    const same = Object.entries(CATALOGUES.en)
      .filter(([key, words]) => words === CATALOGUES["zh-hans"][key as keyof typeof CATALOGUES.en])
      .map(([key]) => key);
    expect(same.sort()).toEqual(["name", "pauseContainer"]);
  });
});

it.each([
  ["zh-hans", "zh-hans"],
  ["zh-CN", "zh-hans"],
  ["en-GB", "en"],
  ["fr", "en"],
])("%s is %s", (text, expected) => {
  expect(languageOf(text)).toBe(expected);
});

describe("failures", () => {
  it("known ones have our words, and the real text behind", () => {
    expect(failureText(new Failure("offline"))).toBe("Not connected: nothing was sent.");
    expect(failureText(new Failure("no-such-file", {}, "/root/x"))).toBe(
      "There is no such file. /root/x",
    );
  });

  it("unknown ones show the text that came, or at least the code", () => {
    expect(failureText(new Failure("odd", {}, "something odd"))).toBe("something odd");
    expect(failureText(new Failure("odd"))).toBe("That did not work (odd).");
  });
});
