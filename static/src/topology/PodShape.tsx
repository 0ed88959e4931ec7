// A Pod: its containers standing on the pause container that holds the network.
import type { JSX } from "preact";
import { t } from "../i18n";
import type { ContainerItem, Item } from "../net/protocol";
import { describeContainer } from "./describe";
import type { Box, Density } from "./layout";
import { shorten } from "./shorten";
import { StatusIcon } from "./StatusIcon";
import { containerTone, podTone } from "./tone";

const MONO = 6.35;
const WORD = 6.9;
const LONGEST_STATUS = 20;
const BASE = 19;
const SHOWN_CONTAINERS = 4;

interface Props {
  readonly pod: Item;
  readonly box: Box;
  readonly density: Density;
}

/** The Pod in its place, drawn from its own corner. */
export function PodShape({ pod, box, density }: Props): JSX.Element {
  const tone = podTone(pod);
  return (
    <g class={`pod-body tone-${tone}`}>
      <rect class="pod-ground" width={box.w} height={box.h} rx={density === "dot" ? 4 : 8} />
      {/* A new element for each state: its ring runs once and shows that something happened. */}
      <rect
        key={pod.status}
        class="pulse"
        width={box.w}
        height={box.h}
        rx={density === "dot" ? 4 : 8}
      />
      {density === "dot" && <StatusIcon tone={tone} x={2} y={2} />}
      {density === "chip" && <Chip pod={pod} w={box.w} />}
      {density === "card" && <Card pod={pod} w={box.w} h={box.h} />}
    </g>
  );
}

function Chip({ pod, w }: { pod: Item; w: number }): JSX.Element {
  return (
    <>
      <StatusIcon tone={podTone(pod)} x={6} y={9} />
      <text class="pod-name" x={22} y={19}>
        {shorten(pod.name, Math.floor((w - 26) / MONO))}
      </text>
    </>
  );
}

function Card({ pod, w, h }: { pod: Item; w: number; h: number }): JSX.Element {
  const containers = pod.containers ?? [];
  const pause = containers.find((one) => one.role === "pause");
  return (
    <>
      <text class="pod-name" x={9} y={18}>
        {shorten(pod.name, Math.floor((w - 16) / MONO))}
      </text>
      <StatusIcon tone={podTone(pod)} x={8} y={25} />
      <StatusWord status={shorten(pod.status, LONGEST_STATUS)} room={w - 30} />
      <Blocks containers={containers.filter((one) => one.role !== "pause")} w={w} y={43} />
      <Base pod={pod} pause={pause} w={w} y={h - BASE} />
    </>
  );
}

/** The status in full: it is what a learner watches, so a long word is set narrower, not cut. */
function StatusWord({ status, room }: { status: string; room: number }): JSX.Element {
  const tight = status.length * WORD > room ? { textLength: room, lengthAdjust: "spacingAndGlyphs" } : {};
  return (
    <text class="pod-status" x={24} y={35} {...tight}>
      {status}
    </text>
  );
}

/** Containers side by side; more than fit become a number. */
function Blocks(props: { containers: readonly ContainerItem[]; w: number; y: number }): JSX.Element {
  const shown = props.containers.slice(0, SHOWN_CONTAINERS);
  const rest = props.containers.length - shown.length;
  const room = props.w - 12 - (rest > 0 ? 20 : 0);
  const width = (room - 4 * (shown.length - 1)) / Math.max(1, shown.length);
  return (
    <>
      {shown.map((one, index) => (
        <Block key={one.name} one={one} x={6 + index * (width + 4)} y={props.y} w={width} />
      ))}
      {rest > 0 && (
        <text class="pod-rest" x={props.w - 22} y={props.y + 19}>
          +{rest}
        </text>
      )}
    </>
  );
}

function Block(props: { one: ContainerItem; x: number; y: number; w: number }): JSX.Element {
  const { one, x, y, w } = props;
  const letters = Math.floor((w - 20) / 5.8);
  return (
    <g class={`block role-${one.role} tone-${containerTone(one)}`} transform={`translate(${x} ${y})`}>
      <title>{describeContainer(one, t())}</title>
      <rect class="block-ground" width={w} height={30} rx={4} />
      <StatusIcon tone={containerTone(one)} x={letters >= 3 ? 4 : w / 2 - 6} y={9} />
      {letters >= 3 && (
        <text class="block-name" x={19} y={19}>
          {shorten(one.name, letters)}
        </text>
      )}
    </g>
  );
}

/** The pause container: the ground on which the others stand, with the Pod's address. */
function Base(props: {
  pod: Item;
  pause: ContainerItem | undefined;
  w: number;
  y: number;
}): JSX.Element {
  const { pod, pause, w, y } = props;
  const words = t();
  const up = pause?.state === "running" || (pod.ip ?? "") !== "";
  const r = 8;
  const path = `M0 0H${w}V${BASE - r}a${r} ${r} 0 0 1 -${r} ${r}H${r}a${r} ${r} 0 0 1 -${r} -${r}z`;
  return (
    <g class={up ? "base up" : "base"} transform={`translate(0 ${y})`}>
      <title>{words.pauseTitle}</title>
      <path class="base-ground" d={path} />
      <path class="base-sign" d="M9 13.500h8M13 13.500V10M10.500 5.500h5V10h-5z" />
      <text class="base-text" x={22} y={13}>
        {shorten(pod.ip || words.noNetwork, Math.floor((w - 26) / 6))}
      </text>
      <text class="base-word" x={w - 8} y={13} text-anchor="end">
        {pod.restarts ? `↻${pod.restarts}` : w > 145 && pod.ip ? words.pauseContainer : ""}
      </text>
    </g>
  );
}
