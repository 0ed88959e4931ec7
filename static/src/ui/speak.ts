// Switching the language: here at once, on the server for its texts, and for the next visit.
import { language, t, type Language } from "../i18n";
import type { Page } from "./context";

/** Make the document itself say in which language it is, and what it shows. */
export function markDocument(title: string = t().name): void {
  document.documentElement.lang = language.value === "zh-hans" ? "zh-Hans" : "en";
  document.title = title;
}

/** The learner chose a language. */
export function chooseLanguage(page: Page, chosen: Language): void {
  if (language.value === chosen) return;
  language.value = chosen;
  markDocument();
  page.session.tell({ t: "lang", lang: chosen });
  void rememberLanguage(page.config.langUrl, chosen);
}

/** Tell the server which language the next page is to have. */
export async function rememberLanguage(url: string, chosen: Language): Promise<void> {
  if (url === "") return;
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
  const headers = { "X-CSRFToken": token };
  const body = new URLSearchParams({ language: chosen });
  try {
    await fetch(url, { method: "POST", headers, body, credentials: "same-origin" });
  } catch {
    // Offline: the choice holds for this page all the same.
  }
}
