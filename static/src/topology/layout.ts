// Where everything in the picture stands: a pure function from scene, places and width to boxes.
// Not here: who keeps which place (slots.ts), what is drawn (Picture.tsx).
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
const NARROW = 620;
const NODE_MIN = 236;
const TRAY = 152;
const MANY_ROWS = 4;

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
  readonly columns: number;
  readonly nodeWidth: number;
  readonly left: number;
}

function frameFor(width: number, nodes: number): Frame {
  const narrow = width < NARROW;
  const left = narrow ? 0 : TRAY + GAP;
  const room = width - left;
  const columns = Math.max(1, Math.min(nodes, Math.floor((room + GAP) / (NODE_MIN + GAP))));
  return { narrow, columns, left, nodeWidth: (room - GAP * (columns - 1)) / columns };
}

/** Stand everything in a picture of this width. */
export function plan(scene: Scene, slots: Slots, width: number, previous: Density): Plan {
  const frame = frameFor(width, scene.nodes.length);
  const density = densityFor(slots, frame.nodeWidth, previous);
  const chips = new Map<string, Box>();
  const band = layBand(scene, width, chips);
  const pods = new Map<string, Box>();
  const top = band.y + band.h + GAP;
  const tray = layTray(slots, frame, { x: 0, y: top, w: width, h: 0 }, density, pods);
  const start = frame.narrow ? tray.y + tray.h + GAP : top;
  const nodes = layNodes(scene, slots, frame, density, start, pods);
  const bottom = Math.max(tray.y + (frame.narrow ? tray.h : 0), ...[...nodes.values()].map(foot));
  const full = frame.narrow ? tray : { ...tray, h: Math.max(tray.h, bottom - tray.y) };
  return {
    width,
    height: Math.max(bottom, foot(full)) + 2,
    density,
    band,
    tray: full,
    nodes,
    chips,
    pods,
    curves: curvesOf(scene, chips, pods),
  };
}

function foot(box: Box): number {
  return box.y + box.h;
}

function familyWidth(family: Family): number {
  const columns = Math.max(1, family.children.length);
  return columns * (CHIP.w + GAP) - GAP;
}

/** Families and Services flow from left to right; each is two chips high. */
function layBand(scene: Scene, width: number, chips: Map<string, Box>): Box {
  const rowHeight = 2 * CHIP.h + GAP + 6;
  let x = PAD;
  let y = PAD;
  const claim = (w: number): { x: number; y: number } => {
    if (x > PAD && x + w > width - PAD) {
      x = PAD;
      y += rowHeight + GAP;
    }
    const place = { x, y };
    x += w + 2 * GAP;
    return place;
  };
  for (const family of scene.families) {
    const w = Math.min(familyWidth(family), width - 2 * PAD);
    layFamily(family, { ...claim(w), w }, chips);
  }
  for (let i = 0; i < scene.services.length; i += 2) {
    const place = claim(CHIP.w);
    scene.services.slice(i, i + 2).forEach((service, row) => {
      const at = place.y + row * (CHIP.h + GAP + 6);
      chips.set(service.id, { x: place.x, y: at, w: CHIP.w, h: CHIP.h });
    });
  }
  return { x: 0, y: 0, w: width, h: y + rowHeight + PAD };
}

function layFamily(
  family: Family,
  place: { x: number; y: number; w: number },
  chips: Map<string, Box>,
): void {
  chips.set(family.root.id, { x: place.x, y: place.y, w: CHIP.w, h: CHIP.h });
  const count = Math.max(1, family.children.length);
  const w = Math.min(CHIP.w, (place.w - GAP * (count - 1)) / count);
  family.children.forEach((child, index) => {
    const x = place.x + index * (w + GAP);
    chips.set(child.id, { x, y: place.y + CHIP.h + GAP + 6, w, h: CHIP.h });
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
  const w = frame.narrow ? area.w : TRAY;
  const h = frame.narrow && waiting.length === 0 ? HEAD + 26 : heightFor(waiting.length, w, density);
  const tray = { x: 0, y: area.y, w, h };
  layPods(waiting, tray, density, pods);
  return tray;
}

function layNodes(
  scene: Scene,
  slots: Slots,
  frame: Frame,
  density: Density,
  top: number,
  pods: Map<string, Box>,
): Map<string, Box> {
  const boxes = new Map<string, Box>();
  let y = top;
  for (let i = 0; i < scene.nodes.length; i += frame.columns) {
    const row = scene.nodes.slice(i, i + frame.columns);
    const counts = row.map((node) => slots.get(node.name)?.length ?? 0);
    const h = heightFor(Math.max(...counts), frame.nodeWidth, density);
    row.forEach((node, column) => {
      const x = frame.left + column * (frame.nodeWidth + GAP);
      const box = { x, y, w: frame.nodeWidth, h };
      boxes.set(node.id, box);
      layPods(slots.get(node.name) ?? [], box, density, pods);
    });
    y += h + GAP;
  }
  return boxes;
}

/** A line that leaves a box downwards and comes to another from above. */
export function curve(from: Box, to: Box): string {
  const x1 = from.x + from.w / 2;
  const y1 = from.y + from.h;
  const x2 = to.x + to.w / 2;
  const bend = Math.max(12, (to.y - y1) / 2);
  const round = (value: number): number => Math.round(value * 10) / 10;
  return `M${round(x1)} ${round(y1)}C${round(x1)} ${round(y1 + bend)} ${round(x2)} ${round(
    to.y - bend,
  )} ${round(x2)} ${round(to.y)}`;
}

function curvesOf(
  scene: Scene,
  chips: ReadonlyMap<string, Box>,
  pods: ReadonlyMap<string, Box>,
): Curve[] {
  const curves: Curve[] = [];
  const join = (from: string, to: string, kind: Curve["kind"]): void => {
    const start = chips.get(from);
    const end = pods.get(to) ?? chips.get(to);
    if (start && end) {
      curves.push({ id: `${from}>${to}`, from, to, kind, path: curve(start, end) });
    }
  };
  for (const family of scene.families) {
    for (const child of family.children) join(family.root.id, child.id, "owner");
  }
  for (const pod of scene.pods) join(pod.owner, pod.id, "owner");
  for (const service of scene.services) {
    for (const target of service.targets ?? []) join(service.id, target, "service");
  }
  return curves;
}
