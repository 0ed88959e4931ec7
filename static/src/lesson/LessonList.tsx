// All lessons with how far each is.
import type { JSX } from "preact";
import { t } from "../i18n";
import type { LessonEntry } from "../net/protocol";
import { usePage } from "../ui/context";
import { Icon } from "../ui/Icon";

/** The list; choosing one opens it. */
export function LessonList({ done }: { done: () => void }): JSX.Element {
  const { store, session } = usePage();
  const open = (name: string): void => {
    if (store.lesson.peek()?.name !== name) session.tell({ t: "lesson.open", name });
    done();
  };
  const lessons = [...store.lessons.value].sort((a, b) => a.number - b.number);
  return (
    <ol class="lesson-list">
      {lessons.map((one) => (
        <li key={one.name}>
          <button
            type="button"
            class={one.name === store.lesson.value?.name ? "entry current" : "entry"}
            data-lesson={one.name}
            onClick={() => open(one.name)}
          >
            <span class={one.done ? "step-mark done" : "step-mark"} aria-hidden="true">
              {one.done ? <Icon name="check" /> : one.number}
            </span>
            <span class="entry-text">
              <strong>{one.title}</strong>
              <span class="muted">{one.summary}</span>
              <Share entry={one} />
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}

function Share({ entry }: { entry: LessonEntry }): JSX.Element | null {
  if (entry.done || entry.progress <= 0) return null;
  const percent = Math.round(entry.progress * 100);
  return (
    <span class="progress">
      <progress value={percent} max={100} aria-label={`${t().started} ${percent}%`} />
      <span aria-hidden="true">{percent}%</span>
    </span>
  );
}
