// Something for the class: a message, a file, a fault.  Each is a sheet with its own fields.
import type { ComponentChildren, JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { tc } from "../i18n/classroom";
import { Button } from "../ui/Button";
import { useAsk, useDashboard } from "./context";
import { GroupField } from "./fields";
import type { Request } from "./desk";
import { Sheet } from "./Sheet";

type Kind = "" | "message" | "file" | "fault";
const NEEDS = { message: "dash.message", file: "dash.file", fault: "dash.fault" } as const;

/** The three buttons and whichever sheet is open. */
export function Broadcast(): JSX.Element {
  const { desk } = useDashboard();
  const [open, setOpen] = useState<Kind>("");
  const words = tc();
  const close = (): void => setOpen("");
  return (
    <div class="tools" role="group" aria-label={words.tell}>
      {(["message", "file", "fault"] as const).map(
        (kind) =>
          desk.allows(NEEDS[kind]) && (
            <Button key={kind} id={`tell-${kind}`} label={words[kind]} onClick={() => setOpen(kind)}>
              {words[kind]}
            </Button>
          ),
      )}
      {open === "message" && <MessageSheet onClose={close} />}
      {open === "file" && <FileSheet onClose={close} />}
      {open === "fault" && <FaultSheet onClose={close} />}
    </div>
  );
}

interface FormProps {
  readonly title: string;
  readonly ready: boolean;
  /** The request, for a group. */
  readonly request: (group: number) => Request;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A sheet that sends something to everybody or a group. */
function SendSheet({ title, ready, request, onClose, children }: FormProps): JSX.Element {
  const { choices, toasts } = useDashboard();
  const ask = useAsk();
  const [group, setGroup] = useState(choices.group.peek());
  const words = tc();
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    const reply = await ask(request(group));
    if (reply === null) return;
    const { reached, failed } = reply;
    toasts.say(reached === undefined ? words.sent : words.faultReached(reached, failed ?? 0), "ok");
    onClose();
  };
  return (
    <Sheet title={title} onClose={onClose}>
      <form class="fields" onSubmit={(event) => void send(event)}>
        <GroupField label={words.toWhom} value={group} onChange={setGroup} />
        {children}
        <div class="ask-buttons">
          <Button label={words.cancel} onClick={onClose}>
            {words.cancel}
          </Button>
          <button type="submit" class="button primary" disabled={!ready}>
            {words.send}
          </button>
        </div>
      </form>
    </Sheet>
  );
}

function MessageSheet({ onClose }: { onClose: () => void }): JSX.Element {
  const [text, setText] = useState("");
  const words = tc();
  return (
    <SendSheet
      title={words.message}
      ready={text.trim() !== ""}
      request={(group) => ({ t: "dash.message", group, text })}
      onClose={onClose}
    >
      <label class="field">
        {words.messageText}
        <textarea
          rows={4}
          maxLength={4000}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
    </SendSheet>
  );
}

function FileSheet({ onClose }: { onClose: () => void }): JSX.Element {
  const [path, setPath] = useState("");
  const [text, setText] = useState("");
  const words = tc();
  return (
    <SendSheet
      title={words.file}
      ready={path.trim() !== "" && text !== ""}
      request={(group) => ({ t: "dash.file", group, path: path.trim(), text })}
      onClose={onClose}
    >
      <label class="field">
        {words.filePath}
        <input
          value={path}
          maxLength={200}
          placeholder="deploy.yaml"
          onInput={(event) => setPath(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        {words.fileText}
        <textarea
          class="mono"
          rows={12}
          value={text}
          spellcheck={false}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
    </SendSheet>
  );
}

function FaultSheet({ onClose }: { onClose: () => void }): JSX.Element {
  const { desk } = useDashboard();
  const [line, setLine] = useState("");
  const words = tc();
  const field = useRef<HTMLInputElement>(null);
  const begin = (usage: string): void => {
    const [name = "", ...missing] = usage.split(" ");
    setLine(missing.length > 0 ? `${name} ` : name);
    field.current?.focus();
  };
  const parts = line.trim().split(/\s+/).filter(Boolean);
  return (
    <SendSheet
      title={words.fault}
      ready={parts.length > 0}
      request={(group) => ({ t: "dash.fault", group, words: parts })}
      onClose={onClose}
    >
      <label class="field">
        {words.faultWords}
        <input
          ref={field}
          class="mono"
          value={line}
          list="fault-usages"
          maxLength={300}
          placeholder="cut-network k8snode2"
          onInput={(event) => setLine(event.currentTarget.value)}
        />
      </label>
      <datalist id="fault-usages">
        {desk.faults.value.map((usage) => (
          <option key={usage} value={usage} />
        ))}
      </datalist>
      <p class="muted">{words.faultMore}</p>
      <ul class="usages">
        {desk.faults.value.map((usage) => (
          <li key={usage}>
            <Button label={usage} onClick={() => begin(usage)}>
              {usage}
            </Button>
          </li>
        ))}
      </ul>
    </SendSheet>
  );
}
