// What the window is like, as signals.
import { signal, type ReadonlySignal } from "@preact/signals";

/** A media query as a signal. */
export function matches(query: string): ReadonlySignal<boolean> {
  const list = window.matchMedia(query);
  const state = signal(list.matches);
  list.addEventListener("change", (event) => {
    state.value = event.matches;
  });
  return state;
}
