// Two parts with a bar between them that can be dragged or moved with the arrow keys.
// Not here: which parts; where the bar stands is remembered by whoever gives the signal.
import type { Signal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useRef } from "preact/hooks";

interface SplitProps {
  readonly way: "row" | "column";
  readonly share: Signal<number>;
  readonly bounds: readonly [number, number];
  readonly label: string;
  readonly first: ComponentChildren;
  readonly second: ComponentChildren;
  readonly class?: string;
}

const KEY_STEP = 0.03;

/** The split; ``share`` is the first part's share of the whole. */
export function Split(props: SplitProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const set = (value: number): void => {
    props.share.value = Math.min(props.bounds[1], Math.max(props.bounds[0], value));
  };
  const drag = (event: PointerEvent): void => {
    const bar = event.currentTarget as HTMLElement;
    if (!bar.hasPointerCapture(event.pointerId) || box.current === null) return;
    set(shareAt(props.way, box.current.getBoundingClientRect(), event));
  };
  const share = props.share.value;
  const track = `minmax(0, ${share}fr) 7px minmax(0, ${1 - share}fr)`;
  return (
    <div
      ref={box}
      class={`split ${props.way} ${props.class ?? ""}`}
      style={props.way === "row" ? { gridTemplateColumns: track } : { gridTemplateRows: track }}
    >
      {props.first}
      <div
        class="split-bar"
        role="separator"
        tabIndex={0}
        aria-label={props.label}
        aria-orientation={props.way === "row" ? "vertical" : "horizontal"}
        aria-valuenow={Math.round(share * 100)}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={(event) => {
          const move = keyMove(props.way, event.key);
          if (move === 0) return;
          event.preventDefault();
          set(share + move);
        }}
      />
      {props.second}
    </div>
  );
}

function shareAt(way: SplitProps["way"], box: DOMRect, event: PointerEvent): number {
  if (way === "row") return (event.clientX - box.left) / box.width;
  return (event.clientY - box.top) / box.height;
}

function keyMove(way: SplitProps["way"], key: string): number {
  const [less, more] = way === "row" ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
  return key === less ? -KEY_STEP : key === more ? KEY_STEP : 0;
}
