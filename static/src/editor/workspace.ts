// The files that are open in the editor: what the machine has, what was changed here, conflicts.
// Not here: CodeMirror (code.ts), what is drawn (EditorPane.tsx).
import { computed, signal } from "@preact/signals";
import type { FileEntry, Problem } from "../net/protocol";
import type { Shelf } from "../state/preferences";
import { Failure, type Session } from "../state/session";
import { keepDesk, recallDesk } from "./drafts";

/** An open file.  ``kept`` is the machine's text (null: not there yet), ``text`` what stands here,
 * ``theirs`` a newer text of the machine that clashes; ``version`` grows when ``text`` came from
 * elsewhere than the keyboard. */
export interface OpenFile {
  readonly path: string;
  readonly kept: string | null;
  readonly text: string;
  readonly theirs: string | null;
  readonly version: number;
}

export interface Output {
  readonly kind: "apply" | "diff";
  readonly text: string;
  readonly ok: boolean;
}

export const HOME = "/root";
const LARGEST = 1_048_576;

export const isDirty = (file: OpenFile): boolean => file.kept !== file.text;
export const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
export const isManifest = (path: string): boolean => /\.(ya?ml|json)$/.test(path);

/** The path that a name typed or given by a lesson means. */
export function pathFor(name: string, known: readonly string[]): string {
  const clean = name.trim().replace(/^~\//, `${HOME}/`);
  if (clean.startsWith("/")) return clean;
  const full = `${HOME}/${clean.replace(/^\.\//, "")}`;
  if (known.includes(full)) return full;
  return known.find((path) => path.endsWith(`/${clean}`)) ?? full;
}

/** The file after the machine's text has become ``text``. */
export function meet(file: OpenFile, text: string): OpenFile {
  if (text === file.kept) return file;
  if (text === file.text) return { ...file, kept: text, theirs: null };
  if (isDirty(file)) return { ...file, theirs: text };
  return { ...file, kept: text, text, theirs: null, version: file.version + 1 };
}

export class Workspace {
  readonly entries = signal<readonly FileEntry[]>([]);
  readonly open = signal<readonly OpenFile[]>([]);
  readonly active = signal("");
  readonly output = signal<Output | null>(null);
  readonly problems = signal<readonly Problem[] | null>(null);
  readonly busy = signal(false);
  readonly current = computed(
    () => this.open.value.find((file) => file.path === this.active.value) ?? null,
  );
  /** Called when the editor is to get the focus. */
  onFocus: (() => void) | null = null;
  /** Grows with each cluster entered: files of the same name are then other files. */
  readonly desk = signal(0);
  private cluster = "";

  constructor(
    private readonly session: Pick<Session, "ask">,
    private readonly onFailure: (failure: Failure) => void,
    private readonly shelf: Shelf | null = null,
  ) {}

  /** Turn to the files of a cluster: what was open for it stands there again. */
  async enter(cluster: string): Promise<void> {
    if (cluster !== this.cluster) {
      this.keep();
      const desk = recallDesk(this.shelf, cluster);
      this.cluster = cluster;
      this.desk.value += 1;
      this.output.value = null;
      this.open.value = (desk?.files ?? []).map((file) => ({ ...file, theirs: null, version: 0 }));
      this.turnTo(desk?.active ?? "");
    }
    await this.changed(this.open.value.map((file) => file.path));
  }

  /** Have the browser remember what is open. */
  keep(): void {
    const files = this.open.value.map(({ path, kept, text }) => ({ path, kept, text }));
    keepDesk(this.shelf, { cluster: this.cluster, active: this.active.value, files });
  }

  /** Ask which files the machine has. */
  async refresh(): Promise<void> {
    const reply = await this.attempt(() => this.session.ask({ t: "file.list" }));
    if (reply?.files) this.entries.value = reply.files.filter((entry) => entry.type === "file");
  }

  /** Show a file of the machine. */
  async show(path: string): Promise<void> {
    if (this.find(path) === undefined) {
      const reply = await this.attempt(() => this.session.ask({ t: "file.read", path }));
      if (reply === null) return;
      const text = reply.text ?? "";
      if (this.find(path) === undefined) this.add(path, text, text);
    }
    this.turnTo(path);
  }

  /** Begin a new file; it is on the machine once it is saved. */
  create(name: string, text = ""): void {
    const path = pathFor(name, this.known());
    if (this.find(path) === undefined) this.add(path, null, text);
    this.turnTo(path);
  }

  /** Put a text of the lesson into a file, without saving it. */
  async insert(name: string, text: string): Promise<void> {
    const path = pathFor(name, this.known());
    if (this.entries.value.some((entry) => entry.path === path)) await this.show(path);
    if (this.find(path) === undefined) this.add(path, null, "");
    this.change(path, (file) => ({ ...file, text, version: file.version + 1 }));
    this.turnTo(path);
    this.onFocus?.();
  }

  /** The learner typed. */
  typed(path: string, text: string): void {
    this.change(path, (file) => (file.text === text ? file : { ...file, text }));
  }

  close(path: string): void {
    const at = this.open.value.findIndex((file) => file.path === path);
    this.open.value = this.open.value.filter((file) => file.path !== path);
    if (this.active.value === path) {
      this.turnTo(this.open.value[Math.max(0, at - 1)]?.path ?? "");
    }
  }

  async save(): Promise<boolean> {
    const file = this.current.value;
    if (file === null || !this.fits(file)) return false;
    const { path, text } = file;
    const reply = await this.attempt(() => this.session.ask({ t: "file.write", path, text }));
    if (reply === null) return false;
    this.kept(path, text);
    return true;
  }

  /** Save and apply, as ``kubectl apply -f`` does; or only say what would change. */
  async run(kind: Output["kind"]): Promise<void> {
    const file = this.current.value;
    if (file === null || !this.fits(file)) return;
    const { path, text } = file;
    const reply = await this.attempt(() => this.session.ask({ t: kind, path, text }, 60_000));
    if (reply === null) return;
    if (kind === "apply") this.kept(path, text);
    this.output.value = { kind, text: reply.output ?? "", ok: reply.ok };
    if (reply.problems) this.problems.value = reply.problems;
  }

  /** Let the API server look at the text without keeping it. */
  async validate(path: string, text: string): Promise<readonly Problem[]> {
    if (!isManifest(path) || text.trim() === "" || text.length > LARGEST) return [];
    try {
      const reply = await this.session.ask({ t: "validate", text });
      const problems = reply.problems ?? [];
      if (this.active.value === path) this.problems.value = problems;
      return problems;
    } catch (failure) {
      // Nobody asked for this check: no connection is shown elsewhere, so it is left out.
      if (failure instanceof Failure) return [];
      throw failure;
    }
  }

  /** Files of the machine changed, in a terminal perhaps. */
  async changed(paths: readonly string[]): Promise<void> {
    void this.refresh();
    for (const path of paths) {
      if (this.find(path) !== undefined) await this.reread(path);
    }
  }

  private async reread(path: string): Promise<void> {
    try {
      const { text } = await this.session.ask({ t: "file.read", path });
      if (text !== undefined) this.change(path, (file) => meet(file, text));
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      // It was removed: what stands here is all there is of it now.
      if (failure.code === "no-such-file") this.change(path, (file) => ({ ...file, kept: null }));
    }
  }

  /** End a conflict: keep what stands here, or take the machine's text. */
  settle(path: string, mine: boolean): void {
    this.change(path, (file) => {
      if (file.theirs === null) return file;
      const kept = file.theirs;
      if (mine) return { ...file, kept, theirs: null };
      return { ...file, kept, text: kept, theirs: null, version: file.version + 1 };
    });
  }

  private find(path: string): OpenFile | undefined {
    return this.open.value.find((file) => file.path === path);
  }

  private known(): string[] {
    const open = this.open.value.map((file) => file.path);
    return [...open, ...this.entries.value.map((entry) => entry.path)];
  }

  private add(path: string, kept: string | null, text: string): void {
    this.open.value = [...this.open.value, { path, kept, text, theirs: null, version: 0 }];
  }

  private turnTo(path: string): void {
    if (this.active.value !== path) this.problems.value = null;
    this.active.value = path;
  }

  private change(path: string, how: (file: OpenFile) => OpenFile): void {
    this.open.value = this.open.value.map((file) => (file.path === path ? how(file) : file));
  }

  private kept(path: string, text: string): void {
    this.change(path, (file) => ({ ...file, kept: text, theirs: null }));
    void this.refresh();
  }

  private fits(file: OpenFile): boolean {
    if (file.text.length <= LARGEST) return true;
    this.onFailure(new Failure("too-large"));
    return false;
  }

  private async attempt<T>(ask: () => Promise<T>): Promise<T | null> {
    this.busy.value = true;
    try {
      return await ask();
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      this.onFailure(failure);
      return null;
    } finally {
      this.busy.value = false;
    }
  }
}
