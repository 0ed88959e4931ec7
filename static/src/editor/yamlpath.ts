// Where in a manifest a place is, told from indentation alone: it works on half-written YAML too.
// Not here: what may stand there (schema.ts).

/** A line as far as it matters: column of its key, the key, whether a value follows. */
interface Line {
  readonly indent: number;
  readonly key: string;
  readonly value: string | null;
}

const LINE = /^(\s*(?:- +)*)(?:"([^"]*)"|'([^']*)'|([^\s:#"'-][^:#]*))?\s*(:(?:\s|$))?(.*)$/;

/** A line's parts; null for blank lines and comments. */
export function readLine(text: string): Line | null {
  if (text.length > 2_000) return null;
  const match = LINE.exec(text);
  if (match === null) return null;
  const key = (match[2] ?? match[3] ?? match[4] ?? "").trim();
  const bare = text.trim();
  if (bare === "" || bare.startsWith("#")) return null;
  return {
    indent: match[1]?.length ?? 0,
    key,
    value: match[5] === undefined ? null : (match[6] ?? ""),
  };
}

/** The document around a line: first line and the line after its last. */
export function documentAround(lines: readonly string[], at: number): [number, number] {
  let first = at;
  while (first > 0 && !isBreak(lines[first - 1])) first -= 1;
  let end = at;
  while (end < lines.length && (end === at || !isBreak(lines[end]))) end += 1;
  return [first, end];
}

function isBreak(line: string | undefined): boolean {
  return line !== undefined && /^---(\s|$)/.test(line);
}

/** The keys above a place at ``indent`` in line ``at``, outermost first. */
export function pathAbove(lines: readonly string[], at: number, indent: number): string[] {
  const path: string[] = [];
  let limit = indent;
  for (let i = at - 1; i >= 0 && limit > 0; i -= 1) {
    const text = lines[i] ?? "";
    if (isBreak(text)) break;
    const line = readLine(text);
    if (line === null || line.value === null || line.indent >= limit) continue;
    path.unshift(line.key);
    limit = line.indent;
  }
  return path;
}

/** ``apiVersion/kind`` of the document around a line, '' as far as unknown. */
export function kindAround(lines: readonly string[], at: number): string {
  const [first, end] = documentAround(lines, at);
  const found: Record<string, string> = {};
  for (let i = first; i < end; i += 1) {
    const line = readLine(lines[i] ?? "");
    if (line === null || line.indent > 0 || line.value === null) continue;
    found[line.key] ??= line.value.replace(/\s+#.*$/, "").replace(/^["']|["']$/g, "").trim();
  }
  return found["apiVersion"] && found["kind"] ? `${found["apiVersion"]}/${found["kind"]}` : "";
}

/** The keys that already stand beside a place. */
export function siblings(lines: readonly string[], at: number, indent: number): Set<string> {
  const found = new Set<string>();
  for (const step of [-1, 1]) {
    for (let i = at + step; i >= 0 && i < lines.length; i += step) {
      const text = lines[i] ?? "";
      const line = readLine(text);
      if (isBreak(text) || (line !== null && line.indent < indent)) break;
      if (line === null || line.indent !== indent) continue;
      if (step === 1 && startsItem(text)) break;
      found.add(line.key);
      if (step === -1 && startsItem(text)) break;
    }
  }
  return found;
}

function startsItem(text: string): boolean {
  return /^\s*- /.test(text);
}
