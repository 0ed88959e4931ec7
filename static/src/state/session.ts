// The page's conversation with the server: the common one, and what terminals print.
// Not here: hello, resume, answers (net/conversation.ts), what messages mean for the world (world.ts).
import {
  Conversation,
  type NoticeOf,
  type RequestOf,
  type SocketLike,
} from "../net/conversation";
import type { ClientMessage, Reply, ServerMessage, TerminalScreen } from "../net/protocol";
import type { Store } from "./store";

export { Failure, type SocketLike } from "../net/conversation";

/** Columns and rows. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Where what a terminal prints goes. */
export interface TerminalSink {
  /** The whole screen; with a size where that is not the reader's to choose. */
  screen(data: string, size?: TerminalSize): void;
  output(data: string): void;
}

/** A message that the server answers with ``reply``. */
export type Request = RequestOf<ClientMessage>;
/** A message that is only told. */
export type Notice = NoticeOf<ClientMessage>;

export interface SessionOptions {
  readonly open: () => SocketLike;
  readonly store: Store;
  readonly language: () => string;
  readonly random?: () => number;
}

export class Session extends Conversation<ClientMessage, ServerMessage, Reply> {
  /** Called when files of the machine changed under the editor. */
  onFiles: ((paths: string[]) => void) | null = null;
  private readonly sinks = new Map<string, TerminalSink>();

  constructor({ open, store, language, random }: SessionOptions) {
    super({
      open,
      language,
      random,
      link: store.link,
      place: () => store.current,
      receive: (message) => store.receive(message),
    });
  }

  /** Hear what a terminal prints, until the returned function is called. */
  listen(terminal: string, sink: TerminalSink): () => void {
    this.sinks.set(terminal, sink);
    return () => {
      if (this.sinks.get(terminal) === sink) this.sinks.delete(terminal);
    };
  }

  protected override heard(message: ServerMessage): void {
    switch (message.t) {
      case "terminal.screen":
        return this.sinks.get(message.terminal)?.screen(message.data, sizeOf(message));
      case "terminal.output":
        return this.sinks.get(message.terminal)?.output(message.data);
      case "files.changed":
        return this.onFiles?.(message.paths);
    }
  }
}

function sizeOf({ columns, rows }: TerminalScreen): TerminalSize | undefined {
  return columns === undefined || rows === undefined ? undefined : { columns, rows };
}
