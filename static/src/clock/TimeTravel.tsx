// Going back in time: a button and a dialog with the cluster's life as a picture and a line.
// Not here: what going back does (the server), the clock itself (ClockBar).
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import type { History, HistoryBranch, HistoryRow } from "../net/protocol";
import type { Request } from "../state/session";
import { Button } from "../ui/Button";
import { usePage } from "../ui/context";
import { BranchPicture } from "./BranchPicture";
import { CompareView } from "./CompareView";
import { BranchName, ShareLink } from "./MomentTools";
import { branchText, tried } from "./past";
import { within, zoomed, type Span } from "./span";
import { clockText } from "./time";

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

interface DialogProps {
  readonly life: History;
  readonly onClose: () => void;
}

function Dialog({ life: asked, onClose }: DialogProps): JSX.Element {
  const words = t();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const [life, setLife] = useState(asked);
  const [compared, setCompared] = useState<{ branch: string; time: number } | null>(null);
  return (
    <dialog
      ref={dialog}
      class={compared ? "ask time-travel wide" : "ask time-travel"}
      aria-label={compared ? words.compareTitle : words.timeTravel}
      onClose={onClose}
    >
      {compared ? (
        <CompareView life={life} start={compared} onBack={() => setCompared(null)} />
      ) : (
        <Travel life={life} onClose={onClose} onLife={setLife} onCompare={setCompared} />
      )}
    </dialog>
  );
}

interface TravelProps extends DialogProps {
  readonly onLife: (life: History) => void;
  readonly onCompare: (place: { branch: string; time: number }) => void;
}

function Travel({ life, onClose, onLife, onCompare }: TravelProps): JSX.Element {
  const page = usePage();
  const words = t();
  const [branch, setBranch] = useState("");
  const kept = life.branches.find((one) => one.name === branch);
  const whole: Span = { from: life.start, to: kept?.ends ?? life.now };
  const [time, setTime] = useState(life.now);
  const [span, setSpan] = useState<Span>(whole);
  const [busy, setBusy] = useState(false);
  const zoomBy = (factor: number): void => setSpan(zoomed(span, whole, time, factor));
  const zoom = (factor: number) => () => zoomBy(factor);
  const shown = kept ?? life.branches.find((one) => one.current);
  const named = (title: string): void => {
    const branches = life.branches.map((one) => (one === shown ? { ...one, title } : one));
    onLife({ ...life, branches });
  };
  const onKey = (key: string): void => {
    if (key === "+" || key === "=") zoomBy(0.5);
    else if (key === "-") zoomBy(2);
    else if (key === "0") setSpan(whole);
  };
  const go = async (request: Request): Promise<void> => {
    setBusy(true);
    const reply = await tried(page, request);
    setBusy(false);
    if (reply !== null) onClose();
  };
  const choose = (one: HistoryBranch | undefined, at?: number): void => {
    const end = one && !one.current ? one.ends : life.now;
    setBranch(one && !one.current ? one.name : "");
    setTime(Math.min(at ?? end, end));
    if (at === undefined) setSpan({ from: life.start, to: end });
  };
  return (
    <>
      <h2>{words.timeTravel}</h2>
      <p class="muted">{words.timeTravelMore}</p>
      {life.branches.length > 1 && (
        <Branches branches={life.branches} chosen={branch} onChoose={choose} />
      )}
      <BranchPicture
        branches={life.branches}
        rows={branch === "" ? life.rows : []}
        span={span}
        time={time}
        chosen={branch}
        label={words.moments}
        onChoose={choose}
        onZoom={zoomBy}
      />
      <Line span={span} time={time} onTime={setTime} onKey={onKey} />
      <div class="time-zoom">
        <output>{clockText(time)}</output>
        <span class="gap" />
        <Button look="bare" label={words.zoomIn} onClick={zoom(0.5)}>+</Button>
        <Button look="bare" label={words.zoomOut} onClick={zoom(2)}>−</Button>
        <Button label={words.zoomAll} onClick={() => setSpan(whole)}>{words.zoomAll}</Button>
      </div>
      {branch === "" && <Commands rows={life.rows} span={span} time={time} onTime={setTime} />}
      {shown && <BranchName branch={shown} onNamed={named} />}
      <ShareLink time={time} branch={branch} />
      <div class="ask-buttons">
        <Button id="time-compare" label={words.compare} onClick={() => onCompare({ branch, time })}>
          {words.compare}
        </Button>
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
    </>
  );
}

interface LineProps {
  readonly span: Span;
  readonly time: number;
  readonly onTime: (time: number) => void;
  readonly onKey: (key: string) => void;
}

/** The slider below the picture; + and - zoom, 0 shows everything. */
function Line({ span, time, onTime, onKey }: LineProps): JSX.Element {
  return (
    <div class="time-line">
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
        onKeyDown={(event) => onKey(event.key)}
      />
      <div class="time-ends">
        <span>{clockText(span.from)}</span>
        <span>{clockText(span.to)}</span>
      </div>
    </div>
  );
}

interface CommandsProps {
  readonly span: Span;
  readonly time: number;
  readonly rows: readonly HistoryRow[];
  readonly onTime: (time: number) => void;
}

/** What was done in the stretch; choosing one goes to the moment just before it. */
function Commands({ rows, span, time, onTime }: CommandsProps): JSX.Element {
  const inside = rows.filter((row) => within(row.time, span)).reverse();
  if (inside.length === 0) return <p class="muted">{t().noCommands}</p>;
  return (
    <ol class="time-commands" aria-label={t().commands}>
      {inside.map((row, index) => (
        <li key={index} class={row.time > time ? "undone" : ""}>
          <button type="button" title={t().beforeThis} onClick={() => onTime(row.begins - 1)}>
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
        {branches.map((one) => (
          <option key={one.name} value={one.current ? "" : one.name}>
            {branchText(branches, one)}
          </option>
        ))}
      </select>
    </label>
  );
}
