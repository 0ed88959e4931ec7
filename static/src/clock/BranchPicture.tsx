// The cluster's life as a picture: a lane for each branch, a mark for each command, the moment that
// is looked at.  For the mouse; keyboards and screen readers have the slider and the list beside it.
import type { JSX, TargetedMouseEvent } from "preact";
import type { HistoryBranch, HistoryRow } from "../net/protocol";
import { lanesOf, type Lane } from "./lanes";
import { shareOf, within, type Span } from "./span";

const WIDTH = 1_000;
const ROW = 22;

interface PictureProps {
  readonly branches: readonly HistoryBranch[];
  readonly rows: readonly HistoryRow[];
  readonly span: Span;
  readonly time: number;
  readonly chosen: string;
  readonly label: string;
  readonly onChoose: (branch: HistoryBranch, time: number) => void;
  readonly onZoom: (factor: number) => void;
}

/** The picture. */
export function BranchPicture(props: PictureProps): JSX.Element {
  const { span, time, chosen } = props;
  const lanes = lanesOf(props.branches, span);
  const at = (event: TargetedMouseEvent<SVGElement>): number => {
    const box = event.currentTarget.ownerSVGElement?.getBoundingClientRect();
    if (box === undefined || box.width === 0) return time;
    const share = (event.clientX - box.left) / box.width;
    return Math.round(span.from + share * (span.to - span.from));
  };
  const height = Math.max(1, lanes.length) * ROW;
  return (
    <svg
      class="branches"
      role="img"
      aria-label={props.label}
      viewBox={`0 0 ${WIDTH} ${height}`}
      height={height}
      preserveAspectRatio="none"
      onWheel={(event) => {
        event.preventDefault();
        props.onZoom(event.deltaY < 0 ? 0.7 : 1.4);
      }}
    >
      {lanes.map((lane) => (
        <LaneShape
          key={lane.branch.name}
          lane={lane}
          chosen={isChosen(lane.branch, chosen)}
          onClick={(event) => props.onChoose(lane.branch, at(event))}
        />
      ))}
      {props.rows
        .filter((row) => within(row.time, span))
        .map((row, index) => (
          <line
            key={index}
            class="branch-mark"
            x1={shareOf(row.time, span) * WIDTH}
            x2={shareOf(row.time, span) * WIDTH}
            y1={(lanes.length - 1) * ROW + 4}
            y2={lanes.length * ROW - 4}
          />
        ))}
      <line
        class="branch-time"
        x1={shareOf(time, span) * WIDTH}
        x2={shareOf(time, span) * WIDTH}
        y1={0}
        y2={height}
      />
    </svg>
  );
}

function isChosen(branch: HistoryBranch, chosen: string): boolean {
  return chosen === "" ? branch.current : branch.name === chosen;
}

interface LaneProps {
  readonly lane: Lane;
  readonly chosen: boolean;
  readonly onClick: (event: TargetedMouseEvent<SVGElement>) => void;
}

function LaneShape({ lane, chosen, onClick }: LaneProps): JSX.Element {
  const y = lane.row * ROW + ROW / 2;
  const from = lane.from * WIDTH;
  return (
    <>
      {lane.parent >= 0 && (
        <line class="branch-fork" x1={from} x2={from} y1={lane.parent * ROW + ROW / 2} y2={y} />
      )}
      <rect
        class={chosen ? "branch-lane chosen" : "branch-lane"}
        x={from}
        y={y - 5}
        width={Math.max(3, (lane.to - lane.from) * WIDTH)}
        height={10}
        onClick={onClick}
      />
    </>
  );
}
