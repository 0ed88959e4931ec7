// Class facts in words.
import { afterEach, expect, it } from "vitest";
import { language } from "../../src/i18n";
import { holdText, noticeText } from "../../src/myclass/words";
import type { ClassNotice, ClassRoom } from "../../src/net/protocol";

afterEach(() => {
  language.value = "en";
});

const room = {
  hold: "speed",
  speed: 5,
  exercises: [{ lesson: "050_exam_workloads", title: "考试：工作负载" }],
} as unknown as ClassRoom;
const notice = (kind: string, text: string): ClassNotice => ({ id: 1, by: "Ms Li", kind, text, sent: 1 });

it.each([
  ["exercise", "050_exam_workloads", "新练习：考试：工作负载"],
  ["exercise", "gone", "新练习：gone"],
  ["fault", "stop-node k8snode2", "你的集群出现故障：stop-node k8snode2"],
  ["file", "/root/a.yaml", "新文件：/root/a.yaml"],
])("%s %s is told as %s", (kind, text, said) => {
  language.value = "zh-hans";
  expect(noticeText(notice(kind, text), room)).toBe(said);
});

it("a message says who speaks", () => {
  language.value = "en";
  expect(noticeText(notice("message", "Look here."), room)).toBe("Ms Li to the class: Look here.");
});

it("a hold says how fast time goes", () => {
  language.value = "en";
  expect(holdText(room)).toContain("5×");
  expect(holdText({ ...room, hold: "paused" })).toBe("The class has paused all clocks");
});
