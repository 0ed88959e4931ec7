// F6 moves from part to part of the page, as in desktop programs: the way out of the terminal and
// the editor, which keep Tab for themselves.

const STOPS = "[data-stop]";

function visibleStops(root: ParentNode): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(STOPS)].filter((one) => one.offsetParent !== null);
}

function firstVisible(stop: HTMLElement, selector: string): HTMLElement | undefined {
  const found = [...stop.querySelectorAll<HTMLElement>(selector)];
  return found.find((one) => one.getClientRects().length > 0);
}

/** What is to get the focus inside a part: what it names, or its first button. */
function entry(stop: HTMLElement): HTMLElement {
  const inner = stop.dataset["stop"] ?? "";
  return (inner && firstVisible(stop, inner)) || firstVisible(stop, "button") || stop;
}

/** Listen for F6 and Shift+F6. */
export function listenForF6(document: Document): void {
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "F6") return;
      event.preventDefault();
      event.stopPropagation();
      const stops = visibleStops(document);
      const at = stops.findIndex((stop) => stop.contains(document.activeElement));
      const step = event.shiftKey ? -1 : 1;
      const next = stops[(Math.max(at, event.shiftKey ? 0 : -1) + step + stops.length) % stops.length];
      if (next) entry(next).focus();
    },
    { capture: true },
  );
}
