// CodeMirror as this page uses it: YAML, our colours, the server's diagnostics, the schema's
// completion and hover.  Not here: which file is open (workspace.ts).
import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  completionKeymap,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentLess, insertTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { linter, lintGutter, type Diagnostic } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension, type Text } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  hoverTooltip,
  keymap,
  lineNumbers,
  type KeyBinding,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { Problem } from "../net/protocol";
import type { Schema } from "./schema";
import { describeAt, suggestAt } from "./suggest";

/** What the editor needs from outside. */
export interface Surroundings {
  readonly nonce: string;
  /** Whether the text may only be read. */
  readonly readOnly: boolean;
  readonly label: () => string;
  readonly requiredWord: () => string;
  readonly schema: () => Schema | null;
  readonly validate: (text: string) => Promise<readonly Problem[]>;
  readonly onType: (text: string) => void;
  readonly onSave: () => void;
  readonly onApply: () => void;
}

const VALIDATE_AFTER = 600;

const COLOURS = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--code-key)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--code-number)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--text-soft)", fontStyle: "italic" },
  { tag: [tags.meta, tags.keyword, tags.labelName, tags.typeName], color: "var(--code-mark)" },
  { tag: [tags.punctuation, tags.separator], color: "var(--text-soft)" },
]);

/** A fresh editor state for a file. */
export function createState(text: string, around: Surroundings): EditorState {
  return EditorState.create({ doc: text, extensions: extensions(around) });
}

/** Replace the whole text so that it can be undone. */
export function replaceText(view: EditorView, text: string): void {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
}

function extensions(around: Surroundings): Extension[] {
  return [
    around.nonce ? EditorView.cspNonce.of(around.nonce) : [],
    EditorState.readOnly.of(around.readOnly),
    lineNumbers(),
    lintGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    indentUnit.of("  "),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    yaml(),
    syntaxHighlighting(COLOURS),
    autocompletion({ override: [(context) => complete(context, around)], icons: false }),
    hoverTooltip((view, position) => hover(view, position, around)),
    linter((view) => diagnose(view, around), { delay: VALIDATE_AFTER }),
    keymap.of([...ownKeys(around), ...completionKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) around.onType(update.state.doc.toString());
    }),
    // It takes the focus anyway; said outright, checkers see that its scrolled box can be reached.
    EditorView.contentAttributes.of(() => ({ "aria-label": around.label(), tabindex: "0" })),
  ];
}

function ownKeys(around: Surroundings): KeyBinding[] {
  const doing = (what: () => void) => () => {
    what();
    return true;
  };
  return [
    { key: "Mod-s", preventDefault: true, run: doing(around.onSave) },
    { key: "Mod-Enter", preventDefault: true, run: doing(around.onApply) },
    { key: "Tab", run: acceptCompletion },
    { key: "Tab", run: insertSpaces, shift: indentLess },
  ];
}

/** Tab means spaces: YAML knows no tabs. */
function insertSpaces(view: EditorView): boolean {
  if (!view.state.selection.main.empty) return insertTab(view);
  view.dispatch(view.state.replaceSelection("  "));
  return true;
}

function linesOf(doc: Text): string[] {
  return doc.toString().split("\n");
}

function complete(context: CompletionContext, around: Surroundings): CompletionResult | null {
  const schema = around.schema();
  if (schema === null) return null;
  const line = context.state.doc.lineAt(context.pos);
  const column = context.pos - line.from;
  const found = suggestAt(schema, linesOf(context.state.doc), line.number - 1, column);
  if (found === null) return null;
  if (!context.explicit && column === found.from) return null;
  return {
    from: line.from + found.from,
    options: found.options.map((option) => ({
      label: option.label,
      apply: option.insert,
      detail: option.required ? `${option.detail} · ${around.requiredWord()}` : option.detail,
      boost: option.required ? 1 : 0,
      ...(option.info ? { info: option.info } : {}),
    })),
    validFor: /^[\w./-]*$/,
  };
}

function hover(
  view: EditorView,
  position: number,
  around: Surroundings,
): { pos: number; end: number; create: () => { dom: HTMLElement } } | null {
  const schema = around.schema();
  if (schema === null) return null;
  const line = view.state.doc.lineAt(position);
  const place = position - line.from;
  const found = describeAt(schema, linesOf(view.state.doc), line.number - 1, place);
  if (found === null) return null;
  return {
    pos: line.from + found.from,
    end: line.from + found.to,
    create: () => ({ dom: hoverCard(found.path, found.field.type, found.field.description ?? "") }),
  };
}

function hoverCard(path: string, type: string, description: string): HTMLElement {
  const card = document.createElement("div");
  card.className = "hover-card";
  const head = document.createElement("code");
  head.textContent = `${path}: ${type}`;
  const text = document.createElement("p");
  text.textContent = description;
  card.append(head, text);
  return card;
}

async function diagnose(view: EditorView, around: Surroundings): Promise<readonly Diagnostic[]> {
  const doc = view.state.doc;
  const problems = await around.validate(doc.toString());
  return problems.map((problem) => diagnostic(doc, problem));
}

/** A problem in its place; lines and columns count from 1, 0 means unknown. */
export function diagnostic(doc: Text, problem: Problem): Diagnostic {
  const line = doc.line(Math.min(doc.lines, Math.max(1, problem.line)));
  const indent = line.text.length - line.text.trimStart().length;
  const start = problem.column > 0 ? problem.column - 1 : indent;
  const from = line.from + Math.min(line.length, start);
  return { from, to: Math.max(from, line.to), severity: "error", message: problem.message };
}
