// Which thing of the picture is looked at, and what the server tells about it.
// Not here: how it is drawn (Inspector.tsx).
import { signal } from "@preact/signals";
import type { Item, Reply } from "../net/protocol";
import { Failure, type Session } from "../state/session";

export type InspectorTab = "yaml" | "events" | "timeline";

export class Selection {
  readonly id = signal("");
  /** The thing as it last was: it stays readable when the cluster has it no more. */
  readonly item = signal<Item | null>(null);
  readonly facts = signal<Reply | null>(null);
  readonly tab = signal<InspectorTab>("yaml");
  readonly hovered = signal("");
  /** Where the drawer stands: never over the thing that it is about. */
  readonly side = signal<"left" | "right">("right");

  constructor(private readonly session: Pick<Session, "ask">) {}

  /** Look at a thing that stands in the left or right half. */
  select(item: Item, half: "left" | "right" = "left"): void {
    if (this.id.value === item.id) return;
    this.side.value = half === "left" ? "right" : "left";
    this.facts.value = null;
    this.item.value = item;
    this.id.value = item.id;
  }

  clear(): void {
    this.id.value = "";
    this.item.value = null;
    this.facts.value = null;
  }

  /** Ask again what there is to know; an answer that comes too late is dropped. */
  async refresh(): Promise<void> {
    const id = this.id.value;
    if (id === "") return;
    try {
      const reply = await this.session.ask({ t: "inspect", item: id });
      if (this.id.value === id) this.facts.value = reply;
    } catch (failure) {
      // What is shown stays; that the thing is gone shows by itself, a lost connection elsewhere.
      if (!(failure instanceof Failure)) throw failure;
    }
  }
}
