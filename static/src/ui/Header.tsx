// The page's head: name, lesson, clock, connection, theme, language.
import type { JSX } from "preact";
import { ClockBar } from "../clock/ClockBar";
import { language, t, type Language } from "../i18n";
import type { Theme } from "../state/preferences";
import { Button, Choice } from "./Button";
import { usePage } from "./context";
import { Icon } from "./Icon";
import { OwnKubectl } from "./OwnKubectl";
import { chooseLanguage } from "./speak";

/** The head. */
export function Header(): JSX.Element {
  const page = usePage();
  const lesson = page.store.lesson.value;
  return (
    <header class="header">
      <a class="skip" href="#terminal">
        {t().skip}
      </a>
      <h1 class="brand">
        <Logo />
        {t().name}
      </h1>
      <span class="header-lesson">{lesson?.title ?? ""}</span>
      <ClockBar />
      <span class="gap" />
      <OwnKubectl />
      <LinkState />
      <ThemeChoice />
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

/** A Pod: containers on their common ground. */
function Logo(): JSX.Element {
  return (
    <svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
      <path class="logo-shell" d="M12 1.500l9 5.200v10.600l-9 5.200-9-5.200V6.700z" />
      <path class="logo-box" d="M7 8h4v5H7zM13 8h4v5h-4zM7 15h10v2.200H7z" />
    </svg>
  );
}

function ThemeChoice(): JSX.Element {
  const { theme } = usePage().preferences;
  const words = t();
  return (
    <Choice<Theme>
      label={words.theme}
      compact
      value={theme.value}
      options={[
        { value: "auto", label: words.themeAuto, icon: "auto" },
        { value: "light", label: words.themeLight, icon: "sun" },
        { value: "dark", label: words.themeDark, icon: "moon" },
      ]}
      onChange={(chosen) => (theme.value = chosen)}
    />
  );
}

function LinkState(): JSX.Element {
  const { store, session } = usePage();
  const link = store.link.value;
  const words = t();
  const text = {
    open: words.connected,
    connecting: words.connecting,
    lost: words.reconnecting,
    refused: words.refused,
  };
  return (
    <span class={`link ${link}`} role="status" id="link-state" data-state={link} title={text[link]}>
      <Icon name="plug" />
      <span class="link-text">{text[link]}</span>
      {link === "lost" && (
        <Button look="bare" label={words.reconnectNow} onClick={() => session.connect()}>
          {words.reconnectNow}
        </Button>
      )}
      {link === "refused" && (
        <Button look="bare" label={words.reload} onClick={() => window.location.reload()}>
          {words.reload}
        </Button>
      )}
    </span>
  );
}
