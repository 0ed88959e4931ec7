// For authors only: what is wrong with the folder that they are editing, or that nothing is.
import type { JSX } from "preact";
import { t } from "../i18n";
import { Button } from "../ui/Button";
import { usePage } from "../ui/context";

/** The panel; nothing on a server without a preview. */
export function PreviewPanel(): JSX.Element | null {
  const { session, store } = usePage();
  const preview = store.preview.value;
  if (preview === null) return null;
  const words = t();
  const { name, mistakes, proved } = preview;
  const verdict =
    mistakes.length > 0 ? words.previewMistakes(mistakes.length) : proved ? words.previewProved : words.previewProving;
  return (
    <section class="preview" aria-label={words.preview}>
      <p class="preview-head" role="status">
        <strong>{words.preview}</strong> <code>{name}</code> <span>{verdict}</span>
      </p>
      {mistakes.length > 0 && (
        <ol class="preview-mistakes">
          {mistakes.map((one) => (
            <li key={one}>
              <code>{one}</code>
            </li>
          ))}
        </ol>
      )}
      {store.lesson.value?.name !== name && (
        <Button label={words.previewOpen} onClick={() => session.tell({ t: "lesson.open", name })}>
          {words.previewOpen}
        </Button>
      )}
    </section>
  );
}
