// Which learners the grid shows and in which order: pure functions on rows.
// Not here: the buttons that choose (SummaryStrip.tsx).
import type { GridRow } from "../net/dashboard";

/** A state, a raised hand, or a reason of Pods; '' is everybody. */
export interface Filter {
  readonly kind: "" | "present" | "idle" | "stuck" | "hands" | "done" | "reason";
  readonly reason: string;
}

export const EVERYBODY: Filter = { kind: "", reason: "" };

/** By name, or those first who wait for help. */
export type Order = "name" | "need";

/** Whether two filters mean the same. */
export function same(one: Filter, other: Filter): boolean {
  return one.kind === other.kind && one.reason === other.reason;
}

function passes(row: GridRow, filter: Filter): boolean {
  switch (filter.kind) {
    case "":
      return true;
    case "present":
      return row.state !== "away";
    case "hands":
      return row.hand > 0;
    case "reason":
      return row.trouble.some((one) => one.reason === filter.reason);
    default:
      return row.state === filter.kind;
  }
}

/** How much a learner waits for somebody: hands first (the longest up first), then the stuck. */
function need(row: GridRow): number {
  if (row.hand > 0) return row.hand;
  const rank = { stuck: 1, idle: 2, working: 3, done: 4 }[row.state] ?? 5;
  return Number.MAX_SAFE_INTEGER - 10 + rank;
}

/** The learners to show, in order; ``group`` 0 is every group. */
export function chosen(
  rows: ReadonlyMap<number, GridRow>,
  filter: Filter,
  group: number,
  order: Order,
): readonly GridRow[] {
  const kept = [...rows.values()].filter(
    (row) => row.role === "learner" && passes(row, filter) && (group === 0 || row.group === group),
  );
  const byName = new Intl.Collator("zh-Hans", { numeric: true }).compare;
  return kept.sort((one, other) => {
    const first = order === "need" ? need(one) - need(other) : 0;
    return first || byName(one.name, other.name) || one.id - other.id;
  });
}
