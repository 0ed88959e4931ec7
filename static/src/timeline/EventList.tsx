// Kubernetes Events about one thing.
import type { JSX } from "preact";
import { clockText, fullText } from "../clock/time";
import { t } from "../i18n";
import type { EventRow } from "../net/protocol";

/** The events, oldest first as ``kubectl describe`` has them. */
export function EventList({ events }: { events: readonly EventRow[] }): JSX.Element {
  if (events.length === 0) return <p class="muted">{t().noEvents}</p>;
  const sorted = [...events].sort((a, b) => a.time - b.time);
  return (
    <ol class="events">
      {sorted.map((event, index) => (
        <li key={index} class={event.type === "Warning" ? "event warning" : "event"}>
          <div class="event-head">
            <time title={fullText(event.time)}>{clockText(event.time)}</time>
            <strong>
              {event.type === "Warning" ? "⚠ " : ""}
              {event.reason}
            </strong>
            {event.count > 1 && <span class="event-count">{t().times(event.count)}</span>}
            <span class="event-source">{event.source}</span>
          </div>
          <p>{event.message}</p>
        </li>
      ))}
    </ol>
  );
}
