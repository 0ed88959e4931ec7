// The CodeMirror view on the page: one view, one state per open file.
import type { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { usePage, type Page } from "../ui/context";
import { createState, replaceText, type Surroundings } from "./code";
import { loadSchema, type Schema } from "./schema";
import { baseName } from "./workspace";

interface Kept {
  readonly view: EditorView;
  readonly states: Map<string, EditorState>;
  path: string;
  desk: number;
}

/** The editor for the file in front. */
export function CodeView(): JSX.Element {
  const page = usePage();
  const box = useRef<HTMLDivElement>(null);
  const kept = useRef<Kept | null>(null);
  const file = page.workspace.current.value;
  const desk = page.workspace.desk.value;

  useLayoutEffect(() => {
    if (box.current === null) return undefined;
    const extensions = page.nonce ? [EditorView.cspNonce.of(page.nonce)] : [];
    const view = new EditorView({ parent: box.current, extensions });
    kept.current = { view, states: new Map(), path: "", desk: 0 };
    // The first file's box is still hidden when it is asked for: the focus waits until it is drawn.
    page.workspace.onFocus = () => requestAnimationFrame(() => view.focus());
    return () => view.destroy();
  }, []);

  const schema = useRef<Schema | null>(null);
  useEffect(() => {
    void loadSchema(page.config.schemaUrl).then((loaded) => {
      schema.current = loaded;
    });
  }, []);

  // Before the next frame, in which the view may get the focus: keys must find the file's own keymap.
  useLayoutEffect(() => {
    const now = kept.current;
    if (now === null) return;
    forgetClosed(now, page.workspace.open.peek().map((one) => one.path), desk);
    if (file === null) return;
    if (now.path !== file.path) {
      turn(now, file.path, () =>
        createState(file.text, surroundings(page, file.path, () => schema.current)),
      );
    }
    if (now.view.state.doc.toString() !== file.text) replaceText(now.view, file.text);
  }, [file?.path, file?.version, desk]);

  return <div class="code-box" ref={box} hidden={file === null} />;
}

/** A closed file's cursor and history go with it, and those of another cluster's files. */
function forgetClosed(kept: Kept, open: readonly string[], desk: number): void {
  if (kept.desk !== desk) kept.states.clear();
  for (const path of kept.states.keys()) if (!open.includes(path)) kept.states.delete(path);
  if (kept.desk !== desk || !open.includes(kept.path)) kept.path = "";
  kept.desk = desk;
}

/** Put another file in front; the one before keeps its cursor and history. */
function turn(kept: Kept, path: string, make: () => EditorState): void {
  if (kept.path) kept.states.set(kept.path, kept.view.state);
  kept.view.setState(kept.states.get(path) ?? make());
  kept.path = path;
}

function surroundings(page: Page, path: string, schema: () => Schema | null): Surroundings {
  const { workspace } = page;
  return {
    nonce: page.nonce,
    readOnly: page.config.readOnly,
    label: () => `${t().editor}: ${baseName(path)}. ${t().tabHint}`,
    requiredWord: () => t().required,
    schema,
    validate: (text) => workspace.validate(path, text),
    onType: (text) => workspace.typed(path, text),
    onSave: () => void (page.config.readOnly || workspace.save()),
    onApply: () => void (page.config.readOnly || workspace.run("apply")),
  };
}
