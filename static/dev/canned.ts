// A server that lives in the page: enough of the protocol to look at and try every part.
import type { ClientMessage, Clock, Item, ServerMessage } from "../src/net/protocol";
import type { SocketLike } from "../src/state/session";
import { pod, scene, START } from "./items";
import { lesson, lessons, topics } from "./lessons";

type Unnumbered<M> = M extends unknown ? Omit<M, "n"> : never;

const PROMPT = "\x1b[0m[root@k8smaster test]# ";
const SCREEN = `${PROMPT}kubectl apply -f pod-tomcat.yaml\r
pod/tomcat-test created\r
${PROMPT}kubectl get pods -l app=tomcat\r
NAME          READY   STATUS    RESTARTS   AGE\r
tomcat-test   1/1     Running   0          9s\r
${PROMPT}`;

export class CannedServer {
  private n = 0;
  private socket: SocketLike | null = null;
  private clock: Clock = { now: START + 95_000_000, paused: false, speed: 1 };
  private readonly items: Map<string, Item>;
  private readonly files = new Map<string, string>([["/root/test/pod-tomcat.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: tomcat-test\nspec:\n  containers:\n  - name: tomcat-java\n    image: tomcat\n    imagePullPolicy: Sometimes\n"]]);

  constructor(
    name: string,
    private lang: string,
  ) {
    this.items = new Map(scene(name).map((one) => [one.id, one]));
  }

  open(): SocketLike {
    const socket: SocketLike = {
      send: (text) => this.receive(JSON.parse(text) as ClientMessage),
      close: () => undefined,
      onopen: null,
      onclose: null,
      onmessage: null,
    };
    this.socket = socket;
    setTimeout(() => socket.onopen?.(), 10);
    return socket;
  }

  /** Cut the connection, as a restarted server does. */
  cut(): void {
    this.socket?.onclose?.();
  }

  set(...items: Item[]): void {
    for (const one of items) this.items.set(one.id, one);
    this.say({ t: "picture.change", time: this.clock.now, delta: { set: items, drop: [] } });
  }

  drop(...ids: string[]): void {
    for (const id of ids) this.items.delete(id);
    this.say({ t: "picture.change", time: this.clock.now, delta: { set: [], drop: ids } });
  }

  /** A Pod's life from nothing to nothing, in seconds. */
  play(name = "nginx-test-7d9fcb6c45-new01"): void {
    const owner = "ReplicaSet/nginx-test-7d9fcb6c45";
    const steps: [number, string, string?][] = [
      [0, "Pending"],
      [800, "ContainerCreating", "k8snode1"],
      [2000, "Running", "k8snode1"],
      [4000, "Terminating", "k8snode1"],
    ];
    for (const [at, status, node] of steps) {
      setTimeout(() => this.set(pod(name, status, { owner, ...(node ? { node } : {}) })), at);
    }
    setTimeout(() => this.drop(`Pod/${name}`), 5500);
  }

  private say(message: Unnumbered<ServerMessage>): void {
    this.n += 1;
    this.socket?.onmessage?.({ data: JSON.stringify({ ...message, n: this.n }) });
  }

  private begin(): void {
    const base = { cluster: "dev", purpose: "", kubernetesUrl: "", terminals: ["1"], lang: this.lang };
    this.say({ t: "welcome", stream: "dev", fresh: true, ...base });
    this.say({ t: "picture", items: [...this.items.values()] });
    this.say({ t: "clock", clock: this.clock });
    this.showLessons();
  }

  private showLessons(): void {
    this.say({ t: "lessons", topics: topics(this.lang), lessons: lessons(this.lang) });
    this.say({ t: "lesson", lesson: lesson(this.lang) });
  }

  private tick(change: Partial<Clock>): void {
    this.clock = { ...this.clock, ...change };
    this.say({ t: "clock", clock: this.clock });
  }

  private receive(message: ClientMessage): void {
    switch (message.t) {
      case "hello":
        return this.begin();
      case "lang":
        this.lang = message.lang;
        return this.showLessons();
      case "terminal.open":
        return this.say({ t: "terminal.screen", terminal: message.terminal, data: SCREEN });
      case "terminal.input":
        return this.echo(message.terminal, message.data);
      case "clock.pause":
        return this.tick({ paused: true });
      case "clock.resume":
        return this.tick({ paused: false });
      case "clock.step":
        return this.tick({ now: this.clock.now + 1_500_000 });
      case "clock.speed":
        return this.tick({ speed: message.speed });
      default:
        return "id" in message ? this.answer(message) : undefined;
    }
  }

  private echo(terminal: string, data: string): void {
    const text = data.replaceAll("\r", `\r\n${PROMPT}`).replaceAll("\x7f", "\b \b");
    this.say({ t: "terminal.output", terminal, data: text });
  }

  private answer(message: Extract<ClientMessage, { id: number }>): void {
    const reply = { t: "reply" as const, id: message.id, ok: true };
    setTimeout(() => this.say({ ...reply, ...this.facts(message) }), 30);
  }

  private facts(message: Extract<ClientMessage, { id: number }>): object {
    switch (message.t) {
      case "file.list":
        return {
          files: [...this.files.keys()].map((path) => ({ path, type: "file", size: 1, mtime: 0 })),
        };
      case "file.read":
        return { text: this.files.get(message.path) ?? "" };
      case "file.write":
        this.files.set(message.path, message.text);
        return {};
      case "validate":
        return { problems: problemsOf(message.text) };
      case "apply":
        return { output: "pod/tomcat-test configured", problems: [] };
      case "diff":
        return { output: "diff -u -N /tmp/LIVE-1 /tmp/MERGED-1\n--- /tmp/LIVE-1\n+++ /tmp/MERGED-1\n@@ -3,1 +3,1 @@\n-  image: tomcat\n+  image: tomcat:10" };
      case "inspect":
        return inspect(this.items.get(message.item));
      case "history":
        return { history: { start: START, now: START + 60_000_000, rows: [], branches: [] } };
      case "absent":
        return { absent: [] };
      case "compare":
        return {};
      case "moment.share":
        return { text: "/moment/canned" };
      case "branch.name":
      case "clock.rewind":
      case "clock.undo":
      case "class.proposal":
        return {};
      case "lesson.attempts":
        return { attempts: [] };
      case "why":
        return { why: [{ code: "not-recorded", text: "Not recorded.", time: 0, objects: [] }] };
    }
  }
}

function problemsOf(text: string): object[] {
  const at = text.split("\n").findIndex((line) => line.includes("Sometimes"));
  if (at < 0) return [];
  const message =
    'spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"';
  return [{ message, line: at + 1, column: 0 }];
}

function inspect(item: Item | undefined): object {
  const yaml = `apiVersion: v1\nkind: ${item?.kind}\nmetadata:\n  name: ${item?.name}\n  labels:\n    app: nginx\nspec:\n  containers:\n  - name: my-nginx\n    image: nginx\nstatus:\n  phase: ${item?.status}\n`;
  const at = (s: number): number => START + s * 1_000_000;
  const row = (s: number, status: string, component: string, ...causes: string[][]): object => ({ time: at(s), revision: s, status, component, causes });
  return {
    yaml,
    events: [
      { id: "e60", time: at(60), type: "Normal", reason: "Scheduled", message: `Successfully assigned default/${item?.name} to k8snode1`, source: "default-scheduler", count: 1 },
      { id: "e61", time: at(61), type: "Normal", reason: "Pulled", message: 'Container image "nginx" already present on machine', source: "kubelet, k8snode1", count: 1 },
      { id: "e70", time: at(70), type: "Warning", reason: "BackOff", message: "Back-off restarting failed container", source: "kubelet, k8snode1", count: 4 },
    ],
    timeline: [
      row(60, "Pending", "replicaset-controller", ["replicaset-controller", "create", "nginx-test"], ["kubectl", "apply", "nginx-deploy.yaml"]),
      row(61, "ContainerCreating", "kubelet", ["kube-scheduler", "bind", "k8snode1"]),
      row(63, "Running", "kubelet"),
    ],
  };
}
