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
  // A button that opens a sheet ends in dots; the sheet itself does not.
  const shown = title.replace(/…$/, "");
  return (
    <dialog
      ref={dialog}
      class={wide ? "ask class-sheet wide" : "ask class-sheet"}
      aria-label={shown}
      onClose={onClose}
    >
      <div class="sheet-head">
        <h2>{shown}</h2>
        <Button icon="close" look="bare" label={tc().close} onClick={onClose} />
      </div>
      {children}
    </dialog>
  );
}
