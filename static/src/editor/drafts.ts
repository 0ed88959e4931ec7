// What was open in the editor, remembered by the browser: a reload must not cost unsaved text.
// Kept per cluster, since each has files of its own.  Not here: the machine's files.
import type { Shelf } from "../state/preferences";

export interface Draft {
  readonly path: string;
  readonly kept: string | null;
  readonly text: string;
}

export interface Desk {
  readonly cluster: string;
  readonly active: string;
  readonly files: readonly Draft[];
}

const KEY = "podlab.desks";
const CLUSTERS = 4;
const LARGEST = 400_000;

function isDesk(value: unknown): value is Desk {
  const desk = value as Desk | null;
  return (
    typeof desk?.cluster === "string" &&
    typeof desk.active === "string" &&
    Array.isArray(desk.files) &&
    desk.files.every((file: Draft) => typeof file?.path === "string" && typeof file.text === "string")
  );
}

function readAll(shelf: Shelf): Desk[] {
  try {
    const value: unknown = JSON.parse(shelf.getItem(KEY) ?? "[]");
    return Array.isArray(value) ? value.filter(isDesk) : [];
  } catch {
    return [];
  }
}

/** What was open for a cluster; null if nothing is remembered. */
export function recallDesk(shelf: Shelf | null, cluster: string): Desk | null {
  if (shelf === null) return null;
  return readAll(shelf).find((desk) => desk.cluster === cluster) ?? null;
}

/** Remember what is open; the last few clusters are kept, and nothing that is very large. */
export function keepDesk(shelf: Shelf | null, desk: Desk): void {
  if (shelf === null || desk.cluster === "") return;
  const files = desk.files.filter((file) => file.text.length <= LARGEST);
  const others = readAll(shelf).filter((one) => one.cluster !== desk.cluster);
  try {
    shelf.setItem(KEY, JSON.stringify([{ ...desk, files }, ...others].slice(0, CLUSTERS)));
  } catch {
    // A full storage costs only the memory of drafts.
  }
}
