// Choices that this browser remembers: theme, where the splits stand, what is shown.
// Not here: anything the server keeps (language, progress, files).
import { effect, signal, type Signal } from "@preact/signals";

export type Theme = "auto" | "light" | "dark";
export type Dock = "both" | "terminal" | "editor";
export type View = "picture" | "list";
export type Pane = "lesson" | "picture" | "terminal" | "editor";

/** The part of localStorage that is used. */
export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** The browser's storage, or null where it is forbidden. */
export function browserShelf(): Shelf | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

const PREFIX = "podlab.";

/** A signal that starts from the shelf and is written back whenever it changes. */
export function remembered<T>(
  shelf: Shelf | null,
  key: string,
  initial: T,
  valid: (value: unknown) => value is T,
): Signal<T> {
  const kept = signal(read(shelf, key, initial, valid));
  effect(() => {
    const text = JSON.stringify(kept.value);
    try {
      shelf?.setItem(PREFIX + key, text);
    } catch {
      // A full or forbidden storage costs only the memory of a choice.
    }
  });
  return kept;
}

function read<T>(
  shelf: Shelf | null,
  key: string,
  initial: T,
  valid: (value: unknown) => value is T,
): T {
  try {
    const value: unknown = JSON.parse(shelf?.getItem(PREFIX + key) ?? "null");
    return valid(value) ? value : initial;
  } catch {
    return initial;
  }
}

/** A check that a value is one of some words. */
export function oneOf<T extends string>(...words: T[]): (value: unknown) => value is T {
  return (value): value is T => words.includes(value as T);
}

/** A check that a value is a share between two bounds. */
export function share(low: number, high: number): (value: unknown) => value is number {
  return (value): value is number => typeof value === "number" && value >= low && value <= high;
}

const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";

export class Preferences {
  readonly theme: Signal<Theme>;
  readonly lessonShare: Signal<number>;
  readonly pictureShare: Signal<number>;
  readonly terminalShare: Signal<number>;
  readonly dock: Signal<Dock>;
  readonly view: Signal<View>;
  readonly system: Signal<boolean>;
  readonly pane: Signal<Pane>;
  readonly screenReader: Signal<boolean>;

  constructor(shelf: Shelf | null) {
    this.theme = remembered(shelf, "theme", "auto", oneOf<Theme>("auto", "light", "dark"));
    this.lessonShare = remembered(shelf, "split.lesson", 0.27, share(0.12, 0.6));
    this.pictureShare = remembered(shelf, "split.picture", 0.52, share(0.15, 0.85));
    this.terminalShare = remembered(shelf, "split.terminal", 0.62, share(0.2, 0.8));
    this.dock = remembered(shelf, "dock", "both", oneOf<Dock>("both", "terminal", "editor"));
    this.view = remembered(shelf, "view", "picture", oneOf<View>("picture", "list"));
    this.system = remembered(shelf, "system", false, isBoolean);
    const panes = oneOf<Pane>("lesson", "picture", "terminal", "editor");
    this.pane = remembered(shelf, "pane", "lesson", panes);
    this.screenReader = remembered(shelf, "screenreader", false, isBoolean);
  }
}
