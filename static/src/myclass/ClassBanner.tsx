// Lines below the head for what a class wants or does now: questions, who looks, help, held clocks,
// time that runs out.  Not dialogs: nobody is torn out of a half-typed command.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { countdown } from "../classroom/spell";
import { classFailure, tc } from "../i18n/classroom";
import type { Failure } from "../net/conversation";
import type { ClassExercise, ClassLook, ClassProposal, ClassRoom } from "../net/protocol";
import { Button } from "../ui/Button";
import { usePage } from "../ui/context";
import { Icon } from "../ui/Icon";
import { demands, freshNotices, type Demand } from "./demands";
import { holdText, noticeText } from "./words";

/** The lines; nothing for who is in no class. */
export function ClassBanner(): JSX.Element | null {
  const { store } = usePage();
  useNoticeToasts();
  const all = demands(store.rooms.value, store.lesson.value);
  if (all.length === 0) return null;
  return (
    <div class="class-banner" role="region" aria-label={tc().myClass}>
      {all.map((demand) => (
        <DemandLine key={keyOf(demand)} demand={demand} />
      ))}
    </div>
  );
}

/** New notices of the class come as notices of the page. */
function useNoticeToasts(): void {
  const { store, toasts } = usePage();
  const before = useRef(store.rooms.peek());
  const rooms = store.rooms.value;
  useEffect(() => {
    for (const room of rooms) {
      for (const notice of freshNotices(before.current, [room])) {
        toasts.say(noticeText(notice, room), notice.kind === "fault" ? "bad" : "ok");
      }
    }
    before.current = rooms;
  }, [rooms]);
}

function keyOf(demand: Demand): string {
  switch (demand.kind) {
    case "asked":
    case "watched":
      return `look ${demand.look.id}`;
    case "proposal":
      return `proposal ${demand.proposal.id}`;
    case "exercise":
      return `exercise ${demand.exercise.id}`;
    case "hold":
      return `hold ${demand.room.id}`;
  }
}

function DemandLine({ demand }: { demand: Demand }): JSX.Element {
  switch (demand.kind) {
    case "asked":
      return <AskedLine look={demand.look} />;
    case "watched":
      return <WatchedLine look={demand.look} />;
    case "proposal":
      return <ProposalLine proposal={demand.proposal} />;
    case "hold":
      return <HoldLine room={demand.room} />;
    case "exercise":
      return <ExerciseLine exercise={demand.exercise} />;
  }
}

function AskedLine({ look }: { look: ClassLook }): JSX.Element {
  const { session } = usePage();
  const words = tc();
  const answer = (allow: boolean) => () =>
    void session.tell({ t: "class.look", look: look.id, allow });
  return (
    <div class="class-line asked" role="alert" data-look={look.id}>
      <Icon name="eye" />
      <span>{look.kind === "copy" ? words.asksToCopy(look.by) : words.asksToLook(look.by)}</span>
      <Button label={words.allow} look="primary" onClick={answer(true)}>
        {words.allow}
      </Button>
      <Button label={words.refuse} onClick={answer(false)}>
        {words.refuse}
      </Button>
    </div>
  );
}

function WatchedLine({ look }: { look: ClassLook }): JSX.Element {
  const { session } = usePage();
  const words = tc();
  return (
    <div class="class-line watched" role="status" data-look={look.id}>
      <Icon name="eye" />
      <span>{look.kind === "copy" ? words.worksInCopy(look.by) : words.looksNow(look.by)}</span>
      <Button
        label={words.stopLook}
        onClick={() => session.tell({ t: "class.look", look: look.id, allow: false })}
      >
        {words.stopLook}
      </Button>
    </div>
  );
}

function ProposalLine({ proposal }: { proposal: ClassProposal }): JSX.Element {
  const { session, toasts } = usePage();
  const words = tc();
  const [busy, setBusy] = useState(false);
  const change = proposal.kind !== "hint";
  const answer = (accept: boolean) => (): void => {
    setBusy(true);
    session
      .ask({ t: "class.proposal", proposal: proposal.id, accept })
      .catch((failure: Failure) => toasts.say(classFailure(failure)))
      .finally(() => setBusy(false));
  };
  const yes = change ? words.accept : words.gotIt;
  return (
    <div class="class-line proposal" role="status" data-proposal={proposal.id}>
      <Icon name="bulb" />
      <span>
        <b>{change ? words.changeFrom(proposal.by) : words.hintFrom(proposal.by)}</b>{" "}
        <span class="said">{proposal.text}</span>
        {proposal.steps.length > 0 && <pre class="class-steps">{proposal.steps.join("\n")}</pre>}
      </span>
      <Button label={yes} look="primary" disabled={busy} onClick={answer(true)}>
        {yes}
      </Button>
      {change && (
        <Button label={words.reject} disabled={busy} onClick={answer(false)}>
          {words.reject}
        </Button>
      )}
    </div>
  );
}

function HoldLine({ room }: { room: ClassRoom }): JSX.Element {
  return (
    <div class="class-line hold" role="status">
      <Icon name={room.hold === "paused" ? "pause" : "play"} />
      <span>{holdText(room)}</span>
    </div>
  );
}

function ExerciseLine({ exercise }: { exercise: ClassExercise }): JSX.Element {
  const { store, session } = usePage();
  const words = tc();
  const [, redraw] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => redraw((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  const left = countdown(exercise.due, Date.now() + store.ahead.value);
  return (
    <div class="class-line exercise-line" data-exercise={exercise.id}>
      <Icon name="book" />
      <span>
        <b>{exercise.title}</b> <time role="timer">{words.left(left)}</time>
      </span>
      {store.lesson.value?.name !== exercise.lesson && (
        <Button
          label={words.openExercise}
          onClick={() => session.tell({ t: "lesson.open", name: exercise.lesson })}
        >
          {words.openExercise}
        </Button>
      )}
    </div>
  );
}
