// Looking into a learner's cluster, helping in a copy, sending a hint.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { tc } from "../i18n/classroom";
import type { GridRow, LookRow } from "../net/dashboard";
import { Button } from "../ui/Button";
import { useAsk, useDashboard } from "./context";
import { ProposalSheet } from "./ProposalSheet";

const LONGEST_HINT = 2000;

/** The look and the copy: each is asked for, then opened in a page of its own. */
export function HelpActions({ row }: { row: GridRow }): JSX.Element | null {
  const { desk } = useDashboard();
  if (!desk.allows("dash.look")) return null;
  return (
    <div class="help-actions">
      <LookAction row={row} kind="view" />
      <LookAction row={row} kind="copy" />
    </div>
  );
}

function LookAction({ row, kind }: { row: GridRow; kind: "view" | "copy" }): JSX.Element {
  const ask = useAsk();
  const words = tc();
  const look = row.looks.find((one) => one.kind === kind);
  const label = kind === "view" ? words.look : words.copy;
  if (look === undefined) {
    return (
      <div class="help-action">
        <Button
          icon={kind === "view" ? "eye" : "copy"}
          label={label}
          disabled={row.state === "away" && kind === "view"}
          onClick={() => void ask({ t: "dash.look", member: row.id, kind })}
        >
          {label}
        </Button>
        <p class="muted">{kind === "view" ? words.lookMore : words.copyMore}</p>
      </div>
    );
  }
  return <OpenLook look={look} kind={kind} />;
}

function OpenLook({ look, kind }: { look: LookRow; kind: "view" | "copy" }): JSX.Element {
  const ask = useAsk();
  const words = tc();
  const [proposing, setProposing] = useState(false);
  const end = (): void => void ask({ t: "dash.look.end", look: look.id });
  const endWord = look.state === "asked" ? words.lookWithdraw : words.lookEnd;
  return (
    <div class="help-action on">
      {look.state === "asked" && <p role="status">{words.lookAsked}</p>}
      {look.url !== "" && (
        <a class="button primary" href={look.url} target={`podlab-${kind}-${look.id}`}>
          {kind === "view" ? words.lookOpen : words.copyOpen}
        </a>
      )}
      {look.url !== "" && kind === "copy" && (
        <Button label={words.sendBack} onClick={() => setProposing(true)}>
          {words.sendBack}
        </Button>
      )}
      <Button label={endWord} onClick={end}>
        {endWord}
      </Button>
      {proposing && <ProposalSheet look={look} onClose={() => setProposing(false)} />}
    </div>
  );
}

/** A hint in words. */
export function HintForm({ row }: { row: GridRow }): JSX.Element | null {
  const { desk } = useDashboard();
  const ask = useAsk();
  const words = tc();
  const [text, setText] = useState("");
  if (!desk.allows("dash.hint")) return null;
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (text.trim() === "") return;
    if (await ask({ t: "dash.hint", member: row.id, text }, words.hintSent)) setText("");
  };
  return (
    <form class="hint-form" onSubmit={(event) => void send(event)}>
      <label>
        {words.hint}
        <textarea
          rows={2}
          maxLength={LONGEST_HINT}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button" disabled={text.trim() === ""}>
        {words.sendHint}
      </button>
    </form>
  );
}
