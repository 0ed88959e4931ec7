// xterm as this page uses it: colours, widths of Chinese characters, copy and paste, a nonce on
// the style elements it adds.  Not here: what the terminal runs.
import { FitAddon } from "@xterm/addon-fit";
import { Unicode11Addon } from "@xterm/addon-unicode11";
import { Terminal, type ITheme } from "@xterm/xterm";
import { toClipboard } from "../ui/clipboard";

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

/** Show a terminal in an element.  xterm adds style elements while it opens and knows no nonce, so
 * for that moment the document gives one to each new style element. */
export function openScreen(screen: Screen, box: HTMLElement, nonce: string): void {
  const create = document.createElement.bind(document);
  const createWithNonce = (name: string): HTMLElement => {
    const element = create(name);
    if (name === "style" && nonce) element.setAttribute("nonce", nonce);
    return element;
  };
  Object.defineProperty(document, "createElement", { value: createWithNonce, configurable: true });
  try {
    screen.terminal.open(box);
  } finally {
    Reflect.deleteProperty(document, "createElement");
  }
}

/** A terminal, not yet shown; one that is read-only takes no keys. */
export function createScreen(screenReaderMode: boolean, readOnly = false): Screen {
  const terminal = new Terminal({
    allowProposedApi: true,
    convertEol: false,
    cursorBlink: !readOnly,
    disableStdin: readOnly,
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
    void toClipboard(terminal.getSelection());
    terminal.clearSelection();
    event.preventDefault();
    return false;
  }
  return !(key === "c" && event.shiftKey);
}
