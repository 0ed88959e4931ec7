// What was done in a copy, to be sent back as a proposal: the helper chooses the lines.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { tc } from "../i18n/classroom";
import type { HelpLine, LookRow } from "../net/dashboard";
import { Button } from "../ui/Button";
import { useAsk } from "./context";
import { Sheet } from "./Sheet";

/** The sheet. */
export function ProposalSheet({ look, onClose }: { look: LookRow; onClose: () => void }): JSX.Element {
  const ask = useAsk();
  const words = tc();
  const [lines, setLines] = useState<readonly HelpLine[] | null>(null);
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set());
  const [text, setText] = useState("");
  useEffect(() => {
    void ask({ t: "dash.help", look: look.id }).then((reply) => setLines(reply?.help ?? []));
  }, [look.id]);
  const taken = (lines ?? []).filter((line) => !left.has(line.number));
  const send = async (): Promise<void> => {
    const numbers = taken.map((line) => line.number);
    const request = { t: "dash.propose" as const, look: look.id, text, lines: numbers };
    if (await ask(request, words.proposed)) onClose();
  };
  return (
    <Sheet title={words.proposalLines} onClose={onClose} wide>
      {lines === null && <p class="muted">{words.loading}</p>}
      {lines?.length === 0 && <p>{words.nothingDone}</p>}
      <ul class="proposal-lines">
        {lines?.map((line) => (
          <li key={line.number}>
            <label>
              <input
                type="checkbox"
                checked={!left.has(line.number)}
                onChange={() => setLeft(toggled(left, line.number))}
              />
              <span class="muted">{kindWord(line.kind)}</span> <code>{line.text}</code>
            </label>
          </li>
        ))}
      </ul>
      <label class="field">
        {words.proposalText}
        <input value={text} maxLength={500} onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      <div class="ask-buttons">
        <Button label={words.cancel} onClick={onClose}>
          {words.cancel}
        </Button>
        <Button
          label={words.propose}
          look="primary"
          disabled={taken.length === 0}
          onClick={() => void send()}
        >
          {words.propose}
        </Button>
      </div>
    </Sheet>
  );
}

function kindWord(kind: string): string {
  const known: Record<string, string> = tc().kinds;
  return known[kind] ?? kind;
}

function toggled(set: ReadonlySet<number>, one: number): ReadonlySet<number> {
  const next = new Set(set);
  if (!next.delete(one)) next.add(one);
  return next;
}
