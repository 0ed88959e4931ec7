// One step of a lesson: its text, its checks as they turn green, its hints.
import type { JSX } from "preact";
import { t } from "../i18n";
import type { CheckState, StepState } from "../net/protocol";
import { Button } from "../ui/Button";
import { usePage } from "../ui/context";
import { Icon } from "../ui/Icon";
import { strange } from "../topology/selection";
import { Prose } from "./Prose";
import { Notes, Questions } from "./Questions";
import { Words } from "./Words";

interface Props {
  readonly step: StepState;
  readonly number: number;
  readonly open: boolean;
  readonly onToggle: () => void;
}

/** The step; done ones fold away, what is next is open. */
export function StepView({ step, number, open, onToggle }: Props): JSX.Element {
  const words = t();
  const id = `step-${step.id}`;
  return (
    <li class={`step${step.done ? " done" : ""}${open ? " open" : ""}`} id={id} data-step={step.id}>
      <h3>
        <button type="button" aria-expanded={open} aria-controls={`${id}-body`} onClick={onToggle}>
          <span class="step-mark" aria-hidden="true">
            {step.done ? <Icon name="check" /> : number}
          </span>
          <span class="step-title">
            <span class="sr-only">{words.stepNumber(number)}: </span>
            {step.title}
            {step.optional && <span class="step-optional">{words.optional}</span>}
            {step.done && <span class="sr-only"> ({words.stepDone})</span>}
          </span>
          <span class="step-arrow">
            <Icon name="chevron" />
          </span>
        </button>
      </h3>
      <div id={`${id}-body`} class="step-body" hidden={!open}>
        <Prose html={step.html} />
        <Questions step={step} />
        {step.checks.length > 0 && <Checks checks={step.checks} />}
        <Notes step={step} />
        <Hints step={step} />
      </div>
    </li>
  );
}

function Checks({ checks }: { checks: readonly CheckState[] }): JSX.Element {
  const words = t();
  return (
    <ul class="checks" aria-label={words.checks}>
      {checks.map((check) => (
        <li key={check.id} class={check.passed ? "check passed" : "check"} data-check={check.id}>
          <span class="check-mark" key={String(check.passed)}>
            <Icon name={check.passed ? "check" : "circle"} />
            <span class="sr-only">{check.passed ? words.passed : words.notYet}: </span>
          </span>
          <div>
            <span>
              <Words text={check.text} />
            </span>
            {!check.passed && check.missing && <p class="check-missing">{check.missing}</p>}
            {!check.passed && check.detail && <code class="check-detail">{check.detail}</code>}
            {!check.passed && check.about && <WhySo check={check} />}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** What made it so: the recorded chain behind the object that the check is about. */
function WhySo({ check }: { check: CheckState }): JSX.Element {
  const { selection } = usePage();
  const [resource = "", namespace = "", name = ""] = check.about.split("/");
  const ask = (): void => selection.ask(strange(check.about, { kind: resource, resource, namespace, name }, ""));
  return (
    <button type="button" class="why-object link check-why" onClick={ask}>
      {t().why} <span class="sr-only">{check.text}</span>
    </button>
  );
}

function Hints({ step }: { step: StepState }): JSX.Element | null {
  const { session } = usePage();
  const words = t();
  if (step.hints.length === 0 && step.hintsLeft === 0) return null;
  return (
    <div class="hints">
      {step.hints.map((hint, index) => (
        <div class="hint" key={index}>
          <strong>{words.hintTitle(index + 1)}</strong>
          <Prose html={hint} />
        </div>
      ))}
      {step.hintsLeft > 0 && !step.done && (
        <Button
          icon="bulb"
          look="bare"
          label={words.hint}
          onClick={() => session.tell({ t: "lesson.hint", step: step.id })}
        >
          {words.hint} <span class="muted">({words.hintsLeft(step.hintsLeft)})</span>
        </Button>
      )}
    </div>
  );
}
