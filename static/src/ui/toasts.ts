// Short notices in a corner, gone after a while.  Not here: how they look (Toast.tsx).
import { signal } from "@preact/signals";

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: "bad" | "ok";
}

const SHOWN_FOR = 6_000;
const AT_MOST = 3;

export class Toasts {
  readonly shown = signal<readonly Toast[]>([]);
  private next = 1;

  /** Show a notice; the same text twice is shown once. */
  say(text: string, tone: Toast["tone"] = "bad"): void {
    if (this.shown.value.some((toast) => toast.text === text)) return;
    const toast = { id: this.next++, text, tone };
    this.shown.value = [...this.shown.value, toast].slice(-AT_MOST);
    setTimeout(() => this.dismiss(toast.id), SHOWN_FOR);
  }

  dismiss(id: number): void {
    this.shown.value = this.shown.value.filter((toast) => toast.id !== id);
  }
}
