// The time of an exam: what is left, how it is written, when it is said aloud.
import type { ExamState } from "../net/protocol";

/** Whole seconds until the bell, ``passed`` milliseconds after the server told its clock. */
export function secondsLeft(exam: ExamState, passed: number): number {
  return Math.max(0, Math.ceil((exam.deadline - exam.now - passed) / 1000));
}

/** Whole seconds from ``now`` to another end, both in milliseconds; endless if there is none (0). */
export function secondsUntil(end: number, now: number): number {
  return end === 0 ? Infinity : Math.max(0, Math.ceil((end - now) / 1000));
}

/** The minutes that are there to work: the exam's own, or what is left until a class collects it. */
export function minutesToWork(own: number, untilCollected: number): number {
  return Math.min(own, Math.max(1, Math.floor(untilCollected / 60)));
}

/** m:ss, or h:mm:ss. */
export function leftText(seconds: number): string {
  const two = (part: number): string => String(part).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** hh:mm, where the reader is. */
export function timeOfDay(at: Date): string {
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

const SAID = [30, 15, 10, 5, 2, 1];

/** The minutes to say aloud now; 0 for silence.  A screen reader is not told every second. */
export function saidAt(seconds: number): number {
  return SAID.find((minutes) => seconds <= minutes * 60 && seconds > minutes * 60 - 2) ?? 0;
}
