// A sentence with `code` in it: what stands between backticks is shown as code.
// Not here: whole texts (Prose.tsx).
import type { JSX } from "preact";

/** The sentence; a lone backtick stays what it is. */
export function Words({ text }: { text: string }): JSX.Element {
  return <>{partsOf(text).map((one, at) => (one.code ? <code key={at}>{one.text}</code> : one.text))}</>;
}

interface Part {
  readonly text: string;
  readonly code: boolean;
}

/** The parts of a sentence, code and the rest in turn. */
export function partsOf(text: string): readonly Part[] {
  const pieces = text.split("`");
  if (pieces.length % 2 === 0) {
    const lone = pieces.pop();
    pieces[pieces.length - 1] += `\`${lone}`;
  }
  return pieces.map((piece, at) => ({ text: piece, code: at % 2 === 1 })).filter((one) => one.text !== "");
}
