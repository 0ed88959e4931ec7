// Where everything in the picture stands: a pure function from scene, places and width to boxes.
// Not here: who keeps which place (slots.ts), what is drawn (Picture.tsx).
import type { Item } from "../net/protocol";
import type { Family, Scene } from "./scene";
import type { Slots } from "./slots";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** How much of a Pod is drawn: everything, a name, or only its state. */
export type Density = "card" | "chip" | "dot";

export interface Curve {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly kind: "owner" | "service";
  readonly path: string;
}

export interface Plan {
  readonly width: number;
  readonly height: number;
  readonly density: Density;
  readonly band: Box;
  readonly tray: Box;
  readonly nodes: ReadonlyMap<string, Box>;
  readonly chips: ReadonlyMap<string, Box>;
  readonly pods: ReadonlyMap<string, Box>;
  readonly curves: readonly Curve[];
  /** Whether lines are drawn only for what is looked at: there would be too many, or too long. */
  readonly sparse: boolean;
}

interface Size {
  readonly min: number;
  readonly max: number;
  readonly h: number;
}

const SIZES: Record<Density, Size> = {
  card: { min: 122, max: 190, h: 96 },
  chip: { min: 78, max: 120, h: 30 },
  dot: { min: 16, max: 16, h: 16 },
};
const GAP = 8;
const PAD = 10;
const HEAD = 34;
const CHIP = { w: 176, h: 34 };
const CHIP_GAP = 14;
const NARROW = 620;
const NODE_MIN = 236;
const SIDE = 152;
const MANY_ROWS = 4;
/** A box with nothing in it, where height is dear. */
const SLIM = HEAD + 30;
/** Between the band and the nodes, where the lines run. */
const CHANNEL = 30;
const MOST_SIDE_NODES = 2;

export interface Room {
  readonly width: number;
  readonly height: number;
}

interface Columns {
  readonly count: number;
  readonly w: number;
}

function columnsIn(width: number, size: Size, most: number): Columns {
  const inner = width - 2 * PAD;
  const fits = Math.max(1, Math.floor((inner + GAP) / (size.min + GAP)));
  const count = Math.min(fits, most);
  return { count, w: Math.min(size.max, (inner - GAP * (count - 1)) / count) };
}

function most(slots: Slots): number {
  return Math.max(1, ...[...slots.values()].map((places) => places.length));
}

/** The density that fits; a finer one comes back only when there is clearly room for it. */
export function densityFor(slots: Slots, nodeWidth: number, previous: Density): Density {
  const pods = most(slots);
  for (const density of ["card", "chip"] as const) {
    const rows = Math.ceil(pods / columnsIn(nodeWidth, SIZES[density], Infinity).count);
    const limit = density === "card" ? MANY_ROWS : MANY_ROWS * 2;
    const wasFiner = density === previous || previous === "card";
    if (rows <= (wasFiner ? limit : limit / 2)) return density;
  }
  return "dot";
}

interface Frame {
  readonly narrow: boolean;
  /** Control-plane nodes that stand in slim columns, since workers carry the Pods. */
  readonly side: number;
  readonly columns: number;
  readonly nodeWidth: number;
  readonly left: number;
  readonly floor: number;
}

function frameFor(scene: Scene, room: Room): Frame {
  const narrow = room.width < NARROW;
  const control = scene.nodes.filter((node) => node.roles?.includes("control-plane")).length;
  const workers = scene.nodes.length - control;
  const side = !narrow && workers > 0 && control <= MOST_SIDE_NODES ? control : 0;
  const left = narrow ? 0 : (1 + side) * (SIDE + GAP);
  const rest = room.width - left;
  const count = scene.nodes.length - side;
  const columns = Math.max(1, Math.min(count, Math.floor((rest + GAP) / (NODE_MIN + GAP))));
  const nodeWidth = (rest - GAP * (columns - 1)) / columns;
  return { narrow, side, columns, left, nodeWidth, floor: narrow ? 0 : room.height };
}

/** Stand everything in a room; it may become higher than the room, never wider. */
export function plan(scene: Scene, slots: Slots, room: Room, previous: Density): Plan {
  const frame = frameFor(scene, room);
  const density = densityFor(slots, frame.nodeWidth, previous);
  const chips = new Map<string, Box>();
  const band = layBand(scene, room.width, chips);
  const pods = new Map<string, Box>();
  const top = band.y + band.h + CHANNEL;
  const start = { x: 0, y: top, w: room.width, h: 0 };
  const tray = layTray(slots, frame, start, density, pods);
  const nodesTop = frame.narrow ? foot(tray) + GAP : top;
  const nodes = layNodes(scene, slots, frame, { density, top: nodesTop }, pods);
  const bottom = Math.max(foot(tray), ...[...nodes.values()].map(foot));
  return {
    width: room.width,
    height: bottom + 2,
    density,
    band,
    tray: frame.narrow ? tray : { ...tray, h: bottom - tray.y },
    nodes,
    chips,
    pods,
    curves: curvesOf(scene, chips, pods, foot(band)),
    sparse: frame.narrow || density === "dot",
  };
}

function foot(box: Box): number {
  return box.y + box.h;
}

function familyWidth(family: Family, chip: number): number {
  const columns = Math.max(1, family.children.length);
  return columns * (chip + GAP) - GAP;
}

/** Chips as wide as they like, or two beside each other where the room is narrow. */
function chipWidth(width: number): number {
  return width < NARROW ? Math.min(CHIP.w, (width - 4 * PAD) / 2) : CHIP.w;
}

/** Families and Services flow from left to right; each is two chips high. */
function layBand(scene: Scene, width: number, chips: Map<string, Box>): Box {
  const rowHeight = 2 * CHIP.h + CHIP_GAP;
  const chip = chipWidth(width);
  let x = PAD;
  let y = PAD;
  const claim = (w: number): { x: number; y: number } => {
    if (x > PAD && x + w > width - PAD) {
      x = PAD;
      y += rowHeight + GAP;
    }
    const place = { x, y };
    x += w + 2 * PAD;
    return place;
  };
  for (const family of scene.families) {
    const w = Math.min(familyWidth(family, chip), width - 2 * PAD);
    layFamily(family, { ...claim(w), w, chip }, chips);
  }
  for (let i = 0; i < scene.services.length; i += 2) {
    const place = claim(chip);
    scene.services.slice(i, i + 2).forEach((service, row) => {
      const at = place.y + row * (CHIP.h + CHIP_GAP);
      chips.set(service.id, { x: place.x, y: at, w: chip, h: CHIP.h });
    });
  }
  return { x: 0, y: 0, w: width, h: y + rowHeight + PAD };
}

function layFamily(
  family: Family,
  place: { x: number; y: number; w: number; chip: number },
  chips: Map<string, Box>,
): void {
  chips.set(family.root.id, { x: place.x, y: place.y, w: place.chip, h: CHIP.h });
  const count = Math.max(1, family.children.length);
  const w = Math.min(place.chip, (place.w - GAP * (count - 1)) / count);
  family.children.forEach((child, index) => {
    const x = place.x + index * (w + GAP);
    chips.set(child.id, { x, y: place.y + CHIP.h + CHIP_GAP, w, h: CHIP.h });
  });
}

function layPods(
  places: readonly (string | null)[],
  box: Box,
  density: Density,
  pods: Map<string, Box>,
): void {
  const size = SIZES[density];
  const columns = columnsIn(box.w, size, Infinity);
  places.forEach((id, index) => {
    if (id === null) return;
    const x = box.x + PAD + (index % columns.count) * (columns.w + GAP);
    const y = box.y + HEAD + Math.floor(index / columns.count) * (size.h + GAP);
    pods.set(id, { x, y, w: columns.w, h: size.h });
  });
}

function heightFor(count: number, width: number, density: Density): number {
  const size = SIZES[density];
  const rows = Math.ceil(count / columnsIn(width, size, Infinity).count);
  return HEAD + Math.max(SIZES.card.h, rows * (size.h + GAP) - GAP) + PAD;
}

function layTray(
  slots: Slots,
  frame: Frame,
  area: Box,
  density: Density,
  pods: Map<string, Box>,
): Box {
  const waiting = slots.get("") ?? [];
  const w = frame.narrow ? area.w : SIDE;
  const h = frame.narrow && waiting.length === 0 ? SLIM : heightFor(waiting.length, w, density);
  const tray = { x: 0, y: area.y, w, h };
  layPods(waiting, tray, density, pods);
  return tray;
}

interface Ground {
  readonly density: Density;
  readonly top: number;
}

function layNodes(
  scene: Scene,
  slots: Slots,
  frame: Frame,
  ground: Ground,
  pods: Map<string, Box>,
): Map<string, Box> {
  const boxes = new Map<string, Box>();
  const set = (node: Item, box: Box): void => {
    boxes.set(node.id, box);
    layPods(slots.get(node.name) ?? [], box, ground.density, pods);
  };
  const need = (node: Item, w: number): number => {
    const count = slots.get(node.name)?.length ?? 0;
    return frame.narrow && count === 0 ? SLIM : heightFor(count, w, ground.density);
  };
  const side = scene.nodes.slice(0, frame.side);
  const rows = rowsOf(scene.nodes.slice(frame.side), frame.columns);
  const heights = rows.map((row) => Math.max(...row.map((node) => need(node, frame.nodeWidth))));
  const least = Math.max(frame.floor - ground.top - 2, ...side.map((node) => need(node, SIDE)));
  stretch(heights, least);
  const total = heights.reduce((sum, h) => sum + h + GAP, -GAP);
  side.forEach((node, index) => {
    set(node, { x: (index + 1) * (SIDE + GAP), y: ground.top, w: SIDE, h: Math.max(least, total) });
  });
  let y = ground.top;
  rows.forEach((row, index) => {
    const h = heights[index] ?? 0;
    row.forEach((node, column) => {
      const x = frame.left + column * (frame.nodeWidth + GAP);
      set(node, { x, y, w: frame.nodeWidth, h });
    });
    y += h + GAP;
  });
  return boxes;
}

function rowsOf(nodes: readonly Item[], columns: number): Item[][] {
  const rows: Item[][] = [];
  for (let i = 0; i < nodes.length; i += columns) rows.push(nodes.slice(i, i + columns));
  return rows;
}

/** Let rows share what is left of the room, so that the picture fills its pane. */
function stretch(heights: number[], least: number): void {
  const total = heights.reduce((sum, h) => sum + h + GAP, -GAP);
  const more = Math.max(0, least - total) / Math.max(1, heights.length);
  heights.forEach((h, index) => (heights[index] = h + more));
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** A line from a chip straight down to the one below it. */
export function drop(from: Box, to: Box): string {
  const x1 = round(from.x + from.w / 2);
  const y1 = round(from.y + from.h);
  const x2 = round(to.x + to.w / 2);
  const mid = round((y1 + to.y) / 2);
  return `M${x1} ${y1}C${x1} ${mid} ${x2} ${mid} ${x2} ${round(to.y)}`;
}

/** A line that runs in the channel above the nodes and down beside its Pod: to the left of it for
 * an owner, to the right for a Service, so that it never crosses another Pod. */
export function route(from: Box, to: Box, lane: number, kind: Curve["kind"]): string {
  const service = kind === "service";
  const x1 = round(service ? from.x + from.w + 6 : from.x + from.w / 2);
  const start = service
    ? `M${round(from.x + from.w)} ${round(from.y + from.h / 2)}H${x1 - 3}Q${x1} ${round(from.y + from.h / 2)} ${x1} ${round(from.y + from.h / 2 + 3)}`
    : `M${x1} ${round(from.y + from.h)}`;
  const x2 = round(service ? to.x + to.w + GAP / 2 : to.x - GAP / 2);
  const y2 = round(to.y + 18);
  const turn = Math.min(6, Math.abs(x2 - x1) / 2) * Math.sign(x2 - x1);
  const bend = Math.abs(turn);
  const hook = service ? -1 : 1;
  return (
    `${start}V${round(lane - bend)}Q${x1} ${lane} ${round(x1 + turn)} ${lane}` +
    `H${round(x2 - turn)}Q${x2} ${lane} ${x2} ${round(lane + bend)}` +
    `V${y2 - 4}Q${x2} ${y2} ${round(x2 + (hook * GAP) / 2)} ${y2}`
  );
}

const LANES = 5;

function curvesOf(
  scene: Scene,
  chips: ReadonlyMap<string, Box>,
  pods: ReadonlyMap<string, Box>,
  bandFoot: number,
): Curve[] {
  const curves: Curve[] = [];
  const order = [...chips.keys()];
  const join = (from: string, to: string, kind: Curve["kind"]): void => {
    const start = chips.get(from);
    const pod = pods.get(to);
    const end = pod ?? chips.get(to);
    if (start === undefined || end === undefined) return;
    const lane = bandFoot + 5 + (order.indexOf(from) % LANES) * 5;
    const path = pod ? route(start, end, lane, kind) : drop(start, end);
    curves.push({ id: `${from}>${to}`, from, to, kind, path });
  };
  for (const family of scene.families) {
    for (const child of family.children) join(family.root.id, child.id, "owner");
  }
  for (const pod of scene.pods) join(pod.owner, pod.id, "owner");
  for (const target of scene.targets) join(target.service, target.pod, "service");
  return curves;
}
