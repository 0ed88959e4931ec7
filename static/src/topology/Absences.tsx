// What is missing and what is gone: a button that counts, and the list behind it; each row asks why.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { clockText } from "../clock/time";
import { t } from "../i18n";
import type { AbsentRow } from "../net/protocol";
import { Button } from "../ui/Button";
import { usePage } from "../ui/context";
import { Failure } from "../state/session";
import { strange } from "./selection";

const ASK_AGAIN_AFTER = 1_500;

/** The button; nothing while nothing is missing or gone. */
export function Absences(): JSX.Element | null {
  const rows = useAbsent();
  const [open, setOpen] = useState(false);
  const missing = rows.filter((row) => row.code === "missing").length;
  if (rows.length === 0) return null;
  const words = t();
  const label = words.absentCount(missing, rows.length - missing);
  return (
    <>
      <Button id="picture-absent" look="bare" label={label} title={words.absent} onClick={() => setOpen(true)}>
        {label}
      </Button>
      {open && <Dialog rows={rows} onClose={() => setOpen(false)} />}
    </>
  );
}

/** The rows, asked for anew a little after the picture has changed. */
function useAbsent(): readonly AbsentRow[] {
  const { store, session } = usePage();
  const [rows, setRows] = useState<readonly AbsentRow[]>([]);
  const items = store.items.value;
  const open = store.link.value === "open";
  const latest = useRef(items);
  latest.current = items;
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => {
    if (!open || timer.current !== null) return;
    const ask = async (): Promise<void> => {
      timer.current = null;
      try {
        setRows((await session.ask({ t: "absent" })).absent ?? []);
      } catch (failure) {
        if (!(failure instanceof Failure)) throw failure; // what is shown stays
      }
    };
    timer.current = setTimeout(() => void ask(), ASK_AGAIN_AFTER);
  }, [items, open]);
  return rows;
}

interface DialogProps {
  readonly rows: readonly AbsentRow[];
  readonly onClose: () => void;
}

function Dialog({ rows, onClose }: DialogProps): JSX.Element {
  const words = t();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const of = (code: string): readonly AbsentRow[] => rows.filter((row) => row.code === code);
  return (
    <dialog ref={dialog} class="ask absences" aria-label={words.absent} onClose={onClose}>
      <h2>{words.absent}</h2>
      <Group title={words.absentMissing} rows={of("missing")} onClose={onClose} />
      <Group title={words.absentGone} rows={of("gone")} onClose={onClose} />
      <div class="ask-buttons">
        <Button label={words.close} onClick={onClose}>
          {words.close}
        </Button>
      </div>
    </dialog>
  );
}

function Group({ title, rows, onClose }: DialogProps & { title: string }): JSX.Element | null {
  if (rows.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {rows.map((row) => (
          <li key={`${row.question} ${row.kind}`}>
            <Row row={row} onClose={onClose} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Row({ row, onClose }: { row: AbsentRow; onClose: () => void }): JSX.Element {
  const { selection } = usePage();
  const words = t();
  const ask = (): void => {
    const status = row.code === "gone" ? words.absentGone : words.whyMissing;
    const owner = `${row.ownerKind} ${row.owner}`;
    const name = row.name === "" ? owner : row.name;
    onClose();
    selection.ask(strange(row.question, { ...row, resource: "", name }, status));
  };
  return (
    <button type="button" class="item-row" onClick={ask}>
      <span>{textOf(row)}</span>{" "}
      {row.time > 0 && <time class="muted">{clockText(row.time)}</time>}{" "}
      <span class="why-object link">{words.why}</span>
    </button>
  );
}

function textOf(row: AbsentRow): string {
  const words = t();
  const owner = `${row.ownerKind} ${row.owner}`;
  if (row.code === "gone") return `${row.kind} ${row.name}`;
  if (row.name !== "") return words.absentNamed(row.kind, row.name, owner);
  return words.absentOf(row.number, row.kind, owner);
}
