// The instructor's desk: the class as signals, and the conversation that keeps it true.
// Not here: what messages mean (world.ts), how the class looks (Dashboard.tsx).
import { batch, signal, type Signal } from "@preact/signals";
import {
  Conversation,
  type Link,
  type NoticeOf,
  type RequestOf,
  type SocketLike,
} from "../net/conversation";
import type {
  ClientMessage,
  Exercise,
  GridRow,
  LessonChoice,
  Reply,
  ServerMessage,
  Settings,
  StepHead,
  Summary,
} from "../net/dashboard";
import { EMPTY_CLASS, reduce, type ClassWorld } from "./world";

export type Request = RequestOf<ClientMessage>;
export type Notice = NoticeOf<ClientMessage>;

/** What the grid shows: its columns belong to one lesson. */
export interface Shown {
  readonly lesson: string;
  readonly steps: readonly StepHead[];
}

export interface DeskOptions {
  readonly open: () => SocketLike;
  readonly language: () => string;
  readonly wall?: () => number;
  readonly random?: () => number;
}

export class Desk {
  readonly link: Signal<Link> = signal("connecting");
  readonly settings: Signal<Settings | null> = signal(null);
  readonly exercises: Signal<readonly Exercise[]> = signal([]);
  readonly lessons: Signal<readonly LessonChoice[]> = signal([]);
  readonly faults: Signal<readonly string[]> = signal([]);
  readonly may: Signal<readonly string[]> = signal([]);
  readonly shown: Signal<Shown> = signal({ lesson: "", steps: [] });
  readonly rows: Signal<ReadonlyMap<number, GridRow>> = signal(new Map());
  readonly summary: Signal<Summary | null> = signal(null);
  readonly line: Conversation<ClientMessage, ServerMessage, Reply>;
  private world: ClassWorld = EMPTY_CLASS;
  private ahead = 0;
  private readonly wall: () => number;

  constructor({ open, language, random, wall }: DeskOptions) {
    this.wall = wall ?? Date.now;
    this.line = new Conversation({
      open,
      language,
      random,
      link: this.link,
      place: () => this.world,
      receive: (message) => this.receive(message),
    });
  }

  /** The server's present, in milliseconds since the epoch. */
  now(): number {
    return this.wall() + this.ahead;
  }

  /** Whether this person's role allows a message. */
  allows(message: ClientMessage["t"]): boolean {
    return this.may.value.includes(message);
  }

  /** Take a message in; false if it had been seen before. */
  receive(message: ServerMessage): boolean {
    const before = this.world;
    this.world = reduce(before, message);
    if (this.world === before) return false;
    if (this.world.now !== before.now) this.ahead = this.world.now - this.wall();
    batch(() => this.publish(before));
    return true;
  }

  private publish(before: ClassWorld): void {
    const world = this.world;
    this.settings.value = world.settings;
    this.exercises.value = world.exercises;
    this.lessons.value = world.lessons;
    this.faults.value = world.faults;
    this.may.value = world.may;
    this.rows.value = world.rows;
    this.summary.value = world.summary;
    if (world.steps !== before.steps || world.lesson !== before.lesson) {
      this.shown.value = { lesson: world.lesson, steps: world.steps };
    }
  }
}
