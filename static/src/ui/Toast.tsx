// Shows the notices of toasts.ts.
import type { JSX } from "preact";
import { t } from "../i18n";
import { Button } from "./Button";
import type { Toasts } from "./toasts";

/** The notices in their corner; read aloud as they come. */
export function ToastStack({ toasts }: { toasts: Toasts }): JSX.Element {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.shown.value.map((toast) => (
        <div key={toast.id} class={`toast ${toast.tone}`}>
          <span>{toast.text}</span>
          <Button
            icon="close"
            look="bare"
            label={t().dismiss}
            onClick={() => toasts.dismiss(toast.id)}
          />
        </div>
      ))}
    </div>
  );
}
