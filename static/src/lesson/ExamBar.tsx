// A timed exam: its rules before it begins, the time while it runs, its marks when it is over.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { clockText } from "../clock/time";
import { t } from "../i18n";
import { collectedAt } from "../myclass/demands";
import type { ExamState, LessonState } from "../net/protocol";
import { Ask } from "../ui/Ask";
import { Button } from "../ui/Button";
import { usePage } from "../ui/context";
import { Icon } from "../ui/Icon";
import { leftText, minutesToWork, saidAt, secondsLeft, secondsUntil, timeOfDay } from "./examtime";

/** What stands above an exam's goals. */
export function ExamBar({ lesson, exam }: { lesson: LessonState; exam: ExamState }): JSX.Element {
  if (exam.state === "over") return <Marks lesson={lesson} exam={exam} />;
  return exam.state === "running" ? <Running lesson={lesson} exam={exam} /> : <Rules lesson={lesson} exam={exam} />;
}

function Rules({ lesson, exam }: { lesson: LessonState; exam: ExamState }): JSX.Element {
  const { session, store } = usePage();
  const words = t();
  useTick(5_000);
  const end = collectedAt(store.rooms.value, lesson.name);
  const left = secondsUntil(end, Date.now() + store.ahead.value);
  return (
    <div class="exam">
      <ul class="exam-rules">
        <li>{words.examMinutes(minutesToWork(exam.minutes, left))}</li>
        {end > 0 && <li>{words.examCollected(timeOfDay(new Date(end)))}</li>}
        <li>{words.examNoHints}</li>
        <li>{exam.clock ? words.examClock : words.examNoClock}</li>
        <li>{exam.rewind ? words.examRewind : words.examNoRewind}</li>
        <li>{words.examBell}</li>
      </ul>
      <Button
        id="exam-begin"
        look="primary"
        label={words.examBegin}
        onClick={() => session.tell({ t: "lesson.begin" })}
      >
        {words.examBegin}
      </Button>
    </div>
  );
}

function Running({ lesson, exam }: { lesson: LessonState; exam: ExamState }): JSX.Element {
  const { session, store } = usePage();
  const words = t();
  const [asking, setAsking] = useState(false);
  // A class may collect the exam before its own bell.
  const end = collectedAt(store.rooms.value, lesson.name);
  const left = Math.min(useSecondsLeft(exam), secondsUntil(end, Date.now() + store.ahead.value));
  const said = useRef("");
  const now = saidAt(left);
  if (now > 0) said.current = words.examSaid(now);
  return (
    <div class="exam running">
      <span class="exam-time" role="timer" aria-label={words.examLeft}>
        {leftText(left)}
      </span>
      <span class="sr-only" role="status">
        {said.current}
      </span>
      <Button id="exam-submit" look="primary" label={words.examSubmit} onClick={() => setAsking(true)}>
        {words.examSubmit}
      </Button>
      {asking && (
        <Ask
          text={words.examSubmitAsk}
          yes={words.examSubmit}
          onYes={() => {
            setAsking(false);
            session.tell({ t: "lesson.submit" });
          }}
          onNo={() => setAsking(false)}
        />
      )}
    </div>
  );
}

/** Seconds until the bell by the server's clock, told anew every half second. */
function useSecondsLeft(exam: ExamState): number {
  const began = useRef({ deadline: 0, at: 0 });
  if (began.current.deadline !== exam.deadline) {
    began.current = { deadline: exam.deadline, at: performance.now() };
  }
  useTick(500);
  return secondsLeft(exam, performance.now() - began.current.at);
}

/** Draw again every so many milliseconds. */
function useTick(every: number): void {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), every);
    return () => clearInterval(timer);
  }, []);
}

function Marks({ lesson, exam }: { lesson: LessonState; exam: ExamState }): JSX.Element {
  const { session } = usePage();
  const words = t();
  return (
    <div class="exam over" role="status">
      <strong>{exam.end === "bell" ? words.examOverBell : words.examOver}</strong>
      <p class="exam-sum">{words.points(lesson.points, lesson.mostPoints)}</p>
      <ul class="checks" aria-label={words.examMarks}>
        {exam.marks.map((mark, index) => {
          const full = mark.points > 0 && mark.missing === "";
          return (
            <li key={index} class={full ? "check passed" : "check"}>
              <span class="check-mark">
                <Icon name={full ? "check" : "circle"} />
                <span class="sr-only">{full ? words.passed : words.notYet}: </span>
              </span>
              <div>
                <span>
                  {mark.step}: {mark.check}
                </span>
                <span class="exam-points">{words.points(mark.points, mark.mostPoints)}</span>
                {mark.missing && <p class="check-missing">{mark.missing}</p>}
                {mark.detail && <code class="check-detail">{mark.detail}</code>}
              </div>
            </li>
          );
        })}
      </ul>
      <p class="muted">{words.examEvidence(clockText(exam.endTime), exam.endSequence)}</p>
      <Button id="exam-again" label={words.examAgain} onClick={() => session.tell({ t: "lesson.begin" })}>
        {words.examAgain}
      </Button>
    </div>
  );
}
