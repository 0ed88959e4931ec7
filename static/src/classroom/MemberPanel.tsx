// One learner beside the grid: where they are, what they did, and what one can do for them.
// Not here: looking and helping (HelpActions.tsx).
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { tc } from "../i18n/classroom";
import type { GridRow, MemberDetail, PodRow } from "../net/dashboard";
import { Button } from "../ui/Button";
import { useAsk, useDashboard, useNow } from "./context";
import { HelpActions, HintForm } from "./HelpActions";
import { Attempts } from "./Attempts";
import { duration, stateWord, troubleText } from "./spell";

/** The panel of the chosen learner; nothing if nobody is chosen. */
export function MemberPanel(): JSX.Element | null {
  const { desk, choices } = useDashboard();
  const row = desk.rows.value.get(choices.member.value);
  if (row === undefined) return null;
  return <Panel key={row.id} row={row} />;
}

function Panel({ row }: { row: GridRow }): JSX.Element {
  const { choices } = useDashboard();
  const detail = useDetail(row);
  const words = tc();
  const now = useNow();
  return (
    <aside class="pane member" aria-label={row.name} data-stop="">
      <div class="pane-head">
        <h2 class="pane-title">{row.name}</h2>
        <span class="pane-note">{stateWord(row.state, words)}</span>
        <span class="gap" />
        <Button icon="close" look="bare" label={words.close} onClick={() => (choices.member.value = 0)} />
      </div>
      <div class="member-body">
        {row.trouble.length > 0 && <p class="trouble">{troubleText(row.trouble, now, words)}</p>}
        <Hand row={row} now={now} />
        <HelpActions row={row} />
        <HintForm row={row} />
        {detail === null ? <p class="muted">{words.loading}</p> : <Detail row={row} detail={detail} />}
      </div>
    </aside>
  );
}

function Hand({ row, now }: { row: GridRow; now: number }): JSX.Element | null {
  const { desk } = useDashboard();
  const ask = useAsk();
  const words = tc();
  if (row.hand === 0) return null;
  return (
    <p class="hand-line">
      {words.handSince(duration(now - row.hand, words))}
      {desk.allows("dash.hand") && (
        <Button
          label={words.lowerHand}
          onClick={() => void ask({ t: "dash.hand", member: row.id })}
        >
          {words.lowerHand}
        </Button>
      )}
    </p>
  );
}

/** Everything about a learner, asked anew when their row tells of something new. */
function useDetail(row: GridRow): MemberDetail | null {
  const { desk } = useDashboard();
  const [detail, setDetail] = useState<MemberDetail | null>(null);
  const open = desk.link.value === "open";
  useEffect(() => {
    if (!open) return undefined;
    let wanted = true;
    const take = async (): Promise<void> => {
      const reply = await desk.line.ask({ t: "dash.member", member: row.id }).catch(() => null);
      if (wanted && reply?.member) setDetail(reply.member);
    };
    const timer = setTimeout(() => void take(), detail === null ? 0 : 1000);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [row, open]);
  return detail;
}

function Detail({ row, detail }: { row: GridRow; detail: MemberDetail }): JSX.Element {
  const words = tc();
  return (
    <>
      {detail.pods.length > 0 && <PodTable pods={detail.pods} />}
      <h3>{words.checks}</h3>
      {detail.checks.length === 0 && <p class="muted">{words.noChecks}</p>}
      <ul class="member-checks">
        {detail.checks.map((one) => (
          <li key={`${one.step}/${one.check}`} class={one.passed > 0 ? "passed" : "open"}>
            <i aria-hidden="true">{one.passed > 0 ? "✓" : "○"}</i> {one.text}{" "}
            <span class="muted">
              {one.passed > 0
                ? words.passedAt(new Date(one.passed).toLocaleTimeString(document.documentElement.lang))
                : words.open}
            </span>
          </li>
        ))}
      </ul>
      {detail.hints > 0 && <p class="muted">{words.hintsTaken(detail.hints)}</p>}
      {detail.misconceptions.length > 0 && (
        <>
          <h3>{words.misconceptions}</h3>
          <ul class="member-met">
            {detail.misconceptions.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </>
      )}
      {detail.lines.length > 0 && (
        <>
          <h3>{words.lastLines}</h3>
          <pre class="member-lines" tabIndex={0}>
            {detail.lines.join("\n")}
          </pre>
        </>
      )}
      <Attempts row={row} clusters={detail.clusters} />
    </>
  );
}

function PodTable({ pods }: { pods: readonly PodRow[] }): JSX.Element {
  return (
    <div class="member-pods" tabIndex={0} role="region" aria-label={tc().pods}>
      <table>
        <thead>
          <tr>
            <th scope="col">NAME</th>
            <th scope="col">STATUS</th>
            <th scope="col">RESTARTS</th>
          </tr>
        </thead>
        <tbody>
          {pods.map((pod) => (
            <tr key={`${pod.namespace}/${pod.name}`} class={pod.ready ? "ready" : "unready"}>
              <td>{pod.namespace === "default" ? pod.name : `${pod.namespace}/${pod.name}`}</td>
              <td>{pod.status}</td>
              <td>{pod.restarts}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
