// What every part of the dashboard may use, handed down once.  Not here: how it is made (start.tsx).
import { signal, type Signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { classFailure, tc } from "../i18n/classroom";
import type { Failure } from "../net/conversation";
import type { Reply } from "../net/dashboard";
import type { Preferences } from "../state/preferences";
import type { Toasts } from "../ui/toasts";
import type { Desk, Request } from "./desk";
import { EVERYBODY, type Filter, type Order } from "./filter";

/** What the server's page tells the dashboard's script. */
export interface DashboardConfig {
  readonly socket: string;
  readonly lang: string;
  readonly langUrl: string;
  readonly settingsUrl: string;
  readonly classesUrl: string;
  readonly exportUrl: string;
}

/** What is chosen on this screen; nobody else sees it. */
export class Choices {
  readonly filter: Signal<Filter> = signal(EVERYBODY);
  readonly group: Signal<number> = signal(0);
  readonly order: Signal<Order> = signal<Order>("name");
  readonly member: Signal<number> = signal(0);

  /** A group that was deleted is chosen no more. */
  keepOf(groups: readonly { readonly id: number }[]): void {
    if (!groups.some((group) => group.id === this.group.peek())) this.group.value = 0;
  }
}

export interface Dashboard {
  readonly config: DashboardConfig;
  readonly desk: Desk;
  readonly choices: Choices;
  readonly preferences: Preferences;
  readonly toasts: Toasts;
}

export const DashboardContext = createContext<Dashboard | null>(null);

/** The dashboard's parts. */
export function useDashboard(): Dashboard {
  const dashboard = useContext(DashboardContext);
  if (dashboard === null) throw new Error("no dashboard around this view");
  return dashboard;
}

/** Ask the server; what fails is said, and nothing comes back. */
export function useAsk(): (request: Request, done?: string) => Promise<Reply | null> {
  const { desk, toasts } = useDashboard();
  return async (request, done) => {
    try {
      const reply = await desk.line.ask(request);
      if (done !== undefined) toasts.say(done, "ok");
      return reply;
    } catch (failure) {
      toasts.say(classFailure(failure as Failure));
      return null;
    }
  };
}

/** The server's present, drawn anew every so many milliseconds. */
export function useNow(every = 1000): number {
  const { desk } = useDashboard();
  const [, redraw] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => redraw((count) => count + 1), every);
    return () => clearInterval(timer);
  }, [every]);
  return desk.now();
}

/** A lesson's title among those that can be shown; its name where it is not known. */
export function lessonTitle(dashboard: Dashboard, name: string): string {
  if (name === "") return tc().freeCluster;
  return dashboard.desk.lessons.value.find((one) => one.name === name)?.title ?? name;
}
