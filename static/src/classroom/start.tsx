// Puts the dashboard together from its parts.
import { render } from "preact";
import { language, languageOf, type Language } from "../i18n";
import { classFailure, tc } from "../i18n/classroom";
import type { SocketLike } from "../net/conversation";
import { browserShelf, Preferences } from "../state/preferences";
import { listenForF6 } from "../ui/landmarks";
import { markDocument, rememberLanguage } from "../ui/speak";
import { followTheme } from "../ui/theme";
import { Toasts } from "../ui/toasts";
import { Choices, type Dashboard as Parts, type DashboardConfig } from "./context";
import { Dashboard } from "./Dashboard";
import { Desk } from "./desk";

/** Begin: show the dashboard in ``root`` and connect. */
export function start(root: HTMLElement, config: DashboardConfig, open: () => SocketLike): Parts {
  language.value = languageOf(config.lang);
  const desk = new Desk({ open, language: () => language.value });
  const toasts = new Toasts();
  const preferences = new Preferences(browserShelf());
  const parts: Parts = { config, desk, toasts, preferences, choices: new Choices() };
  const title = (): void => markDocument(`${desk.settings.peek()?.name ?? tc().dashboard} · PodLab`);
  const onLanguage = (chosen: Language): void => {
    language.value = chosen;
    title();
    desk.line.tell({ t: "lang", lang: chosen });
    void rememberLanguage(config.langUrl, chosen);
  };
  followTheme(preferences, document.documentElement);
  listenForF6(document);
  desk.line.onRefused = (failure) => toasts.say(classFailure(failure));
  desk.settings.subscribe(title);
  desk.settings.subscribe((settings) => settings && parts.choices.keepOf(settings.groups));
  render(<Dashboard parts={parts} onLanguage={onLanguage} />, root);
  desk.line.connect();
  return parts;
}
