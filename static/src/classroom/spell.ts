// How facts of the class are spelled: marks of cells, durations, counts.  Pure; the words come from
// the catalogue.
import type { GridRow, Trouble } from "../net/dashboard";
import type { ClassWords } from "../i18n/classroom-en";

/** How far a step is: a mark that can be told without colour, and the class of its shade. */
export function cellMark(share: number): { readonly mark: string; readonly shade: string } {
  if (share >= 1) return { mark: "✓", shade: "full" };
  if (share <= 0) return { mark: "·", shade: "none" };
  return { mark: `${Math.max(1, Math.floor(share * 100))}%`, shade: share < 0.5 ? "some" : "most" };
}

export const STATE_MARKS: Readonly<Record<string, string>> = {
  away: "○",
  idle: "◌",
  working: "▸",
  stuck: "▲",
  done: "✓",
};

/** The word for a learner's state. */
export function stateWord(state: string, words: ClassWords): string {
  const known: Record<string, string> = words.states;
  return known[state] ?? state;
}

/** Milliseconds as a rounded duration. */
export function duration(ms: number, words: ClassWords): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return words.seconds(seconds);
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? words.minutes(minutes) : words.hours(Math.floor(minutes / 60), minutes % 60);
}

/** What is left until a time, as minutes and seconds; 0:00 when it has passed. */
export function countdown(until: number, now: number): string {
  const left = Math.max(0, Math.ceil((until - now) / 1000));
  const hours = Math.floor(left / 3600);
  const minutes = Math.floor((left % 3600) / 60);
  const two = (n: number): string => String(n).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(left % 60)}` : `${minutes}:${two(left % 60)}`;
}

/** A learner's trouble in a line. */
export function troubleText(trouble: readonly Trouble[], now: number, words: ClassWords): string {
  return trouble
    .map((one) => words.trouble(one.reason, one.pods, duration(now - one.since, words)))
    .join(words.comma);
}

/** A whole row in a sentence, for those who hear it. */
export function rowSentence(row: GridRow, now: number, words: ClassWords): string {
  const parts = [row.name, stateWord(row.state, words)];
  if (row.hand > 0) parts.push(words.handSince(duration(now - row.hand, words)));
  if (row.trouble.length > 0) parts.push(troubleText(row.trouble, now, words));
  return parts.join(words.comma);
}

/** What became true between two views of the class that somebody should hear. */
export function newsOf(
  before: ReadonlyMap<number, GridRow>,
  after: ReadonlyMap<number, GridRow>,
  words: ClassWords,
): string {
  const said: string[] = [];
  for (const row of after.values()) {
    const old = before.get(row.id);
    if (row.hand > 0 && !(old && old.hand > 0)) said.push(words.saidHand(row.name));
    if (row.state === "stuck" && old && old.state !== "stuck") said.push(words.saidStuck(row.name));
  }
  return said.length <= 3 ? said.join(" ") : words.saidMany(said.length);
}
