// The branches of a cluster's life as lanes of a picture: which row, from where to where, where it
// left its parent.  Not here: drawing (BranchPicture.tsx), zooming (span.ts).
import type { HistoryBranch } from "../net/protocol";
import { shareOf, within, type Span } from "./span";

export interface Lane {
  readonly branch: HistoryBranch;
  readonly row: number;
  /** Where it begins and ends in the stretch that is shown, from 0 to 1; alike when outside. */
  readonly from: number;
  readonly to: number;
  /** The row that it left, where the fork lies in the stretch; -1 if there is none to show. */
  readonly parent: number;
}

/** A lane for each branch: the oldest in the first row, the present one in the last. */
export function lanesOf(branches: readonly HistoryBranch[], span: Span): Lane[] {
  const rows = [...branches].sort((a, b) => Number(a.current) - Number(b.current) || a.begins - b.begins);
  const place = new Map(rows.map((branch, row) => [branch.name, row]));
  return rows.map((branch, row) => ({
    branch,
    row,
    from: shareOf(branch.begins, span),
    to: shareOf(branch.ends, span),
    parent: within(branch.begins, span) ? (place.get(branch.parent) ?? -1) : -1,
  }));
}

/** A branch's number, by which it is called while it has no name: the oldest is 1. */
export function numberOf(branches: readonly HistoryBranch[], branch: HistoryBranch): number {
  return branches.length - branches.indexOf(branch);
}
