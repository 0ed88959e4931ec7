// What can be done with a chosen moment or branch beside going there: a name, a link.
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import type { HistoryBranch } from "../net/protocol";
import { Button } from "../ui/Button";
import { toClipboard } from "../ui/clipboard";
import { usePage } from "../ui/context";
import { tried } from "./past";

interface NameProps {
  readonly branch: HistoryBranch;
  readonly onNamed: (title: string) => void;
}

/** The branch's name, to be changed. */
export function BranchName({ branch, onNamed }: NameProps): JSX.Element {
  const page = usePage();
  const box = useRef<HTMLInputElement>(null);
  const words = t();
  const send = async (): Promise<void> => {
    const title = box.current?.value.trim() ?? "";
    const name = branch.current ? "" : branch.name;
    if (await tried(page, { t: "branch.name", branch: name, title })) onNamed(title);
  };
  return (
    <form
      class="time-name"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label>
        {words.branchName}{" "}
        <input
          ref={box}
          id="branch-title"
          maxLength={60}
          defaultValue={branch.title}
          key={`${branch.name} ${branch.title}`}
        />
      </label>
      <Button id="branch-rename" label={words.rename} onClick={() => void send()}>
        {words.rename}
      </Button>
    </form>
  );
}

interface ShareProps {
  readonly time: number;
  readonly branch: string;
}

/** A link to the moment: made when asked for, then shown and put on the clipboard. */
export function ShareLink({ time, branch }: ShareProps): JSX.Element {
  const page = usePage();
  const [link, setLink] = useState("");
  const [made, setMade] = useState("");
  const [copied, setCopied] = useState(false);
  const words = t();
  const about = `${branch} ${time}`;
  const make = async (): Promise<void> => {
    const reply = await tried(page, { t: "moment.share", time, branch });
    if (!reply?.text) return;
    const whole = new URL(reply.text, window.location.href).href;
    setLink(whole);
    setMade(about);
    setCopied(await toClipboard(whole));
  };
  return (
    <div class="time-share">
      <Button id="time-share" icon="copy" label={words.shareMoment} onClick={() => void make()}>
        {words.shareMoment}
      </Button>
      {link !== "" && made === about && (
        <p role="status">
          {words.shareReady}{" "}
          <input id="time-link" readOnly value={link} aria-label={words.shareMoment} onFocus={(event) => event.currentTarget.select()} />
          {copied && <span class="muted"> {words.shareCopied}</span>}
        </p>
      )}
    </div>
  );
}
