// xterm as this page uses it: colours, widths of Chinese characters, copy and paste, a nonce on
// the style elements it adds.  Not here: what the terminal runs.
import { FitAddon } from "@xterm/addon-fit";
import { Unicode11Addon } from "@xterm/addon-unicode11";
import { Terminal, type ITheme } from "@xterm/xterm";

const FONT =
  'ui-monospace, "SF Mono", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", ' +
  '"Noto Sans Mono CJK SC", monospace';

const THEME: ITheme = {
  background: "#0e151d",
  foreground: "#dbe4ee",
  cursor: "#8fb3ff",
  cursorAccent: "#0e151d",
  selectionBackground: "#34507a",
  black: "#1b2530",
  red: "#ff8088",
  green: "#6fd39b",
  yellow: "#e6c26a",
  blue: "#7fb2ff",
  magenta: "#c9a2f2",
  cyan: "#6fd3d6",
  white: "#dbe4ee",
  brightBlack: "#8290a0",
  brightRed: "#ffa3a9",
  brightGreen: "#93e5b5",
  brightYellow: "#f2d68f",
  brightBlue: "#a6caff",
  brightMagenta: "#dcc2f8",
  brightCyan: "#97e6e8",
  brightWhite: "#ffffff",
};

export interface Screen {
  readonly terminal: Terminal;
  readonly fit: FitAddon;
}

/** The document as xterm sees it: the same, but its new style elements carry the nonce. */
export function documentWithNonce(document: Document, nonce: string): Document {
  const createElement = (name: string): HTMLElement => {
    const element = document.createElement(name);
    if (name === "style") element.setAttribute("nonce", nonce);
    return element;
  };
  return new Proxy(document, {
    get(target, key) {
      if (key === "createElement") return createElement;
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}

/** A terminal, not yet shown. */
export function createScreen(nonce: string, screenReaderMode: boolean): Screen {
  const terminal = new Terminal({
    allowProposedApi: true,
    convertEol: false,
    cursorBlink: true,
    documentOverride: nonce ? documentWithNonce(document, nonce) : null,
    fontFamily: FONT,
    fontSize: 13,
    lineHeight: 1.2,
    minimumContrastRatio: 4.5,
    screenReaderMode,
    scrollback: 5_000,
    theme: THEME,
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = "11";
  terminal.attachCustomKeyEventHandler((event) => handleKey(terminal, event));
  return { terminal, fit };
}

/** Keys that belong to the page, not to the shell: false keeps xterm out of it. */
function handleKey(terminal: Terminal, event: KeyboardEvent): boolean {
  if (event.type !== "keydown") return true;
  if (event.key === "F6") return false;
  const control = event.ctrlKey || event.metaKey;
  if (!control || event.altKey) return true;
  const key = event.key.toLowerCase();
  if (key === "v") return false;
  if (key === "c" && terminal.hasSelection()) {
    void navigator.clipboard?.writeText(terminal.getSelection());
    terminal.clearSelection();
    event.preventDefault();
    return false;
  }
  return !(key === "c" && event.shiftKey);
}
