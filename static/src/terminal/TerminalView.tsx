// One terminal on the page: an xterm bound to the session.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { usePage, type Page } from "../ui/context";
import { createScreen, openScreen, type Screen } from "./screen";

const LARGEST_PASTE = 262_144;
const FIT_AFTER = 60;

interface Props {
  readonly name: string;
  readonly active: boolean;
}

/** The terminal; it stays alive while hidden behind another tab. */
export function TerminalView({ name, active }: Props): JSX.Element {
  const page = usePage();
  const box = useRef<HTMLDivElement>(null);
  const screen = useRef<Screen | null>(null);
  const epoch = page.terminals.epoch.value;

  useEffect(() => {
    if (box.current === null) return undefined;
    const made = createScreen(page.preferences.screenReader.peek(), page.config.readOnly);
    screen.current = made;
    openScreen(made, box.current, page.nonce);
    if (!page.config.readOnly) made.fit.fit();
    return bind(page, name, made, box.current);
  }, []);

  useEffect(() => {
    const made = screen.current;
    if (made === null || epoch === 0) return;
    const { cols, rows } = made.terminal;
    page.session.tell({ t: "terminal.open", terminal: name, columns: cols, rows });
  }, [epoch, name]);

  useEffect(() => {
    if (!active || screen.current === null) return;
    if (!page.config.readOnly) screen.current.fit.fit();
    // A page that has just loaded does not take the focus from where the learner reads.
    if (document.activeElement?.closest(".terminal-pane")) screen.current.terminal.focus();
  }, [active]);

  const reader = page.preferences.screenReader.value;
  useEffect(() => {
    if (screen.current) screen.current.terminal.options.screenReaderMode = reader;
  }, [reader]);

  return (
    <div
      class="terminal-view"
      role="tabpanel"
      id={`terminal-panel-${name}`}
      aria-labelledby={`terminal-tab-${name}`}
      hidden={!active}
    >
      <div class="terminal-box" ref={box} />
    </div>
  );
}

/** Tie a screen to the session; the result lets go of everything. */
function bind(page: Page, name: string, screen: Screen, box: HTMLElement): () => void {
  const { session, terminals } = page;
  const { terminal, fit } = screen;
  const send = (data: string): void => {
    if (data.length > LARGEST_PASTE) page.toasts.say(t().pasteTooLarge);
    else session.tell({ t: "terminal.input", terminal: name, data });
  };
  const undo = [
    session.listen(name, {
      screen: (data, size) => {
        if (size) terminal.resize(size.columns, size.rows);
        terminal.reset();
        terminal.write(data);
      },
      output: (data) => terminal.write(data),
    }),
    terminals.attach(name, {
      paste: (text) => terminal.paste(text),
      focus: () => terminal.focus(),
    }),
    ...(page.config.readOnly ? [] : [watchSize(box, () => fit.fit())]),
  ];
  if (!page.config.readOnly) {
    terminal.onData(send);
    terminal.onResize(({ cols, rows }) =>
      session.tell({ t: "terminal.resize", terminal: name, columns: cols, rows }),
    );
  }
  return () => {
    for (const one of undo) one();
    terminal.dispose();
  };
}

/** Call back when an element that is shown has another size, not for every pixel of a drag. */
function watchSize(box: HTMLElement, onChange: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const observer = new ResizeObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (box.offsetParent !== null) onChange();
    }, FIT_AFTER);
  });
  observer.observe(box);
  return () => {
    clearTimeout(timer);
    observer.disconnect();
  };
}
