// A workload (Deployment, ReplicaSet …) or a Service above the nodes.
import type { JSX } from "preact";
import type { Item } from "../net/protocol";
import type { Box } from "./layout";
import { shorten } from "./shorten";
import { StatusIcon } from "./StatusIcon";
import { toneOf } from "./tone";

const SHORT: Record<string, string> = {
  Deployment: "Deployment",
  ReplicaSet: "ReplicaSet",
  ReplicationController: "RC",
};

/** What stands at a chip's right: how many of how many, or a Service's address. */
function figure(item: Item): string {
  if (item.kind === "Service") return item.ports?.[0] ?? "";
  if (item.desired === undefined) return "";
  return `${item.readyReplicas ?? 0}/${item.desired}`;
}

/** The chip, drawn from its own corner. */
export function ChipShape({ item, box }: { item: Item; box: Box }): JSX.Element {
  const service = item.kind === "Service";
  const right = figure(item);
  const letters = Math.floor((box.w - 34) / 6.2);
  return (
    <g class={`chip-body kind-${item.kind} tone-${toneOf(item)}`}>
      <rect class="chip-ground" width={box.w} height={box.h} rx={service ? 17 : 7} />
      <rect key={right} class="pulse" width={box.w} height={box.h} rx={service ? 17 : 7} />
      <StatusIcon tone={toneOf(item)} x={9} y={11} />
      <text class="chip-kind" x={27} y={13}>
        {SHORT[item.kind] ?? item.kind}
        {service && item.type && box.w > 165 ? ` · ${item.type}` : ""}
      </text>
      <text class="chip-name" x={27} y={27}>
        {shorten(item.name, letters)}
      </text>
      <text class="chip-figure" x={box.w - 10} y={13} text-anchor="end">
        {right}
      </text>
    </g>
  );
}
