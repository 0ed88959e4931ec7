// Learners by steps as a heat map: a grid that arrow keys walk, Enter opens a learner.
// Not here: which rows (filter.ts), how a cell is spelled (spell.ts).
import { Component, type JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { tc } from "../i18n/classroom";
import type { GridRow } from "../net/dashboard";
import { useCalm } from "../ui/useCalm";
import { lessonTitle, useDashboard, useNow } from "./context";
import type { Shown } from "./desk";
import { chosen } from "./filter";
import { RowCells } from "./RowCells";

const REDRAW = 200;
/** Before the steps: the learner, their state, their Pods. */
const LEADING = 3;

/** The heat map. */
export function HeatGrid(): JSX.Element {
  const dashboard = useDashboard();
  const { desk, choices } = dashboard;
  const rows = useCalm(desk.rows, REDRAW);
  const shown = desk.shown.value;
  const { filter, group, order } = choices;
  const visible = chosen(rows, filter.value, group.value, order.value);
  const words = tc();
  const now = useNow();
  const walk = useWalk(visible, LEADING + shown.steps.length, (id) => (choices.member.value = id));
  if (visible.length === 0) {
    return <p class="grid-empty">{rows.size === 0 ? words.nobody : words.nobodyHere}</p>;
  }
  return (
    <div class="grid-scroll" data-stop="[tabindex='0']">
      <p class="sr-only" id="grid-help">
        {words.gridHelp}
      </p>
      <table
        ref={walk.table}
        class="heat"
        role="grid"
        aria-label={words.grid}
        aria-describedby="grid-help"
        aria-rowcount={visible.length + 1}
        onKeyDown={walk.onKeyDown}
        onFocusIn={walk.onFocusIn}
      >
        <Head shown={shown} />
        <tbody>
          {visible.map((row, index) => (
            <Row
              key={row.id}
              row={row}
              shown={shown}
              lesson={row.lesson === shown.lesson ? "" : lessonTitle(dashboard, row.lesson)}
              minute={Math.floor(now / 5000)}
              now={now}
              stop={index === walk.row ? walk.column : -1}
              open={choices.member.value === row.id}
              onOpen={() => (choices.member.value = row.id)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head({ shown }: { shown: Shown }): JSX.Element {
  const words = tc();
  return (
    <thead>
      <tr>
        <th scope="col">{words.learner}</th>
        <th scope="col">{words.state}</th>
        <th scope="col">{words.pods}</th>
        {shown.steps.map((step, index) => (
          <th key={step.id} scope="col" class="step-head" title={step.title}>
            <span>{words.step(index + 1, step.title)}</span>
            {step.optional && <em> {words.optional}</em>}
          </th>
        ))}
      </tr>
    </thead>
  );
}

export interface RowProps {
  readonly row: GridRow;
  readonly shown: Shown;
  /** The title of what they have open, if it is not the shown lesson. */
  readonly lesson: string;
  /** Changes every few seconds: durations are drawn anew with it. */
  readonly minute: number;
  readonly now: number;
  /** Which column of this row takes the focus, -1 for none. */
  readonly stop: number;
  readonly open: boolean;
  readonly onOpen: () => void;
}

/** One learner; drawn anew only when something of it changed. */
class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    const { row, shown, lesson, minute, stop, open } = this.props;
    const same = row === next.row && shown === next.shown && lesson === next.lesson;
    return !same || minute !== next.minute || stop !== next.stop || open !== next.open;
  }

  override render(): JSX.Element {
    return <RowCells {...this.props} />;
  }
}

interface Walk {
  readonly table: preact.RefObject<HTMLTableElement | null>;
  readonly row: number;
  readonly column: number;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onFocusIn: (event: FocusEvent) => void;
}

/** Where the focus stands, and how keys move it (the ARIA grid pattern). */
function useWalk(rows: readonly GridRow[], columns: number, open: (id: number) => void): Walk {
  const table = useRef<HTMLTableElement>(null);
  const [place, setPlace] = useState({ id: 0, column: 0 });
  const row = Math.max(0, rows.findIndex((one) => one.id === place.id));
  const column = Math.min(place.column, columns - 1);
  const go = (toRow: number, toColumn: number): void => {
    const target = rows[Math.min(Math.max(toRow, 0), rows.length - 1)];
    const inside = Math.min(Math.max(toColumn, 0), columns - 1);
    if (!target) return;
    setPlace({ id: target.id, column: inside });
    table.current?.querySelector<HTMLElement>(cellSelector(target.id, inside))?.focus();
  };
  const moves: Record<string, () => void> = {
    ArrowDown: () => go(row + 1, column),
    ArrowUp: () => go(row - 1, column),
    ArrowRight: () => go(row, column + 1),
    ArrowLeft: () => go(row, column - 1),
    Home: () => go(row, 0),
    End: () => go(row, columns - 1),
    PageDown: () => go(row + 10, column),
    PageUp: () => go(row - 10, column),
    Enter: () => rows[row] && open(rows[row].id),
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  };
  const onFocusIn = (event: FocusEvent): void => {
    const cell = (event.target as HTMLElement).closest<HTMLElement>("[data-column]");
    if (cell) setPlace({ id: Number(cell.dataset["row"]), column: Number(cell.dataset["column"]) });
  };
  return { table, row, column, onKeyDown, onFocusIn };
}

function cellSelector(id: number, column: number): string {
  return `[data-row="${id}"][data-column="${column}"]`;
}
