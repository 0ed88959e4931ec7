// The menu of the machine's files: open one, or begin a new one.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { Button } from "../ui/Button";
import { usePage } from "../ui/context";
import { Icon } from "../ui/Icon";
import { HOME } from "./workspace";

/** A button with the files below it. */
export function FileMenu(): JSX.Element {
  const { workspace } = usePage();
  const [shown, setShown] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!shown) return undefined;
    void workspace.refresh();
    const away = (event: Event): void => {
      if (!box.current?.contains(event.target as Node)) setShown(false);
    };
    document.addEventListener("pointerdown", away);
    document.addEventListener("focusin", away);
    return () => {
      document.removeEventListener("pointerdown", away);
      document.removeEventListener("focusin", away);
    };
  }, [shown]);
  return (
    <div
      class="menu"
      ref={box}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !shown) return;
        setShown(false);
        box.current?.querySelector("button")?.focus();
      }}
    >
      <button
        type="button"
        id="editor-files"
        class="button plain"
        aria-expanded={shown}
        onClick={() => setShown(!shown)}
      >
        <Icon name="folder" />
        {t().files}
        <Icon name="down" />
      </button>
      {shown && <FileList done={() => setShown(false)} />}
    </div>
  );
}

function FileList({ done }: { done: () => void }): JSX.Element {
  const { workspace, config } = usePage();
  const [name, setName] = useState("");
  const words = t();
  const create = (event: Event): void => {
    event.preventDefault();
    if (name.trim() === "" || name.endsWith("/")) return;
    workspace.create(name);
    done();
    requestAnimationFrame(() => workspace.onFocus?.());
  };
  const entries = workspace.entries.value;
  return (
    <div class="menu-list">
      {!config.readOnly && (
        <form class="menu-new" onSubmit={create}>
          <input
            id="editor-new-name"
            aria-label={words.newFileName}
            placeholder="pod.yaml"
            maxLength={200}
            spellcheck={false}
            autoComplete="off"
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
          <button type="submit" class="button primary" id="editor-new">
            {words.newFile}
          </button>
        </form>
      )}
      {entries.length === 0 && <p class="menu-empty">{words.noFiles}</p>}
      <ul>
        {entries.map((entry) => (
          <li key={entry.path}>
            <Button
              look="bare"
              label={entry.path}
              onClick={() => {
                void workspace.show(entry.path);
                done();
              }}
            >
              {shownPath(entry.path)}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function shownPath(path: string): string {
  return path.startsWith(`${HOME}/`) ? `~${path.slice(HOME.length)}` : path;
}
