// The page's icons, drawn on a grid of 16 by 16 in the colour of the text around.
// Not here: status icons of the picture (topology/StatusIcon.tsx).
import type { JSX } from "preact";

const PATHS = {
  pause: "M5 3v10M11 3v10",
  play: "M5 3l8 5-8 5z",
  step: "M4 3l6 5-6 5zM12 3v10",
  plus: "M8 3v10M3 8h10",
  close: "M4 4l8 8M12 4l-8 8",
  check: "M3 8.5l3.2 3.2L13 5",
  circle: "M8 3a5 5 0 1 0 .01 0",
  chevron: "M6 4l4 4-4 4",
  down: "M4 6l4 4 4-4",
  sun: "M8 5a3 3 0 1 0 .01 0M8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.1 1.1M11.9 11.9L13 13M13 3l-1.1 1.1M4.1 11.9L3 13",
  moon: "M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5z",
  auto: "M8 2a6 6 0 1 0 .01 0M8 2v12",
  bulb: "M6 13h4M6.5 15h3M5.8 11C4.600 10 4 8.900 4 7.500a4 4 0 0 1 8 0C12 8.900 11.400 10 10.200 11z",
  reset: "M3 8a5 5 0 1 0 1.600-3.700M3 2.500V5h2.500",
  history: "M3 8a5.500 5.500 0 1 0 1.600-3.900M3 2.500V5h2.500M8.500 5v3.500l2.500 1.500",
  terminal: "M2 3h12v10H2zM4.500 6l2 2-2 2M8.500 10.500h3",
  editor: "M4 2h5l3 3v9H4zM9 2v3h3M6 8.500h4M6 11h4",
  copy: "M6 6h7v7H6zM3 10V3h7",
  list: "M6 4h8M6 8h8M6 12h8M2.500 4h.01M2.500 8h.01M2.500 12h.01",
  picture: "M2 3h5v5H2zM9 3h5v5H9zM5.500 10h5v4h-5zM4.500 8v1L8 10M11.500 8v1L8 10",
  book: "M2 3.500C4 2.500 6 2.500 8 4c2-1.500 4-1.500 6-.500V13c-2-1-4-1-6 .500C6 12 4 12 2 13zM8 4v9.500",
  save: "M3 3h8l2 2v8H3zM5.500 3v3.500h4V3M5.500 13V9.500h5V13",
  apply: "M8 13V3M4 7l4-4 4 4",
  diff: "M5 3v6M2 6h6M9 12h5M13 3L4 14",
  folder: "M2 4h4l1.500 1.500H14V13H2z",
  ear: "M2 6.500v3h2.500L8 12.500v-9L4.500 6.500zM10.500 6a3 3 0 0 1 0 4M12.500 4a6 6 0 0 1 0 8",
  hand: "M5 8V3.500a1 1 0 0 1 2 0V7M7 7V2.500a1 1 0 0 1 2 0V7M9 7V3.500a1 1 0 0 1 2 0V9M5 8.500L3.600 7.200a1 1 0 0 0-1.400 1.400L5 12.500C6 14 7 14.500 8.500 14.500c2.500 0 4.500-1.500 4.500-4.500V6a1 1 0 0 0-2 0",
  eye: "M1.500 8C3 5 5.500 3.500 8 3.500S13 5 14.500 8C13 11 10.500 12.500 8 12.500S3 11 1.500 8zM8 6.200a1.800 1.800 0 1 0 .01 0",
  columns: "M2 3h12v10H2zM8 3v10",
  map: "M2 3h4v4H2zM10 2h4v4h-4zM9 10h4v4H9zM6 5l4-1M5 7l4 5M12 6v4",
  plug: "M6 2v3M10 2v3M4.500 5h7v3a3.500 3.500 0 0 1-7 0zM8 11.500V14",
  people: "M6 3a2.2 2.2 0 1 0 .01 0M2 13c0-2.500 1.700-4 4-4s4 1.500 4 4M11 4a1.800 1.800 0 1 0 .01 0M11.500 9c1.600.2 2.500 1.500 2.500 3.500",
} as const;

export type IconName = keyof typeof PATHS;

/** An icon; it says nothing to a screen reader, the button around it does. */
export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
