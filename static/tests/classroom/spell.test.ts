// Facts of the class as marks and words.
import { describe, expect, it } from "vitest";
import { cellMark, countdown, duration, newsOf, rowSentence, troubleText } from "../../src/classroom/spell";
import { classEn } from "../../src/i18n/classroom-en";
import { classZhHans } from "../../src/i18n/classroom-zh-hans";
import { row, rows } from "./rows";

const MINUTE = 60_000;

describe("cellMark", () => {
  it("can be told without colour", () => {
    const marks = [0, 0.25, 0.75, 1].map((share) => cellMark(share).mark);
    expect(new Set(marks).size).toBe(4);
    expect(cellMark(1).mark).toBe("✓");
  });

  it("does not call a started step nothing, nor an almost finished one done", () => {
    expect(cellMark(0.001).mark).toBe("1%");
    expect(cellMark(0.999).mark).toBe("99%");
  });
});

describe("durations", () => {
  it("are rounded down to what matters, and never negative", () => {
    expect(duration(-5, classEn)).toBe("0 s");
    expect(duration(3 * MINUTE + 59_000, classEn)).toBe("3 min");
    expect(duration(61 * MINUTE, classZhHans)).toBe("1 小时 1 分");
  });

  it("count down to zero and stay there", () => {
    expect(countdown(10_000, 1)).toBe("0:10");
    expect(countdown(0, 99)).toBe("0:00");
    expect(countdown(3_661_000, 0)).toBe("1:01:01");
  });
});

describe("a row in words", () => {
  const stuck = row(1, {
    name: "Ada",
    state: "stuck",
    hand: MINUTE,
    trouble: [{ reason: "ImagePullBackOff", pods: 2, since: 0 }],
  });

  it("says trouble with its count and time", () => {
    expect(troubleText(stuck.trouble, 4 * MINUTE, classEn)).toBe("2× ImagePullBackOff for 4 min");
  });

  it("is one sentence", () => {
    expect(rowSentence(stuck, 4 * MINUTE, classEn)).toBe(
      "Ada, stuck, hand up for 3 min, 2× ImagePullBackOff for 4 min",
    );
  });
});

describe("newsOf", () => {
  it("tells of hands and of those who got stuck, once", () => {
    const before = rows(row(1, { name: "Ada" }), row(2, { name: "Bo", hand: 5 }));
    const after = rows(row(1, { name: "Ada", state: "stuck" }), row(2, { name: "Bo", hand: 5 }));
    expect(newsOf(before, after, classEn)).toBe("Ada is stuck.");
    expect(newsOf(after, after, classEn)).toBe("");
  });

  it("counts when there is too much to say", () => {
    const after = rows(...[1, 2, 3, 4].map((id) => row(id, { hand: 1 })));
    expect(newsOf(rows(), after, classEn)).toBe("4 learners need attention.");
  });
});
