// The course on a sheet of its own over the page: the map, and the learner's attempts.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { Button, Choice } from "../ui/Button";
import { usePage } from "../ui/context";
import { Attempts } from "./Attempts";
import { CourseMap } from "./CourseMap";
import { pointsOf } from "./course";

type Side = "map" | "attempts";

/** The sheet; Escape closes it. */
export function Course({ onClose }: { onClose: () => void }): JSX.Element {
  const { store, session } = usePage();
  const dialog = useRef<HTMLDialogElement>(null);
  const [side, setSide] = useState<Side>("map");
  useEffect(() => dialog.current?.showModal(), []);
  const words = t();
  const open = (name: string): void => {
    if (store.lesson.peek()?.name !== name) session.tell({ t: "lesson.open", name });
    onClose();
  };
  const lessons = store.lessons.value;
  const { got, most } = pointsOf(lessons);
  return (
    <dialog ref={dialog} class="course" aria-labelledby="course-title" onClose={onClose}>
      <div class="course-head">
        <h2 id="course-title">{words.course}</h2>
        <Choice<Side>
          label={words.showAs}
          value={side}
          options={[
            { value: "map", label: words.courseMap },
            { value: "attempts", label: words.attempts },
          ]}
          onChange={setSide}
        />
        <span class="gap" />
        <Button icon="close" look="bare" label={words.close} onClick={onClose} />
      </div>
      <div class="course-scroll">
        <p class="course-sum">
          <strong>{words.lessonsDone(lessons.filter((one) => one.done).length, lessons.length)}</strong>
          {" · "}
          {words.points(got, most)}
        </p>
        <p class="muted">{words.pointsRule}</p>
        {side === "map" ? <CourseMap open={open} /> : <Attempts lesson="" />}
      </div>
    </dialog>
  );
}
