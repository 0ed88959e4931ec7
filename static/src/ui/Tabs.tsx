// A row of tabs as screen readers expect it: one tab stop, arrows move, Delete closes.
import type { ComponentChildren, JSX } from "preact";

export interface Tab {
  readonly id: string;
  readonly label: ComponentChildren;
  readonly title?: string;
  readonly onClose?: () => void;
  readonly closeLabel?: string;
}

interface TabsProps {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly active: string;
  readonly prefix: string;
  readonly onSelect: (id: string) => void;
}

const MOVES: Record<string, (at: number, count: number) => number> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** The tabs; panels have the id ``prefix-panel-ID``. */
export function Tabs(props: TabsProps): JSX.Element {
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = props.tabs.findIndex((tab) => tab.id === props.active);
    if (event.key === "Delete") props.tabs[at]?.onClose?.();
    const target = props.tabs[MOVES[event.key]?.(at, props.tabs.length) ?? -1];
    if (!target) return;
    event.preventDefault();
    props.onSelect(target.id);
    document.getElementById(`${props.prefix}-tab-${target.id}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={props.label} onKeyDown={onKeyDown}>
      {props.tabs.map((tab) => (
        <TabHead key={tab.id} tab={tab} props={props} />
      ))}
    </div>
  );
}

function TabHead({ tab, props }: { tab: Tab; props: TabsProps }): JSX.Element {
  const active = tab.id === props.active;
  return (
    <div class={active ? "tab active" : "tab"} role="presentation">
      <button
        type="button"
        role="tab"
        id={`${props.prefix}-tab-${tab.id}`}
        aria-selected={active}
        aria-controls={`${props.prefix}-panel-${tab.id}`}
        tabIndex={active ? 0 : -1}
        title={tab.title}
        aria-keyshortcuts={tab.onClose && "Delete"}
        onClick={() => props.onSelect(tab.id)}
      >
        {tab.label}
      </button>
      {tab.onClose && (
        <button
          type="button"
          class="tab-close"
          tabIndex={-1}
          aria-hidden="true"
          title={tab.closeLabel}
          onClick={tab.onClose}
        >
          ×
        </button>
      )}
    </div>
  );
}
