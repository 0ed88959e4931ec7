// The clock in the header: pause, step, speed, and the time in the cluster.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n";
import type { Notice } from "../state/session";
import { Button } from "../ui/Button";
import { usePage } from "../ui/context";
import { SPEEDS } from "./speeds";
import { TimeTravel } from "./TimeTravel";
import { clockText, fullText, virtualNow } from "./time";

const REDRAW = 250;

/** The clock's controls. */
export function ClockBar(): JSX.Element {
  const { store, session, config } = usePage();
  const reading = store.reading.value;
  const paused = reading?.clock.paused ?? false;
  const speed = reading?.clock.speed ?? 1;
  const held = store.rooms.value.some((room) => room.hold !== "");
  const off = config.readOnly || reading === null || held || store.link.value !== "open";
  const tell = (message: Notice) => () => void session.tell(message);
  const words = t();
  return (
    <div class={paused ? "clock paused" : "clock"} role="group" aria-label={words.clock}>
      <Button
        id="clock-pause"
        icon={paused ? "play" : "pause"}
        look="bare"
        label={paused ? words.play : words.pause}
        disabled={off}
        onClick={tell({ t: paused ? "clock.resume" : "clock.pause" })}
      />
      <Button
        id="clock-step"
        icon="step"
        look="bare"
        label={words.step}
        disabled={off}
        onClick={tell({ t: "clock.step" })}
      />
      <select
        id="clock-speed"
        aria-label={words.speed}
        title={words.speed}
        disabled={off}
        value={String(speed)}
        onChange={(event) =>
          session.tell({ t: "clock.speed", speed: Number(event.currentTarget.value) })
        }
      >
        {SPEEDS.map((one) => (
          <option key={one} value={String(one)}>
            {one}×
          </option>
        ))}
      </select>
      {!config.readOnly && <TimeTravel />}
      <Face />
      {paused && (
        <span class="clock-paused" title={words.pausedHint}>
          {words.paused}
        </span>
      )}
    </div>
  );
}

/** The running digits: alone, so that only they are redrawn. */
function Face(): JSX.Element {
  const { store } = usePage();
  const reading = store.reading.value;
  const [, redraw] = useState(0);
  const running = reading !== null && !reading.clock.paused && store.link.value === "open";
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(() => redraw((count) => count + 1), REDRAW);
    return () => clearInterval(timer);
  }, [running]);
  const now = reading && virtualNow(reading, performance.now());
  return (
    <span class="clock-face" title={now === null ? "" : `${t().virtualTime}: ${fullText(now)}`}>
      {now === null ? "––:––:––" : clockText(now)}
    </span>
  );
}
