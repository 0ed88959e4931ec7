// A conversation with the server: hello and resume, back-off, requests with their answers.  The page
// (session.ts) and the dashboard (classroom/desk.ts) each speak their own messages through it.
// Knows sockets only as an interface, so that tests and the development page can stand in.
// Not here: what messages mean.
import type { Signal } from "@preact/signals";

/** The part of a WebSocket that a conversation uses. */
export interface SocketLike {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onclose: ((code?: number) => void) | null;
  onmessage: ((event: { data: string }) => void) | null;
}

/** How a page stands to the server. */
export type Link = "connecting" | "open" | "lost" | "refused";

/** A request that was refused, lost or not answered in time; ``code`` names the fact. */
export class Failure extends Error {
  constructor(
    readonly code: string,
    readonly params: Record<string, unknown> = {},
    text = "",
  ) {
    super(text);
  }
}

type WithoutId<M> = M extends { id: number } ? Omit<M, "id"> : never;
/** Of a protocol's client messages, those that the server answers with ``reply``. */
export type RequestOf<C> = WithoutId<C>;
/** Of a protocol's client messages, those that are only told. */
export type NoticeOf<C> = Exclude<C, { id: number } | { t: "hello" } | { t: "ack" }>;

/** Every message of a server is numbered. */
export interface Numbered {
  readonly t: string;
  readonly n: number;
}

/** Three messages mean the same in every protocol. */
type Common =
  | { t: "welcome"; n: number; fresh: boolean }
  | { t: "reply"; n: number; id: number }
  | { t: "refused"; n: number; id?: number; code: string; params: Record<string, unknown>; text: string };

interface Waiting<R> {
  readonly resolve: (reply: R) => void;
  readonly reject: (failure: Failure) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** What a conversation needs to know of the side that it serves. */
export interface Side<S extends Numbered> {
  readonly open: () => SocketLike;
  readonly link: Signal<Link>;
  readonly language: () => string;
  readonly random?: (() => number) | undefined;
  /** How far we are in which stream. */
  readonly place: () => { readonly stream: string; readonly seen: number };
  /** Take a message in; false if it had been seen before. */
  readonly receive: (message: S) => boolean;
}

const FIRST_WAIT = 400;
const LONGEST_WAIT = 15_000;
const ANSWER_WITHIN = 15_000;
/** The server closes with these when the cookie or the role is missing: only a new page helps. */
const UNKNOWN_VISITOR: readonly number[] = [4401, 4403];
const ACK_AFTER = 20;
const ACK_WITHIN = 1_000;

/** ``C`` are the messages to the server, ``S`` those from it, ``R`` its answer to a request. */
export class Conversation<C, S extends Numbered, R> {
  /** Called after hello was answered: ``fresh`` when everything is told anew. */
  onWelcome: ((fresh: boolean) => void) | null = null;
  /** Called for refusals that answer no request. */
  onRefused: ((failure: Failure) => void) | null = null;
  private socket: SocketLike | null = null;
  private ready = false;
  private attempts = 0;
  private nextId = 1;
  private retry: ReturnType<typeof setTimeout> | null = null;
  private unacknowledged = 0;
  private ackTimer: ReturnType<typeof setTimeout> | null = null;
  private readonly waiting = new Map<number, Waiting<R>>();

  constructor(private readonly side: Side<S>) {}

  /** Open the socket now; also asked for by the learner ("reconnect"). */
  connect(): void {
    if (this.retry !== null) clearTimeout(this.retry);
    this.retry = null;
    this.drop();
    this.side.link.value = this.attempts === 0 ? "connecting" : "lost";
    const socket = this.side.open();
    this.socket = socket;
    socket.onopen = () => this.greet(socket);
    socket.onmessage = (event) => this.take(event.data);
    socket.onclose = (code) => this.lost(socket, code);
  }

  /** Tell something; false if there is no connection. */
  tell(message: NoticeOf<C>): boolean {
    if (!this.ready || this.socket === null) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  /** Ask something; rejects with a Failure. */
  ask(request: RequestOf<C>, within: number = ANSWER_WITHIN): Promise<R> {
    return new Promise((resolve, reject) => {
      if (!this.ready || this.socket === null) return reject(new Failure("offline"));
      const id = this.nextId++;
      const timer = setTimeout(() => this.settle(id)?.reject(new Failure("timeout")), within);
      this.waiting.set(id, { resolve, reject, timer });
      this.socket.send(JSON.stringify({ ...request, id }));
    });
  }

  /** A message that is new, beside those that every protocol has. */
  protected heard(_message: S): void {}

  private greet(socket: SocketLike): void {
    const { stream, seen } = this.side.place();
    socket.send(JSON.stringify({ t: "hello", stream, seen, lang: this.side.language() }));
  }

  private take(text: string): void {
    const message = JSON.parse(text) as S;
    const news = this.side.receive(message);
    this.acknowledge();
    if (news) this.answer(message as unknown as Common & R, message);
  }

  private answer(common: Common & R, message: S): void {
    switch (common.t) {
      case "welcome":
        return this.welcomed(common.fresh);
      case "reply":
        return this.settle(common.id)?.resolve(common);
      case "refused":
        return this.refuse(common.id, new Failure(common.code, common.params, common.text));
      default:
        return this.heard(message);
    }
  }

  /** Say now and then how far we are, so that the server may send on. */
  private acknowledge(): void {
    this.unacknowledged += 1;
    if (this.unacknowledged >= ACK_AFTER) this.sendAck();
    else this.ackTimer ??= setTimeout(() => this.sendAck(), ACK_WITHIN);
  }

  private sendAck(): void {
    this.forgetAck();
    const ack = { t: "ack", seen: this.side.place().seen };
    this.socket?.send(JSON.stringify(ack));
  }

  private forgetAck(): void {
    if (this.ackTimer !== null) clearTimeout(this.ackTimer);
    this.ackTimer = null;
    this.unacknowledged = 0;
  }

  private welcomed(fresh: boolean): void {
    this.ready = true;
    this.attempts = 0;
    this.side.link.value = "open";
    this.onWelcome?.(fresh);
  }

  private refuse(id: number | undefined, failure: Failure): void {
    const waiting = id === undefined ? undefined : this.settle(id);
    if (waiting) waiting.reject(failure);
    else this.onRefused?.(failure);
  }

  private settle(id: number): Waiting<R> | undefined {
    const waiting = this.waiting.get(id);
    if (waiting) clearTimeout(waiting.timer);
    this.waiting.delete(id);
    return waiting;
  }

  private lost(socket: SocketLike, code?: number): void {
    if (socket !== this.socket) return;
    this.drop();
    if (code !== undefined && UNKNOWN_VISITOR.includes(code)) {
      this.side.link.value = "refused";
      return;
    }
    this.side.link.value = "lost";
    this.retry = setTimeout(() => this.connect(), this.delay());
    this.attempts += 1;
  }

  /** Let go of the socket; whoever still waits learns that the answer will not come. */
  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    this.ready = false;
    this.forgetAck();
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
    for (const id of [...this.waiting.keys()]) this.settle(id)?.reject(new Failure("offline"));
  }

  /** Doubling waits with chance in them, so that a restarted server is not stormed. */
  private delay(): number {
    const ceiling = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.attempts);
    return ceiling * (0.5 + 0.5 * (this.side.random ?? Math.random)());
  }
}
