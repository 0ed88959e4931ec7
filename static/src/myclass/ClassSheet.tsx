// Everything of one class for its learner: exercises, messages, help, who may look and who looked.
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Sheet } from "../classroom/Sheet";
import { language } from "../i18n";
import { tc } from "../i18n/classroom";
import type { ClassRoom } from "../net/protocol";
import { Button } from "../ui/Button";
import { usePage } from "../ui/context";
import { noticeText } from "./words";

interface ClassSheetProps {
  readonly room: ClassRoom;
  readonly onClose: () => void;
}

/** The sheet. */
export function ClassSheet({ room, onClose }: ClassSheetProps): JSX.Element {
  const { session } = usePage();
  const last = Math.max(0, ...room.notices.map((notice) => notice.id));
  useEffect(() => {
    if (last > 0) session.tell({ t: "class.seen", room: room.id, notice: last });
  }, [last]);
  return (
    <Sheet title={room.name} onClose={onClose}>
      <ExerciseList room={room} onClose={onClose} />
      <NoticeList room={room} />
      <HintList room={room} />
      <Watchers room={room} />
    </Sheet>
  );
}

function ExerciseList({ room, onClose }: ClassSheetProps): JSX.Element {
  const { session } = usePage();
  const words = tc();
  const open = (name: string): void => {
    session.tell({ t: "lesson.open", name });
    onClose();
  };
  return (
    <section class="class-part">
      <h3>{words.exercises}</h3>
      {room.exercises.length === 0 && <p class="muted">{words.noExercises}</p>}
      <ul>
        {room.exercises.map((one) => (
          <li key={one.id}>
            {one.title} <span class="muted">{one.over ? words.over : words.out}</span>{" "}
            {!one.over && (
              <Button label={words.openExercise} onClick={() => open(one.lesson)}>
                {words.openExercise}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function NoticeList({ room }: { room: ClassRoom }): JSX.Element {
  const words = tc();
  return (
    <section class="class-part">
      <h3>{words.notices}</h3>
      {room.notices.length === 0 && <p class="muted">{words.noNotices}</p>}
      <ul>
        {[...room.notices].reverse().map((notice) => (
          <li key={notice.id}>
            <time class="muted">{clock(notice.sent)}</time>{" "}
            <span class="said">{noticeText(notice, room)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function HintList({ room }: { room: ClassRoom }): JSX.Element | null {
  const words = tc();
  if (room.proposals.length === 0) return null;
  return (
    <section class="class-part">
      <h3>{words.hint}</h3>
      <ul>
        {[...room.proposals].reverse().map((one) => (
          <li key={one.id}>
            <time class="muted">{clock(one.sent)}</time>{" "}
            {one.kind === "hint" ? words.hintFrom(one.by) : words.changeFrom(one.by)}{" "}
            <span class="said">{one.text}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Watchers({ room }: { room: ClassRoom }): JSX.Element {
  const words = tc();
  return (
    <section class="class-part">
      <h3>{words.whoMayLook}</h3>
      <p>
        {room.watchers.join(words.comma)}{" "}
        <span class="muted">{room.consent === "ask" ? words.consentAsk : words.consentTell}</span>
      </p>
      <h3>{words.whoLooked}</h3>
      {room.looks.length === 0 && <p class="muted">{words.nobodyLooked}</p>}
      <ul>
        {[...room.looks].reverse().map((look) => (
          <li key={look.id}>
            <time class="muted">{clock(look.asked)}</time> {look.by}{" "}
            <span class="muted">{lookWord(look.state)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function lookWord(state: string): string {
  const known: Record<string, string> = tc().lookStates;
  return known[state] ?? state;
}

function clock(ms: number): string {
  return new Date(ms).toLocaleString(language.value === "en" ? "en" : "zh-CN", {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
}
