// A question with two answers, as a modal dialog of the browser itself.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { Button } from "./Button";

interface AskProps {
  readonly text: string;
  readonly yes: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** The question; Escape means no. */
export function Ask(props: AskProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="ask" aria-label={props.text} onClose={props.onNo}>
      <p>{props.text}</p>
      <div class="ask-buttons">
        <Button label={t().cancel} onClick={props.onNo}>
          {t().cancel}
        </Button>
        <Button label={props.yes} look="primary" onClick={props.onYes}>
          {props.yes}
        </Button>
      </div>
    </dialog>
  );
}
