// Which terminals are open, and the way into them from other parts of the page.
// Not here: xterm (screen.ts), the tabs (TerminalPane.tsx).
import { signal, type Signal } from "@preact/signals";
import type { Session } from "../state/session";

/** What a shown terminal lets others do. */
export interface Hand {
  paste(text: string): void;
  focus(): void;
}

const AT_MOST = 8;

export class Terminals {
  readonly names: Signal<readonly string[]>;
  readonly active = signal("1");
  /** Grows whenever the server begins afresh: every screen is then asked for again. */
  readonly epoch = signal(0);
  private readonly hands = new Map<string, Hand>();

  /** Who only looks on (``guest``) has the terminals that are open, and none beside them. */
  constructor(
    private readonly session: Session,
    private readonly guest = false,
  ) {
    this.names = signal(guest ? [] : ["1"]);
  }

  /** Take up what the server says is open. */
  welcomed(open: readonly string[], fresh: boolean): void {
    if (open.length > 0 || this.guest) this.names.value = [...open].sort((a, b) => Number(a) - Number(b));
    if (!this.names.value.includes(this.active.value)) {
      this.active.value = this.names.value[0] ?? "1";
    }
    if (fresh) this.epoch.value += 1;
  }

  get full(): boolean {
    return this.names.value.length >= AT_MOST;
  }

  /** Open one more, with the first number that is free. */
  add(): void {
    if (this.full) return;
    let number = 1;
    while (this.names.value.includes(String(number))) number += 1;
    this.names.value = [...this.names.value, String(number)];
    this.active.value = String(number);
  }

  /** Close one; the last stays. */
  remove(name: string): void {
    if (this.names.value.length < 2) return;
    const at = this.names.value.indexOf(name);
    this.names.value = this.names.value.filter((one) => one !== name);
    if (this.active.value === name) {
      this.active.value = this.names.value[Math.max(0, at - 1)] ?? "1";
    }
    this.session.tell({ t: "terminal.close", terminal: name });
  }

  attach(name: string, hand: Hand): () => void {
    this.hands.set(name, hand);
    return () => this.hands.delete(name);
  }

  /** Put text at the prompt of the terminal in front, as if pasted. */
  paste(text: string): void {
    const hand = this.hands.get(this.active.value);
    hand?.paste(text.replace(/\s+$/, ""));
    hand?.focus();
  }
}
