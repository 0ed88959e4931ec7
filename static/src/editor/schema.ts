// The API's types as the editor needs them, from the server's /schema.json.
// Not here: where the cursor is (yamlpath.ts), menus (suggest.ts).

export interface Field {
  readonly type: string;
  readonly ref?: string;
  readonly items?: string | { readonly type?: string; readonly ref?: string };
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly required?: boolean;
}

export interface Schema {
  readonly types: Readonly<Record<string, { readonly fields: Readonly<Record<string, Field>> }>>;
  readonly kinds: Readonly<Record<string, string>>;
}

export type Fields = Readonly<Record<string, Field>>;

/** The type that stands below a field, through lists and maps; '' if it has no named fields. */
export function typeBelow(field: Field): string {
  if (field.ref) return field.ref;
  const items = field.items;
  if (typeof items === "object") return items.ref ?? "";
  return items ?? "";
}

/** What a path leads to: the field of its last key, and the type of what stands below it. */
interface Place {
  readonly field: Field | undefined;
  readonly type: string;
}

function walk(schema: Schema, kind: string, path: readonly string[]): Place | null {
  let place: Place = { field: undefined, type: schema.kinds[kind] ?? "" };
  for (let i = 0; i < path.length; i += 1) {
    const field = schema.types[place.type]?.fields[path[i] ?? ""];
    if (field === undefined) return null;
    const last = i === path.length - 1;
    // Below a map comes a key of the learner's own, and only then the type of its values.
    place = { field, type: field.type === "map" && last ? "" : typeBelow(field) };
    if (field.type === "map") i += 1;
  }
  return place;
}

/** The field at a path below a kind; undefined if the API has none. */
export function fieldAt(schema: Schema, kind: string, path: readonly string[]): Field | undefined {
  return walk(schema, kind, path)?.field;
}

/** The fields that may stand below a path. */
export function fieldsAt(schema: Schema, kind: string, path: readonly string[]): Fields {
  const type = walk(schema, kind, path)?.type ?? "";
  return schema.types[type]?.fields ?? {};
}

/** Fetch the schema once; null when there is none (the editor then works without). */
export async function loadSchema(url: string): Promise<Schema | null> {
  if (url === "") return null;
  try {
    const response = await fetch(url, { credentials: "same-origin" });
    return response.ok ? ((await response.json()) as Schema) : null;
  } catch {
    return null;
  }
}
