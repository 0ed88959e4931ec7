// Shows the notices of toasts.ts.
import type { JSX } from "preact";
import { t } from "../i18n";
import { Button } from "./Button";
import { usePage } from "./context";

/** The notices in their corner; read aloud as they come. */
export function ToastStack(): JSX.Element {
  const { toasts } = usePage();
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
