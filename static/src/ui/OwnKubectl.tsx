// How to use one's own kubectl with this cluster: a button and a dialog with the command.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { Button } from "./Button";
import { toClipboard } from "./clipboard";
import { usePage } from "./context";

/** The command: over plain http the secret address is the only credential that is needed. */
export function commandFor(origin: string, path: string): string {
  return `kubectl --kubeconfig=/dev/null --server=${origin}${path} get nodes`;
}

/** The button in the page's head. */
export function OwnKubectl(): JSX.Element | null {
  const { store } = usePage();
  const [open, setOpen] = useState(false);
  const path = store.kubernetesUrl.value;
  if (path === "") return null;
  return (
    <span class="own-kubectl-open">
      <Button icon="terminal" look="bare" label={t().ownKubectl} onClick={() => setOpen(true)} />
      {open && <Explained path={path} onClose={() => setOpen(false)} />}
    </span>
  );
}

function Explained({ path, onClose }: { path: string; onClose: () => void }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const words = t();
  const command = commandFor(window.location.origin, path);
  return (
    <dialog ref={dialog} class="ask" aria-label={words.ownKubectl} onClose={onClose}>
      <p>{words.ownKubectlMore}</p>
      <pre class="own-kubectl">{command}</pre>
      <div class="ask-buttons">
        <Button label={words.close} onClick={onClose}>
          {words.close}
        </Button>
        <Button
          label={words.copy}
          look="primary"
          onClick={() => void toClipboard(command).then(onClose)}
        >
          {words.copy}
        </Button>
      </div>
    </dialog>
  );
}
