// Text can be read in both themes: WCAG AA, 4.5 to 1, on every ground it stands on.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const CSS = readFileSync(new URL("../../css/tokens.css", import.meta.url), "utf8");

function tokens(block: string): Map<string, string> {
  return new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map((m) => [m[1]!, m[2]!]));
}

function blockAfter(start: string): Map<string, string> {
  const from = CSS.indexOf(start);
  return tokens(CSS.slice(from, CSS.indexOf("}", from)));
}

function luminance(colour: string): number {
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const [r, g, b] = parts.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

const light = blockAfter(":root {");
const dark = new Map([...light, ...blockAfter(':root[data-theme="dark"]')]);

const TONES = ["ok", "wait", "busy", "bad", "done", "leaving"];
const PAIRS: [string, string][] = [
  ...["ground", "surface", "raised", "sunken"].flatMap((ground): [string, string][] => [
    ["text", ground],
    ["text-soft", ground],
  ]),
  ...TONES.flatMap((tone): [string, string][] => [
    [tone, "surface"],
    [tone, `${tone}-soft`],
    ["text", `${tone}-soft`],
  ]),
  ["accent-text", "accent"],
  ["accent", "accent-soft"],
  ["code-key", "surface"],
  ["code-string", "surface"],
  ["code-number", "surface"],
  ["code-mark", "surface"],
  ["terminal-text", "terminal"],
];

describe.each([
  ["light", light],
  ["dark", dark],
])("%s", (_, theme) => {
  it.each(PAIRS)("%s on %s", (front, back) => {
    expect(contrast(theme.get(front)!, theme.get(back)!)).toBeGreaterThanOrEqual(4.5);
  });
});

it("dark by choice and dark by the system are the same", () => {
  expect(blockAfter(':root[data-theme="dark"]')).toEqual(blockAfter(':root:not([data-theme="light"])'));
});
