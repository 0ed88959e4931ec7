// Light, dark, or as the system is.
import type { Signal } from "@preact/signals";
import type { JSX } from "preact";
import { t } from "../i18n";
import type { Theme } from "../state/preferences";
import { Choice } from "./Button";

/** The choice of the theme. */
export function ThemeChoice({ theme }: { theme: Signal<Theme> }): JSX.Element {
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
