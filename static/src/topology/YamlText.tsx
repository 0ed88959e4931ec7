// YAML that is only read: keys and values told apart by colour; each key can be asked why.
// One tab stop; the arrow keys go from field to field, Enter asks.
import type { JSX, TargetedKeyboardEvent } from "preact";
import { useMemo, useState } from "preact/hooks";
import { t } from "../i18n";
import { pointersOf } from "./yamlpointer";

const KEY = /^(\s*(?:- )*)([^\s:][^:]{0,200}):(?=\s|$)(.*)$/;
const ITEM = /^(\s*- )(.*)$/;

interface YamlProps {
  readonly text: string;
  /** Ask why of a field: its JSON pointer. */
  readonly onAsk: (pointer: string) => void;
}

interface Line {
  readonly before: string;
  readonly key: string;
  readonly value: string;
  readonly pointer: string;
}

function lineOf(line: string, pointer: string): Line {
  const match = KEY.exec(line);
  if (match !== null && pointer !== "") {
    return { before: match[1] ?? "", key: match[2] ?? "", value: `:${match[3] ?? ""}`, pointer };
  }
  const item = pointer === "" ? null : ITEM.exec(line);
  if (item === null) return { before: "", key: "", value: line, pointer: "" };
  return { before: item[1] ?? "", key: item[2] ?? "", value: "", pointer };
}

/** The text, line by line. */
export function YamlText({ text, onAsk }: YamlProps): JSX.Element {
  const lines = useMemo(() => {
    const whole = text.replace(/\n$/, "");
    const pointers = pointersOf(whole);
    return whole.split("\n").map((line, index) => lineOf(line, pointers[index] ?? ""));
  }, [text]);
  const [stop, setStop] = useState("");
  const first = lines.find((line) => line.pointer !== "")?.pointer ?? "";
  const here = lines.some((line) => line.pointer === stop) ? stop : first;
  return (
    <>
      <p class="muted yaml-hint">{t().whyField}</p>
      <pre class="yaml-text" onKeyDown={move}>
        {lines.map((line, index) => (
          <span key={index}>
            {line.before}
            {line.pointer === "" ? null : (
              <button
                type="button"
                class={line.value === "" ? "yaml-key item" : "yaml-key"}
                data-pointer={line.pointer}
                title={t().whyOf(line.pointer)}
                tabIndex={line.pointer === here ? 0 : -1}
                onFocus={() => setStop(line.pointer)}
                onClick={() => onAsk(line.pointer)}
              >
                {line.key}
              </button>
            )}
            <span class="yaml-value">{line.value}</span>
            {"\n"}
          </span>
        ))}
      </pre>
    </>
  );
}

const MOVES: Record<string, (at: number, count: number) => number> = {
  ArrowDown: (at, count) => Math.min(at + 1, count - 1),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, count) => count - 1,
};

function move(event: TargetedKeyboardEvent<HTMLPreElement>): void {
  const go = MOVES[event.key];
  if (go === undefined) return;
  const fields = [...event.currentTarget.querySelectorAll<HTMLButtonElement>("[data-pointer]")];
  const at = fields.indexOf(document.activeElement as HTMLButtonElement);
  if (at < 0) return;
  event.preventDefault();
  fields[go(at, fields.length)]?.focus();
}
