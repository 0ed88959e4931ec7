// Exercises of the class: hand out, watch the time, collect.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { tc } from "../i18n/classroom";
import type { Exercise } from "../net/dashboard";
import { Ask } from "../ui/Ask";
import { Button, Choice } from "../ui/Button";
import { useAsk, useDashboard, useNow } from "./context";
import { GroupField, LessonField } from "./fields";
import { Sheet } from "./Sheet";
import { countdown } from "./spell";

type Kind = "lesson" | "exam";

const LONGEST_MINUTES = 24 * 60;

/** The exercises that are planned or out, and the way to hand out another. */
export function Exercises(): JSX.Element {
  const { desk } = useDashboard();
  const [handing, setHanding] = useState(false);
  const words = tc();
  const live = desk.exercises.value.filter((one) => one.collected === 0);
  return (
    <div class="tools exercises" role="group" aria-label={words.exercises}>
      {desk.allows("dash.handout") && (
        <Button id="hand-out" label={words.handOut} onClick={() => setHanding(true)}>
          {words.handOut}
        </Button>
      )}
      {live.map((one) => (
        <Live key={one.id} one={one} />
      ))}
      {handing && <HandOutSheet onClose={() => setHanding(false)} />}
    </div>
  );
}

function Live({ one }: { one: Exercise }): JSX.Element {
  const { desk } = useDashboard();
  const ask = useAsk();
  const now = useNow();
  const [asking, setAsking] = useState(false);
  const words = tc();
  const collect = (): void => {
    setAsking(false);
    void ask({ t: "dash.collect", exercise: one.id });
  };
  return (
    <span class="exercise" data-exercise={one.id}>
      <b>{one.title}</b>{" "}
      <span class="muted">{one.kind === "exam" ? words.asExam : words.asLesson}</span>{" "}
      {one.handedOut === 0 ? (
        words.planned
      ) : (
        <time>{one.due > 0 ? words.left(countdown(one.due, now)) : words.out}</time>
      )}
      {one.handedOut > 0 && desk.allows("dash.collect") && (
        <Button label={words.collect} onClick={() => setAsking(true)}>
          {words.collect}
        </Button>
      )}
      {asking && (
        <Ask
          text={words.collectAsk(one.title)}
          yes={words.collect}
          onYes={collect}
          onNo={() => setAsking(false)}
        />
      )}
    </span>
  );
}

function HandOutSheet({ onClose }: { onClose: () => void }): JSX.Element {
  const { desk, choices } = useDashboard();
  const ask = useAsk();
  const words = tc();
  const [lesson, setLesson] = useState(desk.shown.peek().lesson || (desk.lessons.peek()[0]?.name ?? ""));
  const examMinutes = (name: string): number =>
    desk.lessons.value.find((one) => one.name === name)?.minutes ?? 0;
  const [kind, setKind] = useState<Kind>(examMinutes(lesson) > 0 ? "exam" : "lesson");
  const [group, setGroup] = useState(choices.group.peek());
  const [minutes, setMinutes] = useState(examMinutes(lesson));
  const choose = (name: string): void => {
    setLesson(name);
    setKind(examMinutes(name) > 0 ? "exam" : "lesson");
    setMinutes(examMinutes(name));
  };
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (await ask({ t: "dash.handout", lesson, kind, group, minutes }, words.sent)) {
      desk.line.tell({ t: "dash.show", lesson });
      onClose();
    }
  };
  return (
    <Sheet title={words.handOut} onClose={onClose}>
      <form class="fields" onSubmit={(event) => void send(event)}>
        <LessonField label={words.lesson} value={lesson} onChange={choose} />
        {examMinutes(lesson) > 0 && <KindField value={kind} onChange={setKind} />}
        <GroupField label={words.toWhom} value={group} onChange={setGroup} />
        <label class="field">
          {words.limit}
          <input
            type="number"
            min={0}
            max={LONGEST_MINUTES}
            value={minutes}
            onInput={(event) => setMinutes(event.currentTarget.valueAsNumber || 0)}
          />
        </label>
        {kind === "exam" && <p class="muted">{words.examLimit(examMinutes(lesson))}</p>}
        <div class="ask-buttons">
          <Button label={words.cancel} onClick={onClose}>
            {words.cancel}
          </Button>
          <button type="submit" class="button primary" disabled={lesson === ""}>
            {words.handOutNow}
          </button>
        </div>
      </form>
    </Sheet>
  );
}

interface KindProps {
  readonly value: Kind;
  readonly onChange: (kind: Kind) => void;
}

/** What an exam can be handed out as. */
function KindField({ value, onChange }: KindProps): JSX.Element {
  const words = tc();
  return (
    <div class="field">
      {words.lessonOrExam}
      <Choice<Kind>
        label={words.lessonOrExam}
        value={value}
        options={[
          { value: "lesson", label: words.asLesson },
          { value: "exam", label: words.asExam },
        ]}
        onChange={onChange}
      />
    </div>
  );
}
