// What the dialogs about the past have in common: asking, and how branches are called.
import { failureText, t } from "../i18n";
import type { HistoryBranch, Reply } from "../net/protocol";
import { Failure, type Request } from "../state/session";
import type { Page } from "../ui/context";
import { numberOf } from "./lanes";
import { clockText } from "./time";

const WITHIN = 60_000;

/** An answer; a failure is shown and gives nothing. */
export async function tried(page: Page, request: Request): Promise<Reply | null> {
  try {
    return await page.session.ask(request, WITHIN);
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    page.toasts.say(failureText(failure));
    return null;
  }
}

/** What a branch is called: its own name, the present one, or its number and times. */
export function branchText(branches: readonly HistoryBranch[], branch: HistoryBranch): string {
  const words = t();
  const [from, to] = [clockText(branch.begins), clockText(branch.ends)];
  if (branch.title !== "") return words.branchNamed(branch.title, from, to);
  if (branch.current) return words.branchNow;
  return words.branchLeft(numberOf(branches, branch), from, to);
}
