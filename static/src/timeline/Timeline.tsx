// What happened to one thing, step by step, and what led to it.
import type { JSX } from "preact";
import { clockText, fullText } from "../clock/time";
import { t } from "../i18n";
import type { TimelineRow } from "../net/protocol";

/** The rows, oldest first; each names its writer and, below, the causes behind. */
export function Timeline({ rows }: { rows: readonly TimelineRow[] }): JSX.Element {
  if (rows.length === 0) return <p class="muted">{t().noTimeline}</p>;
  const sorted = [...rows].sort((a, b) => a.time - b.time || a.revision - b.revision);
  return (
    <ol class="timeline">
      {sorted.map((row, index) => (
        <li key={`${row.revision} ${index}`}>
          <time title={fullText(row.time)}>{clockText(row.time)}</time>
          <div class="timeline-what">
            <strong>{row.status}</strong>
            <span class="timeline-who">{row.component}</span>
            {row.causes.length > 0 && <Causes causes={row.causes} />}
          </div>
        </li>
      ))}
    </ol>
  );
}

function Causes({ causes }: { causes: readonly string[][] }): JSX.Element {
  return (
    <ul class="causes" aria-label={t().because}>
      {causes.map((cause, index) => (
        <li key={index}>
          <span aria-hidden="true">← </span>
          {cause.filter((part) => part !== "").join(" · ")}
        </li>
      ))}
    </ul>
  );
}
