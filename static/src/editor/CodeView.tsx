// The CodeMirror view on the page: one view, one state per open file.
import type { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { usePage, type Page } from "../ui/context";
import { createState, replaceText, type Surroundings } from "./code";
import { loadSchema, type Schema } from "./schema";
import { baseName } from "./workspace";

interface Kept {
  readonly view: EditorView;
  readonly states: Map<string, { state: EditorState; version: number }>;
  path: string;
  version: number;
}

/** The editor for the file in front. */
export function CodeView(): JSX.Element {
  const page = usePage();
  const box = useRef<HTMLDivElement>(null);
  const kept = useRef<Kept | null>(null);
  const file = page.workspace.current.value;

  useEffect(() => {
    if (box.current === null) return undefined;
    const extensions = page.nonce ? [EditorView.cspNonce.of(page.nonce)] : [];
    const view = new EditorView({ parent: box.current, extensions });
    kept.current = { view, states: new Map(), path: "", version: 0 };
    page.workspace.onFocus = () => view.focus();
    return () => view.destroy();
  }, []);

  const schema = useRef<Schema | null>(null);
  useEffect(() => {
    void loadSchema(page.config.schemaUrl).then((loaded) => {
      schema.current = loaded;
    });
  }, []);

  useEffect(() => {
    const now = kept.current;
    if (now === null || file === null) return;
    if (now.path !== file.path) {
      turn(now, file.path, file.version, () =>
        createState(file.text, surroundings(page, file.path, () => schema.current)),
      );
    }
    if (now.version !== file.version && now.view.state.doc.toString() !== file.text) {
      replaceText(now.view, file.text);
    }
    now.version = file.version;
  }, [file?.path, file?.version]);

  return <div class="code-box" ref={box} hidden={file === null} />;
}

/** Put another file in front; the one before keeps its cursor and history. */
function turn(kept: Kept, path: string, version: number, make: () => EditorState): void {
  if (kept.path) kept.states.set(kept.path, { state: kept.view.state, version: kept.version });
  const earlier = kept.states.get(path);
  kept.view.setState(earlier?.state ?? make());
  kept.path = path;
  kept.version = earlier?.version ?? version;
}

function surroundings(page: Page, path: string, schema: () => Schema | null): Surroundings {
  const { workspace } = page;
  return {
    nonce: page.nonce,
    label: () => `${t().editor}: ${baseName(path)}. ${t().tabHint}`,
    requiredWord: () => t().required,
    schema,
    validate: (text) => workspace.validate(path, text),
    onType: (text) => workspace.typed(path, text),
    onSave: () => void workspace.save(),
    onApply: () => void workspace.run("apply"),
  };
}
