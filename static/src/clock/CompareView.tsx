// Two moments side by side: which ones, and what differs between them.
// Not here: finding the differences (the server).
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { t } from "../i18n";
import type { ComparedObject, ComparedSide, Comparison, History } from "../net/protocol";
import { Button } from "../ui/Button";
import { usePage } from "../ui/context";
import { branchText, tried } from "./past";
import { clockText } from "./time";

interface Place {
  readonly branch: string;
  readonly time: number;
}

/** What was found, and the moments that were asked for: a quiet cluster's own clock lags behind. */
interface Found extends Comparison {
  readonly times: readonly [number, number];
}

interface CompareProps {
  readonly life: History;
  readonly start: Place;
  readonly onBack: () => void;
}

/** The view: two choices, and below them what differs. */
export function CompareView({ life, start, onBack }: CompareProps): JSX.Element {
  const page = usePage();
  const words = t();
  const [left, setLeft] = useState<Place>(start);
  const [right, setRight] = useState<Place>({ branch: "", time: life.now });
  const [found, setFound] = useState<Found | null>(null);
  const [busy, setBusy] = useState(false);
  const compare = async (): Promise<void> => {
    setBusy(true);
    const reply = await tried(page, {
      t: "compare",
      leftTime: left.time,
      leftBranch: left.branch,
      rightTime: right.time,
      rightBranch: right.branch,
    });
    setBusy(false);
    if (reply?.comparison) setFound({ ...reply.comparison, times: [left.time, right.time] });
  };
  return (
    <div class="compare">
      <h2>{words.compareTitle}</h2>
      <p class="muted">{words.compareMore}</p>
      <div class="compare-sides">
        <Chooser id="left" label={words.compareLeft} life={life} place={left} onPlace={setLeft} />
        <Chooser id="right" label={words.compareRight} life={life} place={right} onPlace={setRight} />
      </div>
      <div class="ask-buttons">
        <Button label={words.compareBack} onClick={onBack}>
          {words.compareBack}
        </Button>
        <Button id="compare-go" label={words.compare} look="primary" disabled={busy} onClick={() => void compare()}>
          {busy ? words.loading : words.compare}
        </Button>
      </div>
      <div role="status">{found && <Result found={found} />}</div>
    </div>
  );
}

interface ChooserProps {
  readonly id: string;
  readonly label: string;
  readonly life: History;
  readonly place: Place;
  readonly onPlace: (place: Place) => void;
}

/** One side: a branch and a moment of it. */
function Chooser({ id, label, life, place, onPlace }: ChooserProps): JSX.Element {
  const kept = life.branches.find((one) => one.name === place.branch);
  const end = kept?.ends ?? life.now;
  const choose = (name: string): void => {
    const branch = life.branches.find((one) => one.name === name);
    onPlace({ branch: name, time: branch?.ends ?? life.now });
  };
  return (
    <fieldset>
      <legend>{label}</legend>
      <select
        id={`compare-${id}-branch`}
        aria-label={`${label}: ${t().branch}`}
        value={place.branch}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {life.branches.map((one) => (
          <option key={one.name} value={one.current ? "" : one.name}>
            {branchText(life.branches, one)}
          </option>
        ))}
      </select>
      <input
        id={`compare-${id}-time`}
        type="range"
        aria-label={`${label}: ${t().moment}`}
        aria-valuetext={clockText(place.time)}
        min={life.start}
        max={end}
        step={Math.max(1_000, Math.round((end - life.start) / 1_000))}
        value={place.time}
        onInput={(event) => onPlace({ ...place, time: Number(event.currentTarget.value) })}
      />
      <output>{clockText(place.time)}</output>
    </fieldset>
  );
}

function Result({ found }: { found: Found }): JSX.Element {
  const words = t();
  const empty = found.objects.length === 0 && found.events.length === 0;
  return (
    <>
      <div class="compare-sides">
        <Side label={words.compareLeft} side={found.left} time={found.times[0]} />
        <Side label={words.compareRight} side={found.right} time={found.times[1]} />
      </div>
      {empty && <p>{words.compareSame}</p>}
      {found.objects.length > 0 && <Objects objects={found.objects} />}
      {found.events.length > 0 && (
        <>
          <h3>{words.compareEvents}</h3>
          <div class="compare-sides">
            <Events found={found} side="left" />
            <Events found={found} side="right" />
          </div>
        </>
      )}
    </>
  );
}

interface SideProps {
  readonly label: string;
  readonly side: ComparedSide;
  readonly time: number;
}

function Side({ label, side, time }: SideProps): JSX.Element {
  return (
    <p>
      <strong>{label}</strong> {clockText(time)}
      <br />
      <span class="muted">{t().compareSide(side.pods, side.ready, side.objects)}</span>
    </p>
  );
}

function Objects({ objects }: { objects: readonly ComparedObject[] }): JSX.Element {
  const words = t();
  return (
    <div class="compare-scroll" tabIndex={0} role="region" aria-label={words.compareObjects}>
      <table class="compare-objects">
        <caption>{words.compareObjects}</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">{words.compareLeft}</th>
            <th scope="col">{words.compareRight}</th>
          </tr>
        </thead>
        {objects.map((one) => (
          <ObjectRows key={`${one.resource}/${one.namespace}/${one.name}`} object={one} />
        ))}
      </table>
    </div>
  );
}

function ObjectRows({ object }: { object: ComparedObject }): JSX.Element {
  return (
    <tbody class={`differs ${object.code}`}>
      <tr>
        <th scope="row">
          <span class="muted">{object.kind}</span> {object.name}
        </th>
        <Cell there={object.code !== "right"}>{object.left}</Cell>
        <Cell there={object.code !== "left"}>{object.right}</Cell>
      </tr>
      {object.fields.map((field) => (
        <tr key={field.path} class="compare-field">
          <th scope="row">
            <code>{field.path}</code>
          </th>
          <td>{field.left}</td>
          <td>{field.right}</td>
        </tr>
      ))}
    </tbody>
  );
}

function Cell({ there, children }: { there: boolean; children: ComponentChildren }): JSX.Element {
  return there ? <td>{children}</td> : <td class="muted">— {t().compareNot}</td>;
}

function Events({ found, side }: { found: Comparison; side: string }): JSX.Element {
  return (
    <ul>
      {found.events
        .filter((event) => event.side === side)
        .map((event, index) => (
          <li key={index} class={event.type === "Warning" ? "warning" : ""}>
            <time>{clockText(event.time)}</time>{" "}
            <strong>
              {event.type === "Warning" ? "⚠ " : ""}
              {event.reason}
            </strong>{" "}
            {event.kind} {event.name}: {event.message}
          </li>
        ))}
    </ul>
  );
}
