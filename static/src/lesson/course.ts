// The course as a map: lessons by topic, what comes next, which lines stand between lessons.
// Not here: drawing (CourseMap.tsx), or judging.
import type { LessonEntry, Topic } from "../net/protocol";

export interface Part {
  readonly topic: Topic;
  readonly lessons: readonly LessonEntry[];
}

export type Standing = "done" | "next" | "begun" | "open" | "later";

/** The lessons by topic, in the course's order; topics without lessons are left out. */
export function parts(topics: readonly Topic[], lessons: readonly LessonEntry[]): Part[] {
  const sorted = [...lessons].sort((a, b) => a.number - b.number);
  return topics
    .map((topic) => ({ topic, lessons: sorted.filter((one) => one.topic === topic.id) }))
    .filter((part) => part.lessons.length > 0);
}

/** Whether everything that should come before a lesson is done. */
export function isReady(lesson: LessonEntry, lessons: readonly LessonEntry[]): boolean {
  const open = new Set(lessons.filter((one) => !one.done).map((one) => one.name));
  return !lesson.needs.some((name) => open.has(name));
}

/** What to take next: what was begun, else the first lesson of the course's order that is ready. */
export function nextLesson(course: readonly Part[]): LessonEntry | undefined {
  const all = course.flatMap((part) => part.lessons);
  const open = all.filter((one) => !one.done && one.kind !== "exam");
  const begun = open.filter((one) => one.progress > 0);
  return begun[0] ?? open.find((one) => isReady(one, all)) ?? open[0];
}

/** How a lesson stands for its learner.  "later" only advises: every lesson can be opened. */
export function standingOf(
  lesson: LessonEntry,
  next: LessonEntry | undefined,
  lessons: readonly LessonEntry[],
): Standing {
  if (lesson.done) return "done";
  if (lesson.name === next?.name) return "next";
  if (lesson.progress > 0) return "begun";
  return isReady(lesson, lessons) ? "open" : "later";
}

/** The points of all lessons together. */
export function pointsOf(lessons: readonly LessonEntry[]): { got: number; most: number } {
  const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);
  return {
    got: sum(lessons.map((one) => one.points)),
    most: sum(lessons.map((one) => one.mostPoints)),
  };
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A line from one lesson's box to the next one's: sideways within a row, else from below to above. */
export function linePath(from: Box, to: Box): string {
  const sameRow = Math.abs(from.top - to.top) < from.height / 2;
  if (sameRow && to.left > from.left) {
    const y = from.top + from.height / 2;
    return `M${from.left + from.width} ${y}L${to.left} ${to.top + to.height / 2}`;
  }
  const x1 = from.left + from.width / 2;
  const x2 = to.left + to.width / 2;
  const y1 = from.top + from.height;
  const bend = Math.max(12, (to.top - y1) / 2);
  return `M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${to.top - bend} ${x2} ${to.top}`;
}
