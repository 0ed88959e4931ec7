// Which thing of the picture is looked at, and what the server tells about it.
// Not here: how it is drawn (Inspector.tsx).
import { signal } from "@preact/signals";
import type { Item, Reply, WhyFact } from "../net/protocol";
import { Failure, type Session } from "../state/session";

export type InspectorTab = "yaml" | "events" | "timeline" | "why";

/** What a thing is called that the picture need not have: a row of what is absent, an object that
 * an answer names. */
export interface Named {
  readonly kind: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

/** A thing to look at that is known by a question alone. */
export function strange(question: string, named: Named, status: string): Item {
  return { ...named, id: question, created: 0, deleting: false, owner: "", status, labels: {} };
}

export class Selection {
  readonly id = signal("");
  /** The thing as it last was: it stays readable when the cluster has it no more. */
  readonly item = signal<Item | null>(null);
  readonly facts = signal<Reply | null>(null);
  /** The answer to "why?", asked for while its tab is open. */
  readonly answer = signal<readonly WhyFact[] | null>(null);
  readonly tab = signal<InspectorTab>("yaml");
  /** What is asked beside the thing itself: a field, ``#/spec/…``, and how the page calls it. */
  readonly about = signal<{ readonly suffix: string; readonly label: string } | null>(null);
  /** Grows with each question that somebody asked: then the answer gets the focus. */
  readonly asked = signal(0);
  readonly hovered = signal("");
  /** Where the drawer stands: never over the thing that it is about. */
  readonly side = signal<"left" | "right">("right");

  constructor(private readonly session: Pick<Session, "ask">) {}

  /** Look at a thing that stands in the left or right half. */
  select(item: Item, half: "left" | "right" = "left"): void {
    if (this.id.value === item.id) return;
    this.side.value = half === "left" ? "right" : "left";
    this.facts.value = null;
    this.answer.value = null;
    this.about.value = null;
    this.item.value = item;
    this.id.value = item.id;
  }

  /** Ask why of something that the picture need not have. */
  ask(item: Item): void {
    this.tab.value = "why";
    this.select(item, this.side.value === "right" ? "left" : "right");
    this.asked.value += 1;
    void this.refresh();
  }

  /** Ask why of a part of the thing; without a part, of the thing again. */
  async askAbout(suffix: string, label: string): Promise<void> {
    this.about.value = suffix === "" ? null : { suffix, label };
    this.answer.value = null;
    this.asked.value += 1;
    await this.show("why");
  }

  clear(): void {
    this.id.value = "";
    this.item.value = null;
    this.facts.value = null;
    this.answer.value = null;
    this.about.value = null;
  }

  /** Ask again what there is to know; an answer that comes too late is dropped. */
  async refresh(): Promise<void> {
    const id = this.id.value;
    if (id === "") return;
    try {
      if (this.tab.value === "why") await this.askWhy();
      const reply = await this.session.ask({ t: "inspect", item: id });
      if (this.id.value === id) this.facts.value = reply;
    } catch (failure) {
      // What is shown stays; that the thing is gone shows by itself, a lost connection elsewhere.
      if (!(failure instanceof Failure)) throw failure;
    }
  }

  /** Show another tab. */
  async show(tab: InspectorTab): Promise<void> {
    this.tab.value = tab;
    if (tab !== "why") return;
    try {
      await this.askWhy();
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
    }
  }

  private async askWhy(): Promise<void> {
    const id = this.id.value;
    const about = this.about.value;
    const reply = await this.session.ask({ t: "why", item: id + (about?.suffix ?? "") });
    const same = this.id.value === id && this.about.value === about;
    if (same) this.answer.value = reply.why ?? [];
  }
}
