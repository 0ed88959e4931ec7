// A learner's attempts: any of them opens again, as a copy, at the moment that one chooses.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { tc } from "../i18n/classroom";
import type { ClusterRow, GridRow } from "../net/dashboard";
import { clockText } from "../clock/time";
import { Button } from "../ui/Button";
import { lessonTitle, useAsk, useDashboard } from "./context";

interface AttemptsProps {
  readonly row: GridRow;
  readonly clusters: readonly ClusterRow[];
}

/** The list of attempts. */
export function Attempts({ row, clusters }: AttemptsProps): JSX.Element | null {
  const { desk } = useDashboard();
  if (clusters.length === 0 || !desk.allows("dash.replay")) return null;
  return (
    <>
      <h3>{tc().clusters}</h3>
      <ul class="attempts">
        {clusters.map((one) => (
          <Attempt key={one.cluster} row={row} one={one} />
        ))}
      </ul>
    </>
  );
}

function Attempt({ row, one }: { row: GridRow; one: ClusterRow }): JSX.Element {
  const dashboard = useDashboard();
  const ask = useAsk();
  const words = tc();
  const [time, setTime] = useState(one.ends);
  const [url, setUrl] = useState("");
  const open = async (): Promise<void> => {
    const at = time >= one.ends ? 0 : time;
    const reply = await ask({ t: "dash.replay", member: row.id, cluster: one.cluster, time: at });
    setUrl(reply?.look?.url ?? "");
  };
  const shown = time >= one.ends ? words.replayEnd : clockText(time);
  return (
    <li>
      <span>{lessonTitle(dashboard, one.lesson)}</span>
      <label>
        {words.replayAt}
        <input
          type="range"
          min={one.begins}
          max={one.ends}
          step={1_000_000}
          value={time}
          aria-valuetext={shown}
          onInput={(event) => setTime(Number(event.currentTarget.value))}
        />
        <output>{shown}</output>
      </label>
      {url === "" ? (
        <Button label={words.replay} onClick={() => void open()}>
          {words.replay}
        </Button>
      ) : (
        <a class="button primary" href={url} target={`podlab-replay-${one.cluster}`}>
          {words.copyOpen}
        </a>
      )}
    </li>
  );
}
