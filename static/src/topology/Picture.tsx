// The live picture: owners and Services above, nodes with their Pods below.
// Not here: where things stand (layout.ts), what is known about one (Inspector.tsx).
import type { JSX } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import type { Item } from "../net/protocol";
import { usePage } from "../ui/context";
import { useCalm } from "../ui/useCalm";
import { ChipShape } from "./ChipShape";
import { describe } from "./describe";
import type { Box, Curve } from "./layout";
import { isDirection, neighbour } from "./neighbour";
import { NodeShape, TrayShape } from "./NodeShape";
import { PodShape } from "./PodShape";
import { related } from "./related";
import { usePlan, type Drawn } from "./usePlan";

/** With so many things a redraw takes long enough to wait a little between two. */
const CROWD = 80;

/** The picture in a given room; it is as wide, and at least as high. */
export function Picture({ width, height }: { width: number; height: number }): JSX.Element {
  const { store, preferences } = usePage();
  const crowded = store.items.peek().size > CROWD;
  const items = useCalm(store.items, crowded ? 150 : 0);
  const drawn = usePlan(items, preferences.system.value, Math.max(300, width), height);
  const { scene, plan, ghosts } = drawn;
  const taken = useMemo(() => new Set(scene.pods.map((pod) => pod.node ?? "")), [scene]);
  return (
    <svg
      class="picture"
      width={plan.width}
      height={plan.height}
      viewBox={`0 0 ${plan.width} ${plan.height}`}
      role="group"
      aria-label={`${t().picture}. ${t().pictureHelp}`}
    >
      <Band drawn={drawn} />
      <TrayShape box={plan.tray} empty={!taken.has("")} />
      <Things drawn={drawn} items={items} taken={taken} />
      {ghosts.map(({ item, box }) => (
        <g key={item.id} class="ghost" style={{ transform: place(box) }} aria-hidden="true">
          {item.kind === "Pod" ? (
            <PodShape pod={item} box={box} density={plan.density} />
          ) : (
            <ChipShape item={item} box={box} />
          )}
        </g>
      ))}
    </svg>
  );
}

function place(box: Box): string {
  return `translate(${box.x}px, ${box.y}px)`;
}

function Band({ drawn }: { drawn: Drawn }): JSX.Element {
  const { band, chips } = drawn.plan;
  return (
    <g class="band">
      <rect class="band-ground" x={1} y={1} width={band.w - 2} height={band.h - 2} rx={12} />
      {chips.size === 0 && (
        <text class="zone-empty" x={band.w / 2} y={band.h / 2 + 4} text-anchor="middle">
          {t().bandEmpty}
        </text>
      )}
    </g>
  );
}

interface ThingsProps {
  readonly drawn: Drawn;
  readonly items: ReadonlyMap<string, Item>;
  readonly taken: ReadonlySet<string>;
}

/** All that can be selected, with the lines between; one tab stop, arrows move inside. */
function Things({ drawn, items, taken }: ThingsProps): JSX.Element {
  const { selection } = usePage();
  const { scene, plan } = drawn;
  const group = useRef<SVGGElement>(null);
  const [stop, setStop] = useState("");
  const boxes = useMemo(() => new Map([...plan.chips, ...plan.nodes, ...plan.pods]), [plan]);
  const current = boxes.has(stop) ? stop : ([...boxes.keys()][0] ?? "");
  const lit = useLit(plan.curves);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isDirection(event.key)) return;
    const next = neighbour(boxes, current, event.key);
    if (next === undefined) return;
    event.preventDefault();
    setStop(next);
    group.current?.querySelector<SVGGElement>(`[data-id="${CSS.escape(next)}"]`)?.focus();
  };
  const thing = (item: Item, shape: (box: Box) => JSX.Element): JSX.Element | null => {
    const box = boxes.get(item.id);
    if (box === undefined) return null;
    return (
      <Thing
        key={item.id}
        item={item}
        box={box}
        shape={shape}
        look={item.kind === "Node" ? String(taken.has(item.name)) : plan.density}
        stop={item.id === current}
        lit={lit}
        owner={items.get(item.owner)}
        onFocus={() => setStop(item.id)}
      />
    );
  };
  const owners = scene.families.flatMap((family) => [family.root, ...family.children]);
  return (
    <g ref={group} class={lit ? "things focused" : "things"} onKeyDown={onKeyDown}
      onPointerLeave={() => (selection.hovered.value = "")}>
      {scene.nodes.map((node) =>
        thing(node, (box) => <NodeShape node={node} box={box} empty={!taken.has(node.name)} />),
      )}
      <Curves curves={plan.curves} lit={lit} sparse={plan.sparse} />
      {[...owners, ...scene.services].map((item) =>
        thing(item, (box) => <ChipShape item={item} box={box} />),
      )}
      {scene.pods.map((pod) =>
        thing(pod, (box) => <PodShape pod={pod} box={box} density={plan.density} />),
      )}
    </g>
  );
}

/** The things that hang together with what is pointed at or selected; null when nothing is. */
function useLit(curves: readonly Curve[]): ReadonlySet<string> | null {
  const { selection, store } = usePage();
  const id = selection.hovered.value || selection.id.value;
  return useMemo(() => {
    const kind = store.items.peek().get(id)?.kind;
    if (kind === undefined || kind === "Node") return null;
    return related(curves, id);
  }, [curves, id]);
}

interface ThingProps {
  readonly item: Item;
  readonly box: Box;
  readonly stop: boolean;
  readonly lit: ReadonlySet<string> | null;
  readonly owner: Item | undefined;
  readonly onFocus: () => void;
  readonly shape: (box: Box) => JSX.Element;
  /** Whatever else the shape depends on besides the item and its size. */
  readonly look: string;
}

function Thing(props: ThingProps): JSX.Element {
  const { selection } = usePage();
  const { item, box } = props;
  // Most changes concern one thing: the others keep their shape and are not drawn again.
  const shape = useMemo(() => props.shape(box), [item, box.w, box.h, props.look]);
  const owner = props.owner ? `${props.owner.kind} ${props.owner.name}` : "";
  const state = selection.id.value === item.id ? " selected" : "";
  const dim = props.lit && item.kind !== "Node" && !props.lit.has(item.id) ? " dim" : "";
  return (
    <g
      class={`thing thing-${item.kind}${state}${dim}`}
      style={{ transform: place(box) }}
      role="button"
      // In SVG the attribute is written small: as tabIndex no browser takes it.
      tabindex={props.stop ? 0 : -1}
      data-id={item.id}
      data-name={item.name}
      data-kind={item.kind}
      data-status={item.status}
      aria-label={describe(item, t(), owner)}
      aria-pressed={state !== ""}
      onClick={(event) => selection.select(item, halfOf(event.currentTarget))}
      onFocus={props.onFocus}
      onPointerEnter={() => (selection.hovered.value = item.kind === "Node" ? "" : item.id)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        selection.select(item, halfOf(event.currentTarget));
      }}
    >
      {/* The label says it all in words: what is drawn inside is not read again. */}
      <g class="arrival" aria-hidden="true">
        {shape}
      </g>
    </g>
  );
}

/** In which half of the picture a thing stands: the drawer opens in the other. */
function halfOf(element: Element): "left" | "right" {
  const whole = element.closest(".picture-stage")?.getBoundingClientRect();
  const own = element.getBoundingClientRect();
  if (whole === undefined) return "left";
  return own.left + own.width / 2 > whole.left + whole.width / 2 ? "right" : "left";
}

interface CurvesProps {
  readonly curves: readonly Curve[];
  readonly lit: ReadonlySet<string> | null;
  readonly sparse: boolean;
}

/** The lines; where there are too many only those of what is looked at. */
function Curves({ curves, lit, sparse }: CurvesProps): JSX.Element {
  const isLit = (one: Curve): boolean => lit !== null && lit.has(one.from) && lit.has(one.to);
  const shown = sparse ? curves.filter(isLit) : curves;
  return (
    <g class="curves" aria-hidden="true">
      {shown.map((one) => (
        <path
          key={`${one.id} ${one.path}`}
          d={one.path}
          class={`curve ${one.kind}${isLit(one) ? " lit" : ""}`}
        />
      ))}
    </g>
  );
}
