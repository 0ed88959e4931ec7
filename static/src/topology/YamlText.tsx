// YAML that is only read: keys and values told apart by colour.
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";

const KEY = /^(\s*(?:- )*)([^\s:][^:]{0,200}):(?=\s|$)(.*)$/;

function lineParts(line: string, index: number): JSX.Element {
  const match = KEY.exec(line);
  if (match === null) return <span key={index} class="yaml-value">{`${line}\n`}</span>;
  return (
    <span key={index}>
      {match[1]}
      <span class="yaml-key">{match[2]}</span>:<span class="yaml-value">{match[3]}</span>
      {"\n"}
    </span>
  );
}

/** The text, line by line. */
export function YamlText({ text }: { text: string }): JSX.Element {
  const lines = useMemo(() => text.replace(/\n$/, "").split("\n").map(lineParts), [text]);
  return <pre class="yaml-text">{lines}</pre>;
}
