// What every part of the page may use, handed down once.  Not here: how it is made (main.tsx).
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Config } from "../config";
import type { Workspace } from "../editor/workspace";
import type { Preferences } from "../state/preferences";
import type { Session } from "../state/session";
import type { Store } from "../state/store";
import type { Terminals } from "../terminal/terminals";
import type { Selection } from "../topology/selection";
import type { Toasts } from "./toasts";

export interface Page {
  readonly config: Config;
  readonly nonce: string;
  readonly store: Store;
  readonly session: Session;
  readonly preferences: Preferences;
  readonly terminals: Terminals;
  readonly workspace: Workspace;
  readonly selection: Selection;
  readonly toasts: Toasts;
}

export const PageContext = createContext<Page | null>(null);

/** The page's parts. */
export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === null) throw new Error("no page around this view");
  return page;
}
