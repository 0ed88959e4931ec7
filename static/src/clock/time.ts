// Virtual time: where it stands between two messages, and how it is written.
// Not here: the engine's clock, which alone decides.
import type { Reading } from "../state/store";

/** The virtual time in microseconds when the browser's clock shows ``wall`` milliseconds. */
export function virtualNow(reading: Reading, wall: number): number {
  const { clock, at } = reading;
  if (clock.paused) return clock.now;
  return clock.now + Math.max(0, wall - at) * 1_000 * clock.speed;
}

/** hh:mm:ss of a time in microseconds, as the machines of the cluster show it (UTC). */
export function clockText(micros: number): string {
  return new Date(micros / 1_000).toISOString().slice(11, 19);
}

/** The full date and time. */
export function fullText(micros: number): string {
  return `${new Date(micros / 1_000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
