// Which language the page speaks, and its words.  Not here: the server's texts (lessons), which
// come in the chosen language, and Kubernetes' own words, which stay English.
import { computed, signal } from "@preact/signals";
import type { Failure } from "../state/session";
import { en, type Catalogue } from "./en";
import { zhHans } from "./zh-hans";

export type Language = "en" | "zh-hans";

export const CATALOGUES: Record<Language, Catalogue> = { en, "zh-hans": zhHans };

/** The chosen language. */
export const language = signal<Language>("en");

const words = computed(() => CATALOGUES[language.value]);

/** The words of the chosen language; a view that calls this redraws when it changes. */
export function t(): Catalogue {
  return words.value;
}

/** One of our languages from whatever a server or browser says. */
export function languageOf(text: string): Language {
  return text.toLowerCase().startsWith("zh") ? "zh-hans" : "en";
}

/** What to tell a learner about something that failed. */
export function failureText(failure: Failure): string {
  const c = t();
  const known: Record<string, string> = {
    offline: c.failOffline,
    timeout: c.failTimeout,
    "too-large": c.failTooLarge,
    "too-fast": c.failTooFast,
    "no-such-file": c.failNoSuchFile,
    "unknown-lesson": c.failUnknownLesson,
    "bad-message": c.failBadMessage,
    "no-such-item": c.failNoSuchItem,
    crashed: c.failCrashed,
    "exam-clock": c.failExamClock,
    "exam-rewind": c.failExamRewind,
    "exam-over": c.failExamOver,
    "exam-running": c.failExamRunning,
    "before-lesson": c.failBeforeLesson,
    "no-such-moment": c.failNoSuchMoment,
    "turning-back": c.failTurningBack,
    busy: c.failBusy,
  };
  const words = known[failure.code];
  if (words !== undefined) return failure.message ? `${words} ${failure.message}` : words;
  return failure.message || c.failOther(failure.code);
}
