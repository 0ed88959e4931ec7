// The clocks of the whole class: paused, at one speed, or everybody's own.
import type { JSX } from "preact";
import { SPEEDS } from "../clock/speeds";
import { tc } from "../i18n/classroom";
import { Button } from "../ui/Button";
import { useAsk, useDashboard } from "./context";

/** The class's clock. */
export function Holds(): JSX.Element | null {
  const { desk } = useDashboard();
  const ask = useAsk();
  const words = tc();
  const settings = desk.settings.value;
  if (settings === null) return null;
  const { hold, speed } = settings;
  const held = hold !== "";
  const set = (next: "" | "paused" | "speed", at = 1): void =>
    void ask({ t: "dash.hold", hold: next, speed: at });
  const state = hold === "paused" ? words.paused : held ? words.heldAt(speed) : words.ownClocks;
  if (!desk.allows("dash.hold")) return <span class="muted">{state}</span>;
  return (
    <div class={held ? "clock paused" : "clock"} role="group" aria-label={words.clocks} id="holds">
      <Button
        icon="pause"
        look="bare"
        label={words.holdPaused}
        disabled={hold === "paused"}
        onClick={() => set("paused")}
      />
      <select
        aria-label={words.holdSpeed}
        title={words.holdSpeed}
        value={hold === "speed" ? String(speed) : ""}
        onChange={(event) => set("speed", Number(event.currentTarget.value))}
      >
        <option value="" disabled>
          –
        </option>
        {SPEEDS.map((one) => (
          <option key={one} value={String(one)}>
            {one}×
          </option>
        ))}
      </select>
      <span class="hold-state" role="status">
        {state}
      </span>
      {held && (
        <Button icon="play" look="bare" label={words.release} onClick={() => set("")} />
      )}
    </div>
  );
}
