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

/** The field at a path below a kind; undefined if the API has none. */
export function fieldAt(schema: Schema, kind: string, path: readonly string[]): Field | undefined {
  let type = schema.kinds[kind] ?? "";
  let field: Field | undefined;
  for (let i = 0; i < path.length; i += 1) {
    field = schema.types[type]?.fields[path[i] ?? ""];
    if (field === undefined) return undefined;
    type = typeBelow(field);
    // Below a map the next key is the learner's own, then comes the type of its values.
    if (field.type === "map") i += 1;
  }
  return field;
}

/** The fields that may stand below a path. */
export function fieldsAt(schema: Schema, kind: string, path: readonly string[]): Fields {
  if (path.length === 0) return schema.types[schema.kinds[kind] ?? ""]?.fields ?? {};
  const field = fieldAt(schema, kind, path);
  if (field === undefined || field.type === "map") return {};
  return schema.types[typeBelow(field)]?.fields ?? {};
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
