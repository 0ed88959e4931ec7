// Puts the chosen theme on the document; the colours themselves are in css/tokens.css.
import { effect } from "@preact/signals";
import type { Preferences } from "../state/preferences";

/** Keep the document's theme as chosen. */
export function followTheme(preferences: Preferences, root: HTMLElement): void {
  effect(() => {
    const theme = preferences.theme.value;
    if (theme === "auto") delete root.dataset["theme"];
    else root.dataset["theme"] = theme;
  });
}
