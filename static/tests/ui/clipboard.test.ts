// Copying, with and without the browser's interface for it.
import { afterEach, describe, expect, it, vi } from "vitest";
import { toClipboard } from "../../src/ui/clipboard";

class Field {
  value = "";
  className = "";
  select = vi.fn();
  remove = vi.fn();
}

function documentThat(copies: boolean): { field: Field; execCommand: () => boolean } {
  const field = new Field();
  const execCommand = vi.fn(() => copies);
  const body = { append: vi.fn() };
  const shown = { createElement: () => field, querySelector: () => null, activeElement: null };
  vi.stubGlobal("document", { ...shown, body, execCommand });
  vi.stubGlobal("HTMLElement", class {});
  return { field, execCommand };
}

afterEach(() => vi.unstubAllGlobals());

describe("toClipboard", () => {
  it("uses the browser's clipboard", async () => {
    const writeText = vi.fn(() => Promise.resolve());
    vi.stubGlobal("navigator", { clipboard: { writeText } });
    expect(await toClipboard("a link")).toBe(true);
    expect(writeText).toHaveBeenCalledWith("a link");
  });

  it.each([true, false])("copies from a field where there is none: %s", async (copies) => {
    vi.stubGlobal("navigator", {});
    const { field, execCommand } = documentThat(copies);
    expect(await toClipboard("a link")).toBe(copies);
    expect(field.value).toBe("a link");
    expect(field.select).toHaveBeenCalled();
    expect(execCommand).toHaveBeenCalledWith("copy");
    expect(field.remove).toHaveBeenCalled();
  });

  it("does so, too, where the browser forbids it", async () => {
    vi.stubGlobal("navigator", { clipboard: { writeText: () => Promise.reject(new Error("no")) } });
    documentThat(true);
    expect(await toClipboard("a link")).toBe(true);
  });
});
