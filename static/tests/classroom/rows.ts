// Rows and summaries to test with.
import type { GridRow, ServerMessage } from "../../src/net/dashboard";

export function row(id: number, more: Partial<GridRow> = {}): GridRow {
  return {
    id,
    name: `Learner ${id}`,
    group: 0,
    role: "learner",
    state: "working",
    lesson: "001_a_bare_pod",
    cells: [0],
    met: 0,
    hints: 0,
    hand: 0,
    active: 0,
    paused: false,
    trouble: [],
    watched: false,
    looks: [],
    ...more,
  };
}

export function rows(...all: GridRow[]): ReadonlyMap<number, GridRow> {
  return new Map(all.map((one) => [one.id, one]));
}

export function summary(n: number, more: object): ServerMessage {
  const counts = { members: 0, present: 0, idle: 0, stuck: 0, hands: 0, done: 0, reasons: [] };
  return { t: "summary", n, ...counts, ...more };
}
