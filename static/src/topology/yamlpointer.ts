// Which field each line of a YAML text names, as JSON pointers: for text as the server writes it
// (block style, two spaces).  Not here: half-written manifests (editor/yamlpath.ts).

const ITEM = /^( *)- (.*)$/;
const KEY = /^( *)(?:'([^']*)'|"([^"]*)"|([^\s'"#&*!|>%@-][^:]*|-[^\s:][^:]*)):(?= |$)(.*)$/;
const BLOCK = /^ ?[|>][-+0-9]*$/;

interface Level {
  readonly indent: number;
  readonly pointer: string;
  /** The number of the list's next item; -1 for a mapping. */
  next: number;
}

/** A pointer per line; "" where a line names no field. */
export function pointersOf(text: string): string[] {
  const levels: Level[] = [];
  let skipDeeperThan = -1;
  return text.split("\n").map((line) => {
    const indent = line.length - line.trimStart().length;
    if (skipDeeperThan >= 0 && (line.trim() === "" || indent > skipDeeperThan)) return "";
    skipDeeperThan = -1;
    const found = pointerOf(line, levels);
    if (found.block) skipDeeperThan = found.indent;
    return found.pointer;
  });
}

function pointerOf(line: string, levels: Level[]): { pointer: string; block: boolean; indent: number } {
  let rest = line;
  let pointer = "";
  for (let item = ITEM.exec(rest); item !== null; item = ITEM.exec(rest)) {
    pointer = enterItem(levels, item[1]?.length ?? 0);
    rest = " ".repeat((item[1]?.length ?? 0) + 2) + (item[2] ?? "");
  }
  const key = KEY.exec(rest);
  const indent = key?.[1]?.length ?? 0;
  if (key === null) return { pointer, block: false, indent };
  const name = key[2] ?? key[3] ?? key[4] ?? "";
  leave(levels, (level) => level.indent > indent || (level.indent === indent && level.next >= 0));
  const top = levels[levels.length - 1];
  const parent = top !== undefined && top.indent === indent ? levels[levels.length - 2] : top;
  const base = parent?.next !== undefined && parent.next >= 0 ? itemOf(parent) : (parent?.pointer ?? "");
  if (top !== undefined && top.indent === indent) levels.pop();
  pointer = `${base}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
  levels.push({ indent, pointer, next: -1 });
  return { pointer, block: BLOCK.test(key[5] ?? ""), indent };
}

function itemOf(list: Level): string {
  return `${list.pointer}/${list.next - 1}`;
}

/** Begin the next item of the list whose dashes stand at an indent. */
function enterItem(levels: Level[], indent: number): string {
  leave(levels, (level) => level.indent > indent);
  let list = levels[levels.length - 1];
  if (list === undefined || list.next < 0 || list.indent !== indent) {
    const owner = list?.next !== undefined && list.next >= 0 ? itemOf(list) : (list?.pointer ?? "");
    list = { indent, pointer: owner, next: 0 };
    levels.push(list);
  }
  list.next += 1;
  return itemOf(list);
}

function leave(levels: Level[], gone: (level: Level) => boolean): void {
  for (let top = levels[levels.length - 1]; top && gone(top); top = levels[levels.length - 1]) {
    levels.pop();
  }
}
