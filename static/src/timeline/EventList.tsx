// Kubernetes Events about one thing.
import type { JSX } from "preact";
import { clockText, fullText } from "../clock/time";
import { t } from "../i18n";
import type { EventRow } from "../net/protocol";

interface EventListProps {
  readonly events: readonly EventRow[];
  readonly onAsk: (event: EventRow) => void;
}

/** The events, oldest first as ``kubectl describe`` has them; each can be asked why. */
export function EventList({ events, onAsk }: EventListProps): JSX.Element {
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
            <button type="button" class="why-object link" onClick={() => onAsk(event)}>
              {t().why}
            </button>
          </div>
          <p>{event.message}</p>
        </li>
      ))}
    </ol>
  );
}
