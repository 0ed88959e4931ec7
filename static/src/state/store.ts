// The world as signals, one per part, so that a view redraws only for what it shows.
// Not here: how messages change the world (world.ts), choices of this browser (preferences.ts).
import { batch, signal, type Signal } from "@preact/signals";
import type { Link } from "../net/conversation";
import type {
  ClassRoom,
  Clock,
  Item,
  LessonEntry,
  LessonPreview,
  LessonState,
  ServerMessage,
  Topic,
} from "../net/protocol";
import { EMPTY_WORLD, reduce, type World } from "./world";

/** A clock reading together with the browser's own time when it came, to go on from. */
export interface Reading {
  readonly clock: Clock;
  readonly at: number;
}

export class Store {
  readonly link: Signal<Link> = signal("connecting");
  readonly items: Signal<ReadonlyMap<string, Item>> = signal(EMPTY_WORLD.items);
  readonly reading: Signal<Reading | null> = signal(null);
  readonly lessons: Signal<readonly LessonEntry[]> = signal([]);
  readonly topics: Signal<readonly Topic[]> = signal([]);
  readonly lesson: Signal<LessonState | null> = signal(null);
  readonly preview: Signal<LessonPreview | null> = signal(null);
  readonly terminals: Signal<readonly string[]> = signal([]);
  readonly kubernetesUrl: Signal<string> = signal("");
  readonly cluster: Signal<string> = signal("");
  readonly purpose: Signal<string> = signal("");
  readonly rooms: Signal<readonly ClassRoom[]> = signal(EMPTY_WORLD.rooms);
  /** The server's clock less this browser's, in milliseconds. */
  readonly ahead: Signal<number> = signal(0);
  private world: World = EMPTY_WORLD;

  constructor(private readonly wall: () => number = () => performance.now()) {}

  get current(): World {
    return this.world;
  }

  /** Take a message in; false if it had been seen before. */
  receive(message: ServerMessage): boolean {
    const before = this.world;
    this.world = reduce(before, message);
    if (this.world === before) return false;
    batch(() => this.publish(before));
    return true;
  }

  private publish(before: World): void {
    this.items.value = this.world.items;
    this.lessons.value = this.world.lessons;
    this.topics.value = this.world.topics;
    this.lesson.value = this.world.lesson;
    this.preview.value = this.world.preview;
    this.terminals.value = this.world.terminals;
    this.rooms.value = this.world.rooms;
    this.purpose.value = this.world.purpose;
    this.cluster.value = this.world.cluster;
    if (this.world.roomsAt !== before.roomsAt) this.ahead.value = this.world.roomsAt - Date.now();
    this.kubernetesUrl.value = this.world.kubernetesUrl;
    if (this.world.clock !== before.clock) {
      const clock = this.world.clock;
      this.reading.value = clock && { clock, at: this.wall() };
    }
  }
}
