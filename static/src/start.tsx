// Puts the page together from its parts.  Used by main.tsx with the real server and by the
// development page with a canned one.
import { render } from "preact";
import { styleNonce, type Config } from "./config";
import { Workspace } from "./editor/workspace";
import { failureText, language, languageOf } from "./i18n";
import { browserShelf, Preferences } from "./state/preferences";
import { Session, type Failure, type SocketLike } from "./state/session";
import { Store } from "./state/store";
import { Terminals } from "./terminal/terminals";
import { Selection } from "./topology/selection";
import { App } from "./ui/App";
import type { Page } from "./ui/context";
import { listenForF6 } from "./ui/landmarks";
import { matches } from "./ui/media";
import { markDocument } from "./ui/speak";
import { followTheme } from "./ui/theme";
import { Toasts } from "./ui/toasts";

/** Begin: show the page in ``root`` and connect. */
export function start(root: HTMLElement, config: Config, open: () => SocketLike): Page {
  language.value = languageOf(config.lang);
  markDocument();
  const store = new Store();
  const session = new Session({ open, store, language: () => language.value });
  const toasts = new Toasts();
  const shelf = browserShelf();
  const fail = (failure: Failure): void => toasts.say(failureText(failure));
  const page: Page = {
    config,
    nonce: styleNonce(document),
    store,
    session,
    toasts,
    preferences: new Preferences(shelf),
    terminals: new Terminals(session, config.readOnly),
    workspace: new Workspace(session, fail, shelf),
    selection: new Selection(session),
  };
  followTheme(page.preferences, document.documentElement);
  listenForF6(document);
  session.onWelcome = (fresh) => {
    page.terminals.welcomed(store.terminals.peek(), fresh);
    if (!fresh) return;
    page.selection.clear();
    void page.workspace.enter(store.current.cluster);
  };
  window.addEventListener("pagehide", () => page.workspace.keep());
  document.addEventListener("visibilitychange", () => page.workspace.keep());
  session.onRefused = fail;
  session.onFiles = (paths) => void page.workspace.changed(paths);
  render(<App page={page} narrow={matches("(max-width: 700px)")} />, root);
  session.connect();
  return page;
}
