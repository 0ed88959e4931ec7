// What the page knows about the cluster, and how a message from the server changes it: a pure
// function from (world, message) to world.  Not here: signals (store.ts), the socket (session.ts),
// what terminals print (that is a stream, not state).
import type {
  ClassRoom,
  Clock,
  Item,
  LessonChecks,
  LessonEntry,
  LessonPreview,
  LessonState,
  ServerMessage,
  StepState,
  Topic,
} from "../net/protocol";

/** Everything that messages have told so far. */
export interface World {
  readonly stream: string;
  readonly seen: number;
  readonly cluster: string;
  /** What the cluster is for: a lesson's name, '' for the free one, "copy" for a shared moment. */
  readonly purpose: string;
  readonly kubernetesUrl: string;
  readonly items: ReadonlyMap<string, Item>;
  readonly clock: Clock | null;
  readonly topics: readonly Topic[];
  readonly lessons: readonly LessonEntry[];
  readonly lesson: LessonState | null;
  /** What is wrong with the folder that an author edits; null for everybody else. */
  readonly preview: LessonPreview | null;
  readonly terminals: readonly string[];
  /** The learner's classes, and the server's present (ms) when it told of them. */
  readonly rooms: readonly ClassRoom[];
  readonly roomsAt: number;
}

export const EMPTY_WORLD: World = {
  stream: "",
  seen: 0,
  cluster: "",
  purpose: "",
  kubernetesUrl: "",
  items: new Map(),
  clock: null,
  topics: [],
  lessons: [],
  lesson: null,
  preview: null,
  terminals: [],
  rooms: [],
  roomsAt: 0,
};

/** Whether a message was seen before: after a lost connection the server repeats some. */
export function isRepeat(world: World, message: ServerMessage): boolean {
  return message.t !== "welcome" && message.n <= world.seen;
}

/** The world after a message.  The same object comes back for parts that did not change. */
export function reduce(world: World, message: ServerMessage): World {
  if (isRepeat(world, message)) return world;
  return { ...step(world, message), seen: message.n };
}

function step(world: World, message: ServerMessage): World {
  switch (message.t) {
    case "welcome":
      // What was shown stays until its fresh successor comes, so that nothing flickers.
      return {
        ...world,
        stream: message.stream,
        cluster: message.cluster,
        purpose: message.purpose,
        kubernetesUrl: message.kubernetesUrl,
        terminals: message.terminals,
      };
    case "picture":
      return { ...world, items: new Map(message.items.map((item) => [item.id, item])) };
    case "picture.change":
      return { ...world, items: applyDelta(world.items, message.delta.set, message.delta.drop) };
    case "clock":
      return { ...world, clock: message.clock };
    case "lessons":
      return { ...world, lessons: message.lessons, topics: message.topics };
    case "lesson":
      return { ...world, lesson: message.lesson };
    case "lesson.checks":
      return { ...world, lesson: mergeSteps(world.lesson, message) };
    case "lesson.preview":
      return { ...world, preview: message };
    case "class":
      return { ...world, rooms: message.rooms, roomsAt: message.now };
    case "terminal.screen":
      return world.terminals.includes(message.terminal)
        ? world
        : { ...world, terminals: [...world.terminals, message.terminal] };
    default:
      return world;
  }
}

function applyDelta(
  items: ReadonlyMap<string, Item>,
  set: readonly Item[],
  drop: readonly string[],
): ReadonlyMap<string, Item> {
  const next = new Map(items);
  for (const item of set) next.set(item.id, item);
  for (const id of drop) next.delete(id);
  return next;
}

function mergeSteps(lesson: LessonState | null, news: LessonChecks): LessonState | null {
  if (lesson === null) return null;
  const { done, points, mostPoints } = news;
  const changed = new Map<string, StepState>(news.steps.map((one) => [one.id, one]));
  const steps = lesson.steps.map((one) => changed.get(one.id) ?? one);
  return { ...lesson, done, points, mostPoints, steps };
}
