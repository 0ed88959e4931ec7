// The drawer about the selected thing: its YAML, its events, its timeline, and why it is so.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import type { EventRow, Item, Reply } from "../net/protocol";
import { Timeline } from "../timeline/Timeline";
import { EventList } from "../timeline/EventList";
import { Button } from "../ui/Button";
import { usePage } from "../ui/context";
import { Tabs } from "../ui/Tabs";
import { strange, type InspectorTab } from "./selection";
import { StatusIcon } from "./StatusIcon";
import { toneOf } from "./tone";
import { WhyAnswer } from "./WhyAnswer";
import { YamlText } from "./YamlText";

const ASK_AGAIN_AFTER = 250;
/** The last question whose answer got the focus. */
let answered = 0;

/** The drawer; nothing when nothing is selected. */
export function Inspector(): JSX.Element | null {
  const { selection, store } = usePage();
  const id = selection.id.value;
  const live = store.items.value.get(id);
  useEffect(() => {
    if (live) selection.item.value = live;
    const timer = setTimeout(() => void selection.refresh(), ASK_AGAIN_AFTER);
    return () => clearTimeout(timer);
  }, [id, live]);
  const item = live ?? selection.item.value;
  return id && item ? <Drawer key={id} item={item} gone={live === undefined} /> : null;
}

function Drawer({ item, gone }: { item: Item; gone: boolean }): JSX.Element {
  const { selection } = usePage();
  const words = t();
  const box = useRef<HTMLElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const asked = selection.asked.value;
  useEffect(() => {
    // What was pressed is gone from the page: the answer takes its place for the keyboard.
    if (asked !== answered) panel.current?.focus();
    answered = asked;
  }, [asked]);
  const close = (): void => {
    const back = document.querySelector<SVGGElement>(`[data-id="${CSS.escape(item.id)}"]`);
    selection.clear();
    back?.focus();
  };
  const tabs = [
    { id: "yaml", label: "YAML" },
    { id: "events", label: words.events },
    { id: "timeline", label: words.timeline },
    { id: "why", label: words.why },
  ];
  return (
    <aside
      ref={box}
      class={`inspector ${selection.side.value}`}
      aria-label={`${words.inspector}: ${item.kind} ${item.name}`}
      onKeyDown={(event) => event.key === "Escape" && close()}
    >
      <div class="inspector-head">
        <div class="inspector-title">
          <span class="inspector-kind">{item.kind}</span>
          <strong>{item.name}</strong>
          <span class={`inspector-status tone-${toneOf(item)}`}>
            <StatusIcon tone={toneOf(item)} /> {item.status}
          </span>
        </div>
        <Button icon="close" look="bare" label={words.close} onClick={close} />
      </div>
      <Tabs
        label={words.inspector}
        prefix="inspector"
        tabs={tabs}
        active={selection.tab.value}
        onSelect={(tab) => void selection.show(tab as InspectorTab)}
      />
      {gone && item.status !== words.whyMissing && item.created > 0 && (
        <p class="inspector-gone">{words.gone}</p>
      )}
      <div
        ref={panel}
        class="inspector-body"
        role="tabpanel"
        id={`inspector-panel-${selection.tab.value}`}
        tabIndex={0}
      >
        <Facts facts={selection.facts.value} tab={selection.tab.value} />
      </div>
    </aside>
  );
}

function Facts({ facts, tab }: { facts: Reply | null; tab: InspectorTab }): JSX.Element {
  const { selection } = usePage();
  const askField = (pointer: string): void => void selection.askAbout(`#${pointer}`, pointer);
  const askEvent = (event: EventRow): void =>
    selection.ask(
      strange(
        event.id,
        { kind: "Event", resource: "events", namespace: "", name: event.reason },
        event.type,
      ),
    );
  if (tab === "why") return <WhyAnswer />;
  if (facts === null) return <p class="muted">{t().loading}</p>;
  if (tab === "events") return <EventList events={facts.events ?? []} onAsk={askEvent} />;
  if (tab === "timeline") return <Timeline rows={facts.timeline ?? []} />;
  return <YamlText text={facts.yaml ?? ""} onAsk={askField} />;
}
