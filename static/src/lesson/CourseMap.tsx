// The course as a map: topics, lessons in them, lines from what should come first to what follows.
// Every lesson is a button; a line only repeats what the button says in words.
import type { JSX, RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import type { LessonEntry } from "../net/protocol";
import { usePage } from "../ui/context";
import { Icon } from "../ui/Icon";
import { linePath, nextLesson, parts, standingOf, type Standing } from "./course";

interface Line {
  readonly from: string;
  readonly to: string;
  readonly path: string;
  /** Whether it goes from topic to topic: many do, so they stand back until one is near. */
  readonly far: boolean;
}

/** The map; choosing a lesson opens it. */
export function CourseMap({ open }: { open: (name: string) => void }): JSX.Element {
  const { store } = usePage();
  const lessons = store.lessons.value;
  const course = parts(store.topics.value, lessons);
  const next = nextLesson(course);
  const box = useRef<HTMLDivElement>(null);
  const lines = useLines(box, lessons);
  const [near, setNear] = useState("");
  return (
    <div class="map" ref={box} onKeyDown={(event) => moveFocus(event, box.current)}>
      <svg class="map-lines" aria-hidden="true">
        {lines.map((line) => (
          <path
            key={`${line.from} ${line.to}`}
            d={line.path}
            class={near === line.from || near === line.to ? "near" : line.far ? "far" : ""}
          />
        ))}
      </svg>
      {course.map(({ topic, lessons: own }) => (
        <section key={topic.id} class="map-topic" aria-labelledby={`topic-${topic.id}`}>
          <h3 id={`topic-${topic.id}`}>
            {topic.title}
            <span class="muted"> {t().lessonsDone(own.filter((one) => one.done).length, own.length)}</span>
          </h3>
          <ol>
            {own.map((one) => (
              <li key={one.name}>
                <Card
                  lesson={one}
                  standing={standingOf(one, next, lessons)}
                  needs={titlesOf(one.needs, lessons)}
                  current={one.name === store.lesson.value?.name}
                  onNear={setNear}
                  onOpen={open}
                />
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

interface CardProps {
  readonly lesson: LessonEntry;
  readonly standing: Standing;
  readonly needs: string;
  readonly current: boolean;
  readonly onNear: (name: string) => void;
  readonly onOpen: (name: string) => void;
}

function Card({ lesson, standing, needs, current, onNear, onOpen }: CardProps): JSX.Element {
  const words = t();
  const said = {
    done: words.standingDone,
    next: words.standingNext,
    begun: words.standingBegun(Math.round(lesson.progress * 100)),
    open: "",
    later: "",
  };
  return (
    <button
      type="button"
      class={`map-card ${standing}`}
      data-lesson={lesson.name}
      aria-current={current ? "true" : undefined}
      onClick={() => onOpen(lesson.name)}
      onMouseEnter={() => onNear(lesson.name)}
      onMouseLeave={() => onNear("")}
      onFocus={() => onNear(lesson.name)}
      onBlur={() => onNear("")}
    >
      <span class={standing === "done" ? "step-mark done" : "step-mark"} aria-hidden="true">
        {standing === "done" ? <Icon name="check" /> : lesson.number}
      </span>
      <span class="map-text">
        <strong>{lesson.title}</strong>
        <span class="map-facts">
          {said[standing] && <span class="map-standing">{said[standing]}</span>}
          <Kind lesson={lesson} />
          <span>{words.points(lesson.points, lesson.mostPoints)}</span>
        </span>
        {needs && <span class="map-needs">{words.needs(needs)}</span>}
      </span>
    </button>
  );
}

function Kind({ lesson }: { lesson: LessonEntry }): JSX.Element | null {
  if (lesson.kind === "lesson") return null;
  const words = t();
  const text = lesson.kind === "exam" ? words.kindExam(lesson.minutes) : words.kindExercise;
  return <span class="map-kind">{text}</span>;
}

function titlesOf(names: readonly string[], lessons: readonly LessonEntry[]): string {
  const found = names.map((name) => lessons.find((one) => one.name === name));
  return found.map((one) => one && `${one.number} ${one.title}`).filter(Boolean).join(t().comma);
}

/** The lines between the cards, where they stand now. */
function useLines(box: RefObject<HTMLDivElement | null>, lessons: readonly LessonEntry[]): Line[] {
  const [lines, setLines] = useState<Line[]>([]);
  useLayoutEffect(() => {
    const root = box.current;
    if (root === null) return undefined;
    const draw = (): void => setLines(measure(root, lessons));
    const watcher = new ResizeObserver(draw);
    watcher.observe(root);
    draw();
    return () => watcher.disconnect();
  }, [lessons]);
  return lines;
}

function measure(root: HTMLElement, lessons: readonly LessonEntry[]): Line[] {
  const topics = new Map(lessons.map((one) => [one.name, one.topic]));
  const origin = root.getBoundingClientRect();
  const boxes = new Map<string, DOMRect>();
  for (const card of root.querySelectorAll<HTMLElement>("[data-lesson]")) {
    const { x, y, width, height } = card.getBoundingClientRect();
    boxes.set(card.dataset["lesson"] ?? "", new DOMRect(x - origin.x, y - origin.y, width, height));
  }
  return lessons.flatMap((lesson) =>
    lesson.needs.flatMap((name) => {
      const from = boxes.get(name);
      const to = boxes.get(lesson.name);
      if (!from || !to) return [];
      const far = topics.get(name) !== lesson.topic;
      return [{ from: name, to: lesson.name, path: linePath(from, to), far }];
    }),
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Arrow keys go from lesson to lesson, Home and End to the first and last. */
function moveFocus(event: KeyboardEvent, root: HTMLElement | null): void {
  const cards = [...(root?.querySelectorAll<HTMLElement>("[data-lesson]") ?? [])];
  const at = cards.indexOf(document.activeElement as HTMLElement);
  const step = STEPS[event.key];
  let target: HTMLElement | undefined;
  if (event.key === "Home") target = cards[0];
  else if (event.key === "End") target = cards.at(-1);
  else if (step !== undefined && at >= 0) target = cards[at + step];
  if (target === undefined) return;
  event.preventDefault();
  target.focus();
}
