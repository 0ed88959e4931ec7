// The class's words in the chosen language.  Apart from the page's own (index.ts), which every
// learner loads, only because they are many.
import { computed } from "@preact/signals";
import type { Failure } from "../net/conversation";
import { language, type Language } from ".";
import { classEn, type ClassWords } from "./classroom-en";
import { classZhHans } from "./classroom-zh-hans";

export const CLASS_CATALOGUES: Record<Language, ClassWords> = {
  en: classEn,
  "zh-hans": classZhHans,
};

const words = computed(() => CLASS_CATALOGUES[language.value]);

/** The class's words; a view that calls this redraws when the language changes. */
export function tc(): ClassWords {
  return words.value;
}

/** What to tell about something that failed. */
export function classFailure(failure: Failure): string {
  return words.peek().fails[failure.code] ?? (failure.message || words.peek().failOther(failure.code));
}
