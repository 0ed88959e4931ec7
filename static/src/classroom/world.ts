// What the dashboard knows about its class, and how a message changes it: a pure function from
// (world, message) to world.  Not here: signals and requests (desk.ts), choices of this browser.
import type {
  Exercise,
  GridRow,
  LessonChoice,
  ServerMessage,
  Settings,
  StepHead,
  Summary,
} from "../net/dashboard";

/** Everything that messages have told so far.  ``now`` is the server's clock when it last spoke. */
export interface ClassWorld {
  readonly stream: string;
  readonly seen: number;
  readonly now: number;
  readonly role: string;
  readonly may: readonly string[];
  readonly lessons: readonly LessonChoice[];
  readonly faults: readonly string[];
  readonly settings: Settings | null;
  readonly exercises: readonly Exercise[];
  readonly lesson: string;
  readonly steps: readonly StepHead[];
  readonly rows: ReadonlyMap<number, GridRow>;
  readonly summary: Summary | null;
}

export const EMPTY_CLASS: ClassWorld = {
  stream: "",
  seen: 0,
  now: 0,
  role: "",
  may: [],
  lessons: [],
  faults: [],
  settings: null,
  exercises: [],
  lesson: "",
  steps: [],
  rows: new Map(),
  summary: null,
};

/** The class after a message; the same object for one that was seen before. */
export function reduce(world: ClassWorld, message: ServerMessage): ClassWorld {
  if (message.t !== "welcome" && message.n <= world.seen) return world;
  return { ...step(world, message), seen: message.n };
}

function step(world: ClassWorld, message: ServerMessage): ClassWorld {
  switch (message.t) {
    case "welcome": {
      const { stream, now, role, may, lessons, faults } = message;
      return { ...world, stream, now, role, may, lessons, faults };
    }
    case "class":
      return { ...world, settings: message.settings, exercises: message.exercises };
    case "grid": {
      const rows = new Map(message.rows.map((row) => [row.id, row]));
      return { ...world, now: message.now, lesson: message.lesson, steps: message.steps, rows };
    }
    case "grid.change":
      return { ...world, now: message.now, rows: changed(world.rows, message.delta) };
    case "summary":
      return { ...world, summary: message };
    default:
      return world;
  }
}

function changed(
  rows: ReadonlyMap<number, GridRow>,
  delta: { readonly set: readonly GridRow[]; readonly drop: readonly number[] },
): ReadonlyMap<number, GridRow> {
  const next = new Map(rows);
  for (const row of delta.set) next.set(row.id, row);
  for (const id of delta.drop) next.delete(id);
  return next;
}
