// A node: the box in which its Pods stand.  And the tray of Pods that have no node yet.
import type { JSX } from "preact";
import { t } from "../i18n";
import type { Item } from "../net/protocol";
import type { Box } from "./layout";
import { shorten } from "./shorten";
import { StatusIcon } from "./StatusIcon";
import { toneOf } from "./tone";

/** Below this height a box has room for one line only. */
const ROOMY = 90;

/** The box of a node. */
export function NodeShape(props: { node: Item; box: Box; empty: boolean }): JSX.Element {
  const { node, box } = props;
  const words = t();
  const control = (node.roles ?? []).includes("control-plane");
  const role = control ? words.controlPlane : words.worker;
  const taint = (node.taints ?? [])[0];
  return (
    <g class={`node-body tone-${toneOf(node)} ${control ? "control" : ""}`}>
      <rect class="node-ground" width={box.w} height={box.h} rx={12} />
      <StatusIcon tone={toneOf(node)} x={12} y={11} />
      <text class="node-name" x={30} y={21}>
        {shorten(node.name, 16)}
      </text>
      <text class="node-role" x={box.w - 12} y={21} text-anchor="end">
        {label(role, node, box.w)}
      </text>
      {props.empty && box.h >= ROOMY && (
        <text class="zone-empty" x={box.w / 2} y={box.h / 2 + 14} text-anchor="middle">
          {words.nodeEmpty}
        </text>
      )}
      {taint && (
        <text class="node-taint" x={box.w / 2} y={box.h - 12} text-anchor="middle">
          <title>{(node.taints ?? []).join("\n")}</title>
          {`⊘ ${taintLabel(taint, Math.floor((box.w - 16) / 6.4) - 2)}`}
        </text>
      )}
    </g>
  );
}

/** A taint without its domain; where even that is too long, its effect alone. */
function taintLabel(taint: string, letters: number): string {
  const plain = taint.slice(taint.indexOf("/") + 1);
  return plain.length <= letters ? plain : shorten(taint.slice(taint.indexOf(":") + 1), letters);
}

/** About how wide a word is at the size of roles: a Chinese character is a square. */
function wordWidth(text: string): number {
  return [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 12 : 6.5), 0);
}

/** A node's role, and its state unless that is plain Ready; what matters more comes first. */
function label(role: string, node: Item, width: number): string {
  const room = width - 50 - node.name.length * 7.6;
  const full = node.status === "Ready" ? role : `${node.status} · ${role}`;
  if (wordWidth(full) <= room) return full;
  return node.status === "Ready" ? "" : node.status;
}

/** Where Pods wait that the scheduler has not placed. */
export function TrayShape({ box, empty }: { box: Box; empty: boolean }): JSX.Element {
  const words = t();
  return (
    <g class="tray">
      <rect class="tray-ground" x={box.x + 1} y={box.y + 1} width={box.w - 2} height={box.h - 2} rx={12} />
      <text class="zone-name" x={box.x + 12} y={box.y + 21}>
        {words.waitingForNode}
      </text>
      {empty && (
        <foreignObject x={box.x + 10} y={box.y + 30} width={box.w - 20} height={box.h - 34}>
          <p class="tray-empty">{words.trayEmpty}</p>
        </foreignObject>
      )}
    </g>
  );
}
