// Going back in time: a button and a dialog with the cluster's life as a line.
// Not here: what going back does (the server), the clock itself (ClockBar).
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { failureText, t } from "../i18n";
import type { History, HistoryBranch, HistoryRow } from "../net/protocol";
import { Failure, type Request } from "../state/session";
import { Button } from "../ui/Button";
import { usePage, type Page } from "../ui/context";
import { shareOf, within, zoomed, type Span } from "./span";
import { clockText } from "./time";

const REWIND_WITHIN = 60_000;

/** The button beside the clock. */
export function TimeTravel(): JSX.Element {
  const page = usePage();
  const [life, setLife] = useState<History | null>(null);
  const off = page.store.link.value !== "open";
  const open = async (): Promise<void> => {
    const reply = await tried(page, { t: "history" });
    if (reply?.history) setLife(reply.history);
  };
  return (
    <>
      <Button
        id="clock-back"
        icon="history"
        look="bare"
        label={t().timeTravel}
        disabled={off}
        onClick={() => void open()}
      />
      {life && <Dialog life={life} onClose={() => setLife(null)} />}
    </>
  );
}

/** An answer; a failure is shown and gives nothing. */
async function tried(page: Page, request: Request) {
  try {
    return await page.session.ask(request, REWIND_WITHIN);
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    page.toasts.say(failureText(failure));
    return null;
  }
}

function Dialog({ life, onClose }: { life: History; onClose: () => void }): JSX.Element {
  const page = usePage();
  const words = t();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const [branch, setBranch] = useState("");
  const kept = life.branches.find((one) => one.name === branch);
  const whole: Span = { from: life.start, to: kept?.ends ?? life.now };
  const [time, setTime] = useState(life.now);
  const [span, setSpan] = useState<Span>(whole);
  const [busy, setBusy] = useState(false);
  const zoom = (factor: number) => () => setSpan(zoomed(span, whole, time, factor));
  const go = async (request: Request): Promise<void> => {
    setBusy(true);
    const reply = await tried(page, request);
    setBusy(false);
    if (reply !== null) onClose();
  };
  const choose = (one: HistoryBranch | undefined): void => {
    const end = one && !one.current ? one.ends : life.now;
    setBranch(one && !one.current ? one.name : "");
    setTime(end);
    setSpan({ from: life.start, to: end });
  };
  return (
    <dialog ref={dialog} class="ask time-travel" aria-label={words.timeTravel} onClose={onClose}>
      <h2>{words.timeTravel}</h2>
      <p class="muted">{words.timeTravelMore}</p>
      {life.branches.length > 1 && (
        <Branches branches={life.branches} chosen={branch} onChoose={choose} />
      )}
      <Line span={span} time={time} rows={branch === "" ? life.rows : []} onTime={setTime} />
      <div class="time-zoom">
        <output>{clockText(time)}</output>
        <span class="gap" />
        <Button look="bare" label={words.zoomIn} onClick={zoom(0.5)}>+</Button>
        <Button look="bare" label={words.zoomOut} onClick={zoom(2)}>−</Button>
        <Button label={words.zoomAll} onClick={() => setSpan(whole)}>{words.zoomAll}</Button>
      </div>
      {branch === "" && <Commands rows={life.rows} span={span} time={time} onTime={setTime} />}
      <div class="ask-buttons">
        <Button label={words.cancel} onClick={onClose}>
          {words.cancel}
        </Button>
        <Button
          id="time-undo"
          label={words.undo}
          disabled={busy || life.rows.length === 0}
          onClick={() => void go({ t: "clock.undo" })}
        >
          {words.undo}
        </Button>
        <Button
          id="time-go"
          label={words.goBack}
          look="primary"
          disabled={busy}
          onClick={() => void go({ t: "clock.rewind", time, branch })}
        >
          {busy ? words.loading : words.goBack}
        </Button>
      </div>
    </dialog>
  );
}

interface LineProps {
  readonly span: Span;
  readonly time: number;
  readonly rows: readonly HistoryRow[];
  readonly onTime: (time: number) => void;
}

/** The line with its slider; a mark for each command. */
function Line({ span, time, rows, onTime }: LineProps): JSX.Element {
  const inside = rows.filter((row) => within(row.time, span));
  return (
    <div class="time-line">
      <div class="time-marks" aria-hidden="true">
        {inside.map((row, index) => (
          <i key={index} style={{ left: `${shareOf(row.time, span) * 100}%` }} title={row.words} />
        ))}
      </div>
      <input
        id="time-slider"
        type="range"
        aria-label={t().moment}
        aria-valuetext={clockText(time)}
        min={span.from}
        max={span.to}
        step={Math.max(1_000, Math.round((span.to - span.from) / 1_000))}
        value={Math.min(Math.max(time, span.from), span.to)}
        onInput={(event) => onTime(Number(event.currentTarget.value))}
      />
      <div class="time-ends">
        <span>{clockText(span.from)}</span>
        <span>{clockText(span.to)}</span>
      </div>
    </div>
  );
}

/** What was done in the stretch; choosing one goes to the moment just before it. */
function Commands({ rows, span, time, onTime }: LineProps): JSX.Element {
  const inside = rows.filter((row) => within(row.time, span)).reverse();
  if (inside.length === 0) return <p class="muted">{t().noCommands}</p>;
  return (
    <ol class="time-commands" aria-label={t().commands}>
      {inside.map((row, index) => (
        <li key={index} class={row.time > time ? "undone" : ""}>
          <button type="button" title={t().beforeThis} onClick={() => onTime(row.time - 1)}>
            <time>{clockText(row.time)}</time> <code>{row.words}</code>
          </button>
        </li>
      ))}
    </ol>
  );
}

interface BranchesProps {
  readonly branches: readonly HistoryBranch[];
  readonly chosen: string;
  readonly onChoose: (branch: HistoryBranch | undefined) => void;
}

function Branches({ branches, chosen, onChoose }: BranchesProps): JSX.Element {
  const words = t();
  return (
    <label class="time-branches">
      {words.branch}{" "}
      <select
        id="time-branch"
        value={chosen}
        onChange={(event) => onChoose(branches.find((one) => one.name === event.currentTarget.value))}
      >
        {branches.map((one, index) => (
          <option key={one.name} value={one.current ? "" : one.name}>
            {one.current
              ? words.branchNow
              : words.branchLeft(branches.length - index, clockText(one.begins), clockText(one.ends))}
          </option>
        ))}
      </select>
    </label>
  );
}
