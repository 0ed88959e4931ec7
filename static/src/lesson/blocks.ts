// The code blocks in a lesson's text: what they hold and where they may go.
// The server renders them as <pre data-lang="sh|yaml" data-file="NAME">.

export interface Block {
  readonly lang: string;
  readonly file: string;
  readonly text: string;
}

export type Action = "terminal" | "editor" | "copy";

const SHELL = new Set(["sh", "bash", "shell", "console"]);

/** What can be done with a block. */
export function actionsFor(block: Pick<Block, "lang" | "file">): Action[] {
  if (SHELL.has(block.lang)) return ["terminal", "copy"];
  return block.file ? ["editor", "copy"] : ["copy"];
}

/** A block's text for the terminal: a prompt that an author wrote along is left out. */
export function forTerminal(text: string): string {
  return text
    .split("\n")
    .map((line) => line.replace(/^(?:\[[^\]]*\][#$]|\$) /, ""))
    .join("\n")
    .trimEnd();
}

/** Read a block from its element. */
export function readBlock(element: HTMLElement): Block {
  return {
    lang: element.dataset["lang"] ?? "",
    file: element.dataset["file"] ?? "",
    text: element.querySelector("code")?.textContent ?? element.textContent ?? "",
  };
}
