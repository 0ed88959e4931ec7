// The cells of one learner's row: name, state, Pods in trouble, steps.
import type { JSX } from "preact";
import { tc } from "../i18n/classroom";
import type { GridRow } from "../net/dashboard";
import { Icon } from "../ui/Icon";
import type { RowProps } from "./HeatGrid";
import { cellMark, duration, rowSentence, STATE_MARKS, stateWord, troubleText } from "./spell";

/** The row. */
export function RowCells(props: RowProps): JSX.Element {
  const { row, shown, now, stop, open } = props;
  return (
    <tr class={open ? `row state-${row.state} open` : `row state-${row.state}`} onClick={props.onOpen}>
      <NameCell {...props} />
      <td {...place(row, 1, stop)} class="state-cell">
        <StateOf row={row} now={now} />
      </td>
      <td {...place(row, 2, stop)} class="trouble-cell">
        {row.trouble.length > 0 && <span class="trouble">{troubleText(row.trouble, now, tc())}</span>}
      </td>
      {shown.steps.map((step, index) => (
        <StepCell
          key={step.id}
          attributes={place(row, 3 + index, stop)}
          title={step.title}
          share={row.cells[index] ?? 0}
        />
      ))}
    </tr>
  );
}

interface Place {
  readonly role: "gridcell";
  readonly "data-row": number;
  readonly "data-column": number;
  readonly tabIndex: number;
}

function place(row: GridRow, column: number, stop: number): Place {
  return {
    role: "gridcell",
    "data-row": row.id,
    "data-column": column,
    tabIndex: stop === column ? 0 : -1,
  };
}

function NameCell({ row, lesson, now, stop }: RowProps): JSX.Element {
  const words = tc();
  const { role: _role, ...rest } = place(row, 0, stop);
  return (
    <th scope="row" role="rowheader" {...rest} class="name-cell" aria-label={rowSentence(row, now, words)}>
      <span class="name">{row.name}</span>
      {lesson !== "" && row.state !== "away" && <span class="elsewhere">{words.inLesson(lesson)}</span>}
    </th>
  );
}

function StateOf({ row, now }: { row: GridRow; now: number }): JSX.Element {
  const words = tc();
  return (
    <>
      {row.hand > 0 && (
        <span class="hand" title={words.handSince(duration(now - row.hand, words))}>
          <Icon name="hand" />
          {duration(now - row.hand, words)}
        </span>
      )}
      <span class="state-word">
        <i aria-hidden="true">{STATE_MARKS[row.state] ?? "?"}</i> {stateWord(row.state, words)}
      </span>
      {row.paused && <Icon name="pause" />}
      {row.watched && (
        <span class="watched" title={words.watched}>
          <Icon name="eye" />
        </span>
      )}
    </>
  );
}

interface StepCellProps {
  readonly attributes: Place;
  readonly title: string;
  readonly share: number;
}

function StepCell({ attributes, title, share }: StepCellProps): JSX.Element {
  const { mark, shade } = cellMark(share);
  const text = tc().cell(title, Math.floor(share * 100));
  return (
    <td {...attributes} class={`cell cell-${shade}`} aria-label={text} title={text}>
      {mark}
    </td>
  );
}
