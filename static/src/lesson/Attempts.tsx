// The history of a learner's attempts: when, how they ended, what they brought, what happened.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { clockText } from "../clock/time";
import { failureText, language, t } from "../i18n";
import type { AttemptEventRow, AttemptRow } from "../net/protocol";
import type { Failure } from "../state/session";
import { usePage } from "../ui/context";

/** The attempts at a lesson; '' is all lessons. */
export function Attempts({ lesson }: { lesson: string }): JSX.Element {
  const { session } = usePage();
  const [rows, setRows] = useState<readonly AttemptRow[] | null>(null);
  const [failed, setFailed] = useState("");
  const spoken = language.value;
  useEffect(() => {
    let gone = false;
    session.ask({ t: "lesson.attempts", lesson }).then(
      (reply) => !gone && setRows(reply.attempts ?? []),
      (failure: Failure) => !gone && setFailed(failureText(failure)),
    );
    return () => {
      gone = true;
    };
  }, [lesson, spoken]);
  const words = t();
  if (failed) return <p role="status">{failed}</p>;
  if (rows === null) return <p role="status">{words.loading}</p>;
  if (rows.length === 0) return <p>{words.noAttempts}</p>;
  return (
    <ul class="attempts">
      {rows.map((row) => (
        <li key={`${row.lesson} ${row.started}`}>
          <Attempt row={row} />
        </li>
      ))}
    </ul>
  );
}

function Attempt({ row }: { row: AttemptRow }): JSX.Element {
  const words = t();
  return (
    <details class="attempt">
      <summary>
        <strong>{row.title}</strong>{" "}
        <span>{words.attemptBegun(wallText(row.started))}</span>{" "}
        <span>{endText(row)}</span> <span>{words.points(row.points, row.mostPoints)}</span>
      </summary>
      {row.events.length === 0 ? (
        <p class="muted">{words.noAttemptEvents}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{words.attemptWhen}</th>
              <th scope="col">{words.virtualTime}</th>
              <th scope="col">{words.attemptWhat}</th>
            </tr>
          </thead>
          <tbody>
            {row.events.map((event, index) => (
              <tr key={index}>
                <td>{wallText(event.at)}</td>
                <td>{clockText(event.time)}</td>
                <td>{eventText(event)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  );
}

function endText(row: AttemptRow): string {
  const words = t();
  const known: Record<string, string> = {
    "": words.endOpen,
    done: words.endDone,
    reset: words.endReset,
    submitted: words.endSubmitted,
    bell: words.endBell,
  };
  return known[row.end] ?? row.end;
}

function eventText(event: AttemptEventRow): string {
  const words = t();
  const kinds: Record<string, (step: string, text: string) => string> = {
    check: words.eventCheck,
    hint: words.eventHint,
    answer: words.eventAnswer,
    misconception: words.eventMisconception,
  };
  return (kinds[event.kind] ?? words.eventCheck)(event.step, event.text);
}

/** A moment of the wall clock as the reader's place and language write it. */
function wallText(millis: number): string {
  const tag = language.value === "en" ? "en-GB" : "zh-CN";
  return new Date(millis).toLocaleString(tag, { dateStyle: "short", timeStyle: "medium" });
}
