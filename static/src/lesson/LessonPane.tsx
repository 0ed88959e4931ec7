// The lesson's pane: the open lesson, or the list of all.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { clockText } from "../clock/time";
import { t } from "../i18n";
import type { LessonState } from "../net/protocol";
import { Ask } from "../ui/Ask";
import { Button } from "../ui/Button";
import { usePage } from "../ui/context";
import { Course } from "./Course";
import { ExamBar } from "./ExamBar";
import { LessonList } from "./LessonList";
import { PreviewPanel } from "./PreviewPanel";
import { Prose } from "./Prose";
import { counted, lessonAfter, nextStep } from "./progress";
import { StepView } from "./StepView";

/** The pane. */
export function LessonPane(): JSX.Element {
  const { store } = usePage();
  const [listed, setListed] = useState(false);
  const lesson = store.lesson.value;
  const showList = listed || (lesson === null && store.lessons.value.length > 0);
  return (
    <section id="lesson" class="pane lesson-pane" aria-label={t().lesson} data-stop="button">
      <Head lesson={lesson} listed={showList} setListed={setListed} />
      <PreviewPanel />
      {showList ? (
        <LessonList done={() => setListed(false)} />
      ) : lesson === null ? (
        <p class="muted lesson-wait">{t().loadingLesson}</p>
      ) : (
        <Lesson key={lesson.name} lesson={lesson} />
      )}
    </section>
  );
}

interface HeadProps {
  readonly lesson: LessonState | null;
  readonly listed: boolean;
  readonly setListed: (listed: boolean) => void;
}

function Head({ lesson, listed, setListed }: HeadProps): JSX.Element {
  const { session } = usePage();
  const [asking, setAsking] = useState(false);
  const [course, setCourse] = useState(false);
  const words = t();
  const reset = (): void => {
    setAsking(false);
    session.tell({ t: "lesson.reset" });
  };
  return (
    <div class="pane-head">
      <Button
        id="lesson-list"
        icon="book"
        look="plain"
        label={words.lessons}
        disabled={listed && lesson === null}
        onClick={() => setListed(!listed)}
      >
        {listed && lesson ? words.backToLesson : words.lessons}
      </Button>
      <Button id="course-open" icon="map" look="bare" label={words.courseMap} onClick={() => setCourse(true)}>
        {words.courseMap}
      </Button>
      {course && <Course onClose={() => setCourse(false)} />}
      <span class="gap" />
      {lesson && !lesson.exam && !listed && (
        <Button id="lesson-reset" icon="reset" look="bare" label={words.reset} onClick={() => setAsking(true)} />
      )}
      {asking && (
        <Ask text={words.resetAsk} yes={words.resetYes} onYes={reset} onNo={() => setAsking(false)} />
      )}
    </div>
  );
}

function Lesson({ lesson }: { lesson: LessonState }): JSX.Element {
  const words = t();
  const next = nextStep(lesson);
  const [opened, setOpened] = useState<Readonly<Record<string, boolean>>>({});
  const before = useRef(next);
  // What the learner opened or closed by hand holds until the next step comes; the one that was just
  // done stays open, for what it says at last is still to be read.
  useEffect(() => {
    setOpened(before.current === next ? {} : { [before.current]: true });
    before.current = next;
  }, [next]);
  const { done, all } = counted(lesson);
  return (
    <div class="lesson-scroll">
      <p class="lesson-number">{words.lessonNumber(lesson.number)}</p>
      <h2 class="lesson-title">{lesson.title}</h2>
      {lesson.exam ? (
        <ExamBar lesson={lesson} exam={lesson.exam} />
      ) : (
        <>
          <div class="progress" role="img" aria-label={words.progress(done, all)}>
            <progress value={done} max={Math.max(1, all)} aria-hidden="true" />
            <span aria-hidden="true">{words.progress(done, all)}</span>
          </div>
          <Judged lesson={lesson} />
        </>
      )}
      <Prose html={lesson.html} />
      <ol class="steps">
        {lesson.steps.map((step, index) => {
          const open = opened[step.id] ?? step.id === next;
          const toggle = (): void => setOpened({ ...opened, [step.id]: !open });
          return (
            <StepView key={step.id} step={step} number={index + 1} open={open} onToggle={toggle} />
          );
        })}
      </ol>
      <div role="status" class="lesson-end">{lesson.done && <Finished lesson={lesson} />}</div>
    </div>
  );
}

/** What the learner has, and which branch of the cluster's life it is judged by. */
function Judged({ lesson }: { lesson: LessonState }): JSX.Element {
  const words = t();
  const { number, begins } = lesson.branch;
  return (
    <p class="lesson-judged" id="judged-branch">
      <span title={words.pointsRule}>{words.points(lesson.points, lesson.mostPoints)}</span>
      {" · "}
      {begins === 0 ? words.judgedFirst : words.judgedBranch(number, clockText(begins))}
    </p>
  );
}

function Finished({ lesson }: { lesson: LessonState }): JSX.Element {
  const { store, session } = usePage();
  const words = t();
  const next = lessonAfter(store.lessons.value, lesson);
  return (
    <div class="finished">
      <strong>{words.lessonDone}</strong>
      {next && (
        <Button
          look="primary"
          label={words.nextLesson}
          onClick={() => session.tell({ t: "lesson.open", name: next.name })}
        >
          {`${words.nextLesson}: ${next.title}`}
        </Button>
      )}
    </div>
  );
}
