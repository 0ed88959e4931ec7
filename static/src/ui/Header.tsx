// The page's head: name, lesson, clock, connection, theme, language.
import type { JSX } from "preact";
import { ClockBar } from "../clock/ClockBar";
import { language, t, type Language } from "../i18n";
import { ClassMenu } from "../myclass/ClassMenu";
import { Choice } from "./Button";
import { usePage } from "./context";
import { LinkState } from "./LinkState";
import { Logo } from "./Logo";
import { OwnKubectl } from "./OwnKubectl";
import { chooseLanguage } from "./speak";
import { ThemeChoice } from "./ThemeChoice";

/** The head. */
export function Header(): JSX.Element {
  const page = usePage();
  const lesson = page.store.lesson.value;
  const guest = page.config.watching !== "";
  return (
    <header class="header">
      <a class="skip" href="#terminal">
        {t().skip}
      </a>
      <h1 class="brand">
        <Logo />
        {t().name}
      </h1>
      <span class="header-lesson">
        {page.store.purpose.value === "copy" ? t().sharedCopy : (lesson?.title ?? "")}
      </span>
      <ClockBar />
      <span class="gap" />
      {!guest && <ClassMenu />}
      <OwnKubectl />
      <LinkState link={page.store.link.value} onReconnect={() => page.session.connect()} />
      <ThemeChoice theme={page.preferences.theme} />
      <Choice<Language>
        label={t().language}
        value={language.value}
        options={[
          { value: "zh-hans", label: "中文" },
          { value: "en", label: "English" },
        ]}
        onChange={(chosen) => chooseLanguage(page, chosen)}
      />
    </header>
  );
}
