// How far a lesson is: facts for the bar, and which steps stand open.
import type { LessonEntry, LessonState } from "../net/protocol";

/** Checks that are green, and all of them; those of optional steps do not count. */
export function counted(lesson: LessonState): { done: number; all: number } {
  const needed = lesson.steps.filter((step) => !step.optional);
  const checks = needed.flatMap((step) => [...step.checks, ...step.questions]);
  return { done: checks.filter((check) => check.passed).length, all: checks.length };
}

/** The step that is next; '' when all are done.  An optional one is passed over as soon as a later
 * one has begun. */
export function nextStep(lesson: LessonState): string {
  const begun = lesson.steps.findLastIndex((step) => [...step.checks, ...step.questions].some((one) => one.passed));
  const open = lesson.steps.filter((step) => !step.done);
  const next = open.find((step) => !step.optional || lesson.steps.indexOf(step) >= begun);
  return (next ?? open[0])?.id ?? "";
}

/** The lesson after this one, if there is any. */
export function lessonAfter(
  lessons: readonly LessonEntry[],
  lesson: LessonState,
): LessonEntry | undefined {
  return [...lessons].sort((a, b) => a.number - b.number).find((one) => one.number > lesson.number);
}
