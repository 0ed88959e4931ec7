// Results and misconceptions of the shown lesson, over the whole class.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { tc } from "../i18n/classroom";
import type { ResultTable, StepResult } from "../net/dashboard";
import { Button } from "../ui/Button";
import { useAsk, useDashboard } from "./context";
import { Sheet } from "./Sheet";

/** The button and its sheet. */
export function Results(): JSX.Element | null {
  const { desk, config } = useDashboard();
  const [open, setOpen] = useState(false);
  const words = tc();
  if (!desk.allows("dash.results")) return null;
  return (
    <div class="tools">
      <Button id="results" label={words.results} onClick={() => setOpen(true)}>
        {words.results}
      </Button>
      {config.exportUrl !== "" && (
        <a class="button" href={config.exportUrl} download>
          {words.export}
        </a>
      )}
      {open && <ResultSheet lesson={desk.shown.value.lesson} onClose={() => setOpen(false)} />}
    </div>
  );
}

function ResultSheet({ lesson, onClose }: { lesson: string; onClose: () => void }): JSX.Element {
  const ask = useAsk();
  const words = tc();
  const [table, setTable] = useState<ResultTable | null>(null);
  useEffect(() => {
    void ask({ t: "dash.results", lesson }).then((reply) => setTable(reply?.results ?? null));
  }, [lesson]);
  return (
    <Sheet title={words.resultsOf(table?.title ?? "")} onClose={onClose} wide>
      {table === null ? <p class="muted">{words.loading}</p> : <Tables table={table} />}
    </Sheet>
  );
}

function Tables({ table }: { table: ResultTable }): JSX.Element {
  const words = tc();
  if (table.rows.length === 0) return <p>{words.noResults}</p>;
  return (
    <div class="results" tabIndex={0} role="region" aria-label={words.results}>
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">{words.learner}</th>
            <th scope="col">{words.points}</th>
            <th scope="col">{words.stepDone}</th>
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row.member}>
              <th scope="row">{row.name}</th>
              <td>
                {row.points} / {row.possible}
              </td>
              <td>{row.done ? "✓" : "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">{words.checks}</th>
            <th scope="col">{words.stepDone}</th>
            <th scope="col">{words.stepPartly}</th>
            <th scope="col">{words.stepHints}</th>
            <th scope="col">{words.misconceptions}</th>
          </tr>
        </thead>
        <tbody>
          {table.steps.map((step, index) => (
            <StepLine key={step.step} step={step} number={index + 1} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function StepLine({ step, number }: { step: StepResult; number: number }): JSX.Element {
  return (
    <tr>
      <th scope="row">{tc().step(number, step.title)}</th>
      <td>{step.done}</td>
      <td>{step.partly}</td>
      <td>{step.hints}</td>
      <td>
        {step.misconceptions.map((one) => (
          <p key={one.name}>
            <b>{one.count}×</b> {one.say}
          </p>
        ))}
      </td>
    </tr>
  );
}
