// A lesson's text, rendered by the server from the project's own Markdown, with buttons on its
// code blocks.
import { render, type JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { language, t } from "../i18n";
import { Button } from "../ui/Button";
import { toClipboard } from "../ui/clipboard";
import { usePage, type Page } from "../ui/context";
import type { IconName } from "../ui/Icon";
import { actionsFor, forTerminal, readBlock, type Action, type Block } from "./blocks";

/** The text. */
export function Prose({ html }: { html: string }): JSX.Element {
  const page = usePage();
  const box = useRef<HTMLDivElement>(null);
  const spoken = language.value;
  useEffect(() => {
    const bars: HTMLElement[] = [];
    for (const element of box.current?.querySelectorAll<HTMLElement>("pre[data-lang]") ?? []) {
      bars.push(addBar(element, page));
    }
    const watcher = new ResizeObserver((seen) => seen.forEach((one) => reachable(one.target)));
    for (const block of box.current?.querySelectorAll("pre") ?? []) watcher.observe(block);
    return () => {
      watcher.disconnect();
      for (const bar of bars) {
        render(null, bar);
        bar.remove();
      }
    };
  }, [html, spoken]);
  return <div class="prose" ref={box} dangerouslySetInnerHTML={{ __html: html }} />;
}

/** A block that is wider than the pane can be scrolled with the keyboard, too. */
function reachable(block: Element): void {
  if (block.scrollWidth > block.clientWidth) block.setAttribute("tabindex", "0");
  else block.removeAttribute("tabindex");
}

function addBar(element: HTMLElement, page: Page): HTMLElement {
  const block = readBlock(element);
  const bar = document.createElement("div");
  bar.className = "block-bar";
  element.before(bar);
  render(<BlockBar block={block} page={page} />, bar);
  return bar;
}

const ICONS: Record<Action, IconName> = { terminal: "terminal", editor: "editor", copy: "copy" };

function BlockBar({ block, page }: { block: Block; page: Page }): JSX.Element {
  const words = t();
  const labels = { terminal: words.toTerminal, editor: words.toEditor, copy: words.copy };
  const titles = { terminal: words.toTerminalTitle, editor: words.toEditor, copy: words.copy };
  return (
    <>
      <span class="block-file">{block.file || block.lang}</span>
      {actionsFor(block).map((action) => (
        <Button
          key={action}
          icon={ICONS[action]}
          look={action === "copy" ? "bare" : "plain"}
          label={labels[action]}
          title={titles[action]}
          onClick={() => act(action, block, page)}
        >
          {action === "copy" ? undefined : labels[action]}
        </Button>
      ))}
    </>
  );
}

function act(action: Action, block: Block, page: Page): void {
  const { preferences } = page;
  if (action === "copy") {
    void toClipboard(block.text.trimEnd()).then((done) => done && page.toasts.say(t().copied, "ok"));
    return;
  }
  preferences.pane.value = action;
  if (preferences.dock.value !== "both") preferences.dock.value = action;
  // The pane may have been hidden: it must stand there before it can take the focus.
  requestAnimationFrame(() => {
    if (action === "terminal") page.terminals.paste(forTerminal(block.text));
    else void page.workspace.insert(block.file, block.text);
  });
}
