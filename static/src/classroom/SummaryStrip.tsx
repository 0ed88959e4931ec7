// The class in numbers; each number is a button that shows only those learners.
import type { JSX } from "preact";
import { tc } from "../i18n/classroom";
import type { ReasonCount } from "../net/dashboard";
import { useDashboard } from "./context";
import { EVERYBODY, same, type Filter } from "./filter";
import { duration } from "./spell";

/** The strip above the grid. */
export function SummaryStrip(): JSX.Element {
  const { desk } = useDashboard();
  const words = tc();
  const summary = desk.summary.value;
  const numbers: readonly [Filter["kind"], string, number, string][] = [
    ["", words.everybody, summary?.members ?? 0, "plain"],
    ["present", words.present, summary?.present ?? 0, "plain"],
    ["hands", words.hands, summary?.hands ?? 0, "wait"],
    ["stuck", words.stuck, summary?.stuck ?? 0, "bad"],
    ["idle", words.idle, summary?.idle ?? 0, "plain"],
    ["done", words.done, summary?.done ?? 0, "ok"],
  ];
  return (
    <div class="summary" role="group" aria-label={words.filter}>
      {numbers.map(([kind, label, count, tone]) => (
        <Count key={kind} filter={{ kind, reason: "" }} tone={count > 0 ? tone : "plain"}>
          <b>{count}</b> {label}
        </Count>
      ))}
      {summary?.reasons.map((one) => (
        <Count key={one.reason} filter={{ kind: "reason", reason: one.reason }} tone="bad">
          <ReasonText one={one} />
        </Count>
      ))}
    </div>
  );
}

function ReasonText({ one }: { one: ReasonCount }): JSX.Element {
  const words = tc();
  const stuck = useDashboard().desk.settings.value?.stuckSeconds ?? 180;
  const limit = duration(stuck * 1000, words);
  return (
    <>
      {one.long > 0 && stuck > 0
        ? words.reasonLong(one.reason, one.count, one.long, limit)
        : words.reasonCount(one.reason, one.count)}
    </>
  );
}

interface CountProps {
  readonly filter: Filter;
  readonly tone: string;
  readonly children: preact.ComponentChildren;
}

function Count({ filter, tone, children }: CountProps): JSX.Element {
  const { choices } = useDashboard();
  const on = same(choices.filter.value, filter);
  return (
    <button
      type="button"
      class={`count count-${tone}`}
      data-filter={filter.reason || filter.kind || "everybody"}
      aria-pressed={on}
      onClick={() => (choices.filter.value = on ? EVERYBODY : filter)}
    >
      {children}
    </button>
  );
}
