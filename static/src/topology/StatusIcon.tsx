// The sign of a state: each tone has a shape of its own besides its colour.
import type { JSX } from "preact";
import type { Tone } from "./tone";

const SHAPES: Record<Tone, string> = {
  ok: "M2.800 6.300l2.200 2.200 4.200-4.700",
  wait: "M6 2.800V6l2.200 1.600",
  busy: "M6 1.500a4.500 4.500 0 0 1 4.500 4.500",
  bad: "M6 3v3.500M6 8.600v.2",
  done: "M3 3h6v6H3z",
  leaving: "M3.600 3.600l4.800 4.800M8.400 3.600L3.600 8.400",
  unknown: "M4.600 4.600a1.500 1.500 0 1 1 2 1.500c-.5.2-.6.5-.6 1M6 8.800v.1",
};

/** The sign, 12 by 12; inside an SVG place it with ``x`` and ``y``. */
export function StatusIcon(props: { tone: Tone; x?: number; y?: number }): JSX.Element {
  return (
    <svg
      class={`status-icon tone-${props.tone}`}
      x={props.x}
      y={props.y}
      width={12}
      height={12}
      viewBox="0 0 12 12"
      aria-hidden="true"
    >
      <circle cx={6} cy={6} r={5.2} class="status-ground" />
      <path d={SHAPES[props.tone]} class="status-shape" />
    </svg>
  );
}
