// What the editor offers at a place of a manifest, as data: keys, values, and the words on a key.
// Not here: CodeMirror's menus (code.ts).
import { fieldAt, fieldsAt, type Field, type Schema } from "./schema";
import { kindAround, pathAbove, readLine, siblings } from "./yamlpath";

export interface Suggestion {
  readonly label: string;
  readonly insert: string;
  readonly detail: string;
  readonly info: string;
  readonly required: boolean;
}

export interface Suggestions {
  /** The column where what is being typed begins. */
  readonly from: number;
  readonly options: readonly Suggestion[];
}

const KEY_BEING_TYPED = /^(\s*(?:- +)*)([A-Za-z]*)$/;
const VALUE_BEING_TYPED = /^(\s*(?:- +)*)([A-Za-z][\w.-]*):\s+(["']?[\w./-]*)$/;

/** What may be typed at a place; null where the schema has nothing to say. */
export function suggestAt(
  schema: Schema,
  lines: readonly string[],
  at: number,
  column: number,
): Suggestions | null {
  const before = (lines[at] ?? "").slice(0, column);
  if (before.length > 400) return null;
  const key = KEY_BEING_TYPED.exec(before);
  if (key) return suggestKeys(schema, lines, at, key[1]?.length ?? 0);
  const value = VALUE_BEING_TYPED.exec(before);
  if (value === null) return null;
  const from = column - (value[3]?.length ?? 0);
  return suggestValues(schema, lines, at, { indent: value[1]?.length ?? 0, key: value[2] ?? "", from });
}

function suggestKeys(
  schema: Schema,
  lines: readonly string[],
  at: number,
  indent: number,
): Suggestions | null {
  const kind = kindAround(lines, at);
  const taken = siblings(lines, at, indent);
  const fields = kind
    ? fieldsAt(schema, kind, pathAbove(lines, at, indent))
    : indent === 0
      ? START
      : {};
  const options = Object.entries(fields)
    .filter(([name]) => !taken.has(name))
    .map(([name, field]) => keySuggestion(name, field, indent));
  return options.length > 0 ? { from: indent, options } : null;
}

const START: Readonly<Record<string, Field>> = {
  apiVersion: { type: "string", required: true },
  kind: { type: "string", required: true },
  metadata: { type: "object" },
  spec: { type: "object" },
};

function keySuggestion(name: string, field: Field, indent: number): Suggestion {
  const below = " ".repeat(indent + 2);
  const insert =
    field.type === "array"
      ? `${name}:\n${" ".repeat(indent)}- `
      : field.type === "object" || field.type === "map"
        ? `${name}:\n${below}`
        : `${name}: `;
  return {
    label: name,
    insert,
    detail: field.type,
    info: field.description ?? "",
    required: field.required ?? false,
  };
}

function suggestValues(
  schema: Schema,
  lines: readonly string[],
  at: number,
  place: { indent: number; key: string; from: number },
): Suggestions | null {
  const values = valuesFor(schema, lines, at, place);
  const options = values.map((value) => ({
    label: value,
    insert: value,
    detail: "",
    info: "",
    required: false,
  }));
  return options.length > 0 ? { from: place.from, options } : null;
}

function valuesFor(
  schema: Schema,
  lines: readonly string[],
  at: number,
  place: { indent: number; key: string },
): readonly string[] {
  if (place.indent === 0 && place.key === "kind") return kindNames(schema);
  if (place.indent === 0 && place.key === "apiVersion") return versionNames(schema);
  const path = [...pathAbove(lines, at, place.indent), place.key];
  const field = fieldAt(schema, kindAround(lines, at), path);
  if (field?.type === "boolean") return ["true", "false"];
  return field?.enum ?? [];
}

function kindNames(schema: Schema): string[] {
  const names = Object.keys(schema.kinds).map((kind) => kind.slice(kind.lastIndexOf("/") + 1));
  return [...new Set(names)].sort();
}

function versionNames(schema: Schema): string[] {
  const names = Object.keys(schema.kinds).map((kind) => kind.slice(0, kind.lastIndexOf("/")));
  return [...new Set(names)].sort();
}

/** What the API says about the key at a place: its path, its field. */
export function describeAt(
  schema: Schema,
  lines: readonly string[],
  at: number,
  column: number,
): { path: string; field: Field; from: number; to: number } | null {
  const line = readLine(lines[at] ?? "");
  if (line === null || line.value === null) return null;
  const to = line.indent + line.key.length;
  if (column < line.indent || column > to) return null;
  const path = [...pathAbove(lines, at, line.indent), line.key];
  const field = fieldAt(schema, kindAround(lines, at), path);
  return field ? { path: path.join("."), field, from: line.indent, to } : null;
}
