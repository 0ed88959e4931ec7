// The terminals with their tabs.
import type { JSX } from "preact";
import { t } from "../i18n";
import { Button } from "../ui/Button";
import { usePage } from "../ui/context";
import { Tabs } from "../ui/Tabs";
import { TerminalView } from "./TerminalView";

/** The pane of terminals. */
export function TerminalPane(): JSX.Element {
  const { terminals, preferences, config } = usePage();
  const words = t();
  const names = terminals.names.value;
  const active = terminals.active.value;
  const tabs = names.map((name) => ({
    id: name,
    label: words.terminalNumber(name),
    closeLabel: words.closeTerminal(name),
    ...(names.length > 1 && !config.readOnly ? { onClose: () => terminals.remove(name) } : {}),
  }));
  const reader = preferences.screenReader;
  return (
    <section
      id="terminal"
      class="pane terminal-pane"
      aria-label={words.terminal}
      data-stop=".terminal-view:not([hidden]) textarea"
    >
      <div class="pane-head">
        <Tabs
          label={words.terminal}
          prefix="terminal"
          tabs={tabs}
          active={active}
          onSelect={(name) => (terminals.active.value = name)}
        />
        {!config.readOnly && (
          <Button
            icon="plus"
            look="bare"
            label={words.newTerminal}
            disabled={terminals.full}
            onClick={() => terminals.add()}
          />
        )}
        <span class="gap" />
        <span class="pane-hint" title={words.copyHint}>
          {words.leaveHint}
        </span>
        <button
          type="button"
          class="button bare iconic toggle"
          aria-pressed={reader.value}
          aria-label={words.screenReader}
          title={words.screenReader}
          onClick={() => (reader.value = !reader.value)}
        >
          <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
            <path d="M2 6.5v3h2.5L8 12.500v-9L4.500 6.500zM10.500 6a3 3 0 0 1 0 4M12.500 4a6 6 0 0 1 0 8" />
          </svg>
        </button>
      </div>
      {names.map((name) => (
        <TerminalView key={name} name={name} active={name === active} />
      ))}
    </section>
  );
}
