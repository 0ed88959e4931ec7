// The conversation: hello, resume, answers, refusals, lost connections.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Failure, Session, type SocketLike } from "../../src/state/session";
import { Store } from "../../src/state/store";

class Line implements SocketLike {
  sent: Record<string, unknown>[] = [];
  closed = false;
  onopen: (() => void) | null = null;
  onclose: ((code?: number) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close(): void {
    this.closed = true;
  }
  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

const welcome = (n: number, fresh = true): object => ({
  t: "welcome",
  n,
  stream: "s1",
  fresh,
  cluster: "c",
  kubernetesUrl: "",
  terminals: [],
  lang: "en",
});

let lines: Line[];
let store: Store;
let session: Session;
const last = (): Line => lines[lines.length - 1] as Line;

beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  store = new Store(() => 0);
  const open = (): SocketLike => {
    lines.push(new Line());
    return last();
  };
  session = new Session({ open, store, language: () => "en", random: () => 1 });
});
afterEach(() => vi.useRealTimers());

function connect(): Line {
  session.connect();
  last().onopen?.();
  last().say(welcome(1));
  return last();
}

describe("hello", () => {
  it("of a new page has seen nothing", () => {
    connect();
    expect(last().sent[0]).toEqual({ t: "hello", stream: "", seen: 0, lang: "en" });
    expect(store.link.value).toBe("open");
  });

  it("of a page that comes back says where it stopped", () => {
    connect().say({ t: "clock", n: 9, clock: { now: 1, paused: false, speed: 1 } });
    last().onclose?.();
    vi.advanceTimersByTime(400);
    last().onopen?.();
    expect(last().sent[0]).toMatchObject({ t: "hello", stream: "s1", seen: 9 });
  });
});

describe("a lost connection", () => {
  it("is tried again after growing waits", () => {
    session.connect();
    const waits = [400, 800, 1_600, 3_200, 6_400, 12_800, 15_000, 15_000];
    waits.forEach((wait, attempt) => {
      last().onclose?.();
      expect(store.link.value).toBe("lost");
      vi.advanceTimersByTime(wait - 1);
      expect(lines).toHaveLength(attempt + 1);
      vi.advanceTimersByTime(1);
      expect(lines).toHaveLength(attempt + 2);
    });
  });

  it("begins with short waits again after a success", () => {
    session.connect();
    for (let i = 0; i < 4; i += 1) {
      last().onclose?.();
      vi.advanceTimersByTime(20_000);
    }
    last().onopen?.();
    last().say(welcome(1));
    const count = lines.length;
    last().onclose?.();
    vi.advanceTimersByTime(400);
    expect(lines).toHaveLength(count + 1);
  });

  it("fails what waits for an answer", async () => {
    connect();
    const asked = session.ask({ t: "file.list" });
    last().onclose?.();
    await expect(asked).rejects.toMatchObject({ code: "offline" });
  });

  it("is not tried again when the server does not know the visitor", () => {
    session.connect();
    last().onclose?.(4401);
    expect(store.link.value).toBe("refused");
    vi.advanceTimersByTime(60_000);
    expect(lines).toHaveLength(1);
  });

  it("of an old socket is not noticed", () => {
    const old = connect();
    session.connect();
    old.onclose?.();
    expect(lines).toHaveLength(2);
  });
});

describe("a request", () => {
  it("gets its own answer", async () => {
    const line = connect();
    const first = session.ask({ t: "file.read", path: "/a" });
    const second = session.ask({ t: "file.read", path: "/b" });
    line.say({ t: "reply", n: 2, id: 2, ok: true, text: "B" });
    line.say({ t: "reply", n: 3, id: 1, ok: true, text: "A" });
    expect((await first).text).toBe("A");
    expect((await second).text).toBe("B");
  });

  it("that is refused says why", async () => {
    const line = connect();
    const asked = session.ask({ t: "file.read", path: "/none" });
    line.say({ t: "refused", n: 2, id: 1, code: "no-such-file", params: {}, text: "ENOENT" });
    await expect(asked).rejects.toMatchObject({ code: "no-such-file", message: "ENOENT" });
  });

  it("is not waited for for ever", async () => {
    connect();
    const asked = session.ask({ t: "file.list" }, 100);
    vi.advanceTimersByTime(100);
    await expect(asked).rejects.toMatchObject({ code: "timeout" });
  });

  it("fails at once without a connection", async () => {
    await expect(session.ask({ t: "file.list" })).rejects.toBeInstanceOf(Failure);
    expect(session.tell({ t: "clock.pause" })).toBe(false);
  });
});

describe("what terminals print", () => {
  it("goes to whoever listens", () => {
    const heard: string[] = [];
    const sink = { screen: (d: string) => heard.push(`=${d}`), output: (d: string) => heard.push(d) };
    const stop = session.listen("1", sink);
    const line = connect();
    line.say({ t: "terminal.screen", n: 2, terminal: "1", data: "$ " });
    line.say({ t: "terminal.output", n: 3, terminal: "1", data: "ls" });
    line.say({ t: "terminal.output", n: 4, terminal: "2", data: "other" });
    stop();
    line.say({ t: "terminal.output", n: 5, terminal: "1", data: "late" });
    expect(heard).toEqual(["=$ ", "ls"]);
  });

  it("is not printed twice when repeated", () => {
    const heard: string[] = [];
    session.listen("1", { screen: () => undefined, output: (data) => heard.push(data) });
    const line = connect();
    line.say({ t: "terminal.output", n: 2, terminal: "1", data: "x" });
    line.say({ t: "terminal.output", n: 2, terminal: "1", data: "x" });
    expect(heard).toEqual(["x"]);
  });
});

describe("acknowledgements", () => {
  const acks = (): unknown[] => last().sent.filter((message) => message["t"] === "ack");

  it("come after twenty messages", () => {
    const line = connect();
    for (let n = 2; n <= 20; n += 1) line.say({ t: "files.changed", n, paths: [] });
    expect(acks()).toEqual([{ t: "ack", seen: 20 }]);
  });

  it("or after a second", () => {
    connect();
    expect(acks()).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(acks()).toEqual([{ t: "ack", seen: 1 }]);
  });
});

it("refusals that answer nothing, and changed files, are reported", () => {
  const codes: string[] = [];
  const paths: string[][] = [];
  session.onRefused = (failure) => codes.push(failure.code);
  session.onFiles = (changed) => paths.push(changed);
  const line = connect();
  line.say({ t: "refused", n: 2, code: "too-fast", params: {}, text: "" });
  line.say({ t: "files.changed", n: 3, paths: ["/root/a"] });
  expect(codes).toEqual(["too-fast"]);
  expect(paths).toEqual([["/root/a"]]);
});
