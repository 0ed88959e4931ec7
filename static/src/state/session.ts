// The conversation with the server: hello and resume, back-off, requests with their answers.
// Knows sockets only as an interface, so that tests and the development page can stand in.
// Not here: what messages mean for the world (world.ts).
import type { ClientMessage, Reply, ServerMessage } from "../net/protocol";
import type { Store } from "./store";

/** The part of a WebSocket that a session uses. */
export interface SocketLike {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onclose: ((code?: number) => void) | null;
  onmessage: ((event: { data: string }) => void) | null;
}

/** Where what a terminal prints goes. */
export interface TerminalSink {
  screen(data: string): void;
  output(data: string): void;
}

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
/** A message that the server answers with ``reply``. */
export type Request = WithoutId<ClientMessage>;
/** A message that is only told. */
export type Notice = Exclude<ClientMessage, { id: number } | { t: "hello" } | { t: "ack" }>;

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (failure: Failure) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

export interface SessionOptions {
  readonly open: () => SocketLike;
  readonly store: Store;
  readonly language: () => string;
  readonly random?: () => number;
}

const FIRST_WAIT = 400;
const LONGEST_WAIT = 15_000;
const ANSWER_WITHIN = 15_000;
/** The server closes with this when the cookie is missing: only a new page helps. */
const UNKNOWN_LEARNER = 4401;
const ACK_AFTER = 20;
const ACK_WITHIN = 1_000;

export class Session {
  /** Called after hello was answered: ``fresh`` when terminals must be taken up again. */
  onWelcome: ((fresh: boolean) => void) | null = null;
  /** Called for refusals that answer no request. */
  onRefused: ((failure: Failure) => void) | null = null;
  /** Called when files of the machine changed under the editor. */
  onFiles: ((paths: string[]) => void) | null = null;
  private socket: SocketLike | null = null;
  private ready = false;
  private attempts = 0;
  private nextId = 1;
  private retry: ReturnType<typeof setTimeout> | null = null;
  private unacknowledged = 0;
  private ackTimer: ReturnType<typeof setTimeout> | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private readonly sinks = new Map<string, TerminalSink>();

  constructor(private readonly options: SessionOptions) {}

  /** Open the socket now; also asked for by the learner ("reconnect"). */
  connect(): void {
    if (this.retry !== null) clearTimeout(this.retry);
    this.retry = null;
    this.drop();
    this.options.store.link.value = this.attempts === 0 ? "connecting" : "lost";
    const socket = this.options.open();
    this.socket = socket;
    socket.onopen = () => this.greet(socket);
    socket.onmessage = (event) => this.take(event.data);
    socket.onclose = (code) => this.lost(socket, code);
  }

  /** Tell something; false if there is no connection. */
  tell(message: Notice): boolean {
    if (!this.ready || this.socket === null) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  /** Ask something; rejects with a Failure. */
  ask(request: Request, within: number = ANSWER_WITHIN): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (!this.ready || this.socket === null) return reject(new Failure("offline"));
      const id = this.nextId++;
      const timer = setTimeout(() => this.settle(id)?.reject(new Failure("timeout")), within);
      this.waiting.set(id, { resolve, reject, timer });
      this.socket.send(JSON.stringify({ ...request, id }));
    });
  }

  /** Hear what a terminal prints, until the returned function is called. */
  listen(terminal: string, sink: TerminalSink): () => void {
    this.sinks.set(terminal, sink);
    return () => {
      if (this.sinks.get(terminal) === sink) this.sinks.delete(terminal);
    };
  }

  private greet(socket: SocketLike): void {
    const { stream, seen } = this.options.store.current;
    socket.send(JSON.stringify({ t: "hello", stream, seen, lang: this.options.language() }));
  }

  private take(text: string): void {
    const message = JSON.parse(text) as ServerMessage;
    const news = this.options.store.receive(message);
    this.acknowledge();
    if (!news) return;
    switch (message.t) {
      case "welcome":
        return this.welcomed(message.fresh);
      case "terminal.screen":
        return this.sinks.get(message.terminal)?.screen(message.data);
      case "terminal.output":
        return this.sinks.get(message.terminal)?.output(message.data);
      case "files.changed":
        return this.onFiles?.(message.paths);
      case "reply":
        return this.settle(message.id)?.resolve(message);
      case "refused":
        return this.refuse(message.id, new Failure(message.code, message.params, message.text));
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
    const ack = { t: "ack", seen: this.options.store.current.seen };
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
    this.options.store.link.value = "open";
    this.onWelcome?.(fresh);
  }

  private refuse(id: number | undefined, failure: Failure): void {
    const waiting = id === undefined ? undefined : this.settle(id);
    if (waiting) waiting.reject(failure);
    else this.onRefused?.(failure);
  }

  private settle(id: number): Waiting | undefined {
    const waiting = this.waiting.get(id);
    if (waiting) clearTimeout(waiting.timer);
    this.waiting.delete(id);
    return waiting;
  }

  private lost(socket: SocketLike, code?: number): void {
    if (socket !== this.socket) return;
    this.drop();
    if (code === UNKNOWN_LEARNER) {
      this.options.store.link.value = "refused";
      return;
    }
    this.options.store.link.value = "lost";
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
    return ceiling * (0.5 + 0.5 * (this.options.random ?? Math.random)());
  }
}
