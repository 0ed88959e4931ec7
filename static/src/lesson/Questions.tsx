// Questions and predictions of a step: choose an answer, hear what it says.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n";
import type { QuestionState, StepState } from "../net/protocol";
import { Button } from "../ui/Button";
import { usePage } from "../ui/context";
import { Icon } from "../ui/Icon";
import { Words } from "./Words";

/** The questions of a step, in order. */
export function Questions({ step }: { step: StepState }): JSX.Element {
  return (
    <>
      {step.questions.map((one) => (
        <Question key={one.id} step={step.id} question={one} />
      ))}
    </>
  );
}

function Question({ step, question }: { step: string; question: QuestionState }): JSX.Element {
  const { session } = usePage();
  const words = t();
  const said = { right: words.answerRight, wrong: words.answerWrong, guessed: words.answerGuessed };
  const name = `${step}-${question.id}`;
  const settled = question.passed && question.chosen >= 0;
  const tone = toneOf(question);
  // Arrow keys move the mark from choice to choice: only the button says that this is the answer.
  const [picked, setPicked] = useState(question.chosen);
  useEffect(() => setPicked(question.chosen), [question.chosen]);
  const answer = (): boolean =>
    session.tell({ t: "lesson.answer", step, question: question.id, choice: picked });
  return (
    <fieldset class={question.passed ? "question passed" : "question"} data-question={question.id}>
      <legend>
        <span class="question-kind">{question.prediction ? words.predict : words.question}</span>
        <Words text={question.text} />
      </legend>
      {question.choices.map((choice, index) => (
        <label key={index} class={picked === index ? "answer chosen" : "answer"}>
          <input
            type="radio"
            name={name}
            checked={picked === index}
            disabled={settled}
            onChange={() => setPicked(index)}
          />
          <span>
            <Words text={choice} />
          </span>
        </label>
      ))}
      {!settled && (
        <Button label={words.answerSend} disabled={picked < 0 || picked === question.chosen} onClick={answer}>
          {words.answerSend}
        </Button>
      )}
      <div class={`question-reply ${tone}`} role="status">
        {question.reply && (
          <>
            <Icon name={REPLY_ICONS[tone]} />
            <span>
              <strong>{said[tone]}</strong> <Words text={question.reply} />
            </span>
          </>
        )}
      </div>
    </fieldset>
  );
}

type Tone = "right" | "wrong" | "guessed";

const REPLY_ICONS = { right: "check", wrong: "close", guessed: "bulb" } as const;

/** How an answer was: a prediction that did not come true is no mistake. */
function toneOf(question: QuestionState): Tone {
  if (question.prediction) return question.right ? "right" : "guessed";
  return question.passed ? "right" : "wrong";
}

/** What is said to misconceptions that were met. */
export function Notes({ step }: { step: StepState }): JSX.Element {
  return (
    <div role="status">
      {step.notes.map((note) => (
        <p class="note" key={note}>
          <Icon name="bulb" />
          <span>
            <Words text={note} />
          </span>
        </p>
      ))}
    </div>
  );
}
