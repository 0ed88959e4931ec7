// A modal sheet with a heading: the browser's own dialog, so that focus and Escape are its business.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { tc } from "../i18n/classroom";
import { Button } from "../ui/Button";

interface SheetProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  readonly wide?: boolean;
}

/** The sheet; Escape closes it. */
export function Sheet({ title, onClose, children, wide }: SheetProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class={wide ? "ask sheet wide" : "ask sheet"}
      aria-label={title}
      onClose={onClose}
    >
      <div class="sheet-head">
        <h2>{title}</h2>
        <Button icon="close" look="bare" label={tc().close} onClick={onClose} />
      </div>
      {children}
    </dialog>
  );
}
