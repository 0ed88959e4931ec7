// The whole page: where each part stands, wide and narrow.
import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { EditorPane } from "../editor/EditorPane";
import { t } from "../i18n";
import { LessonPane } from "../lesson/LessonPane";
import { ClassBanner } from "../myclass/ClassBanner";
import { GuestBanner } from "../myclass/GuestBanner";
import type { Dock, Pane } from "../state/preferences";
import { TerminalPane } from "../terminal/TerminalPane";
import { PicturePane } from "../topology/PicturePane";
import { Choice } from "./Button";
import { PageContext, usePage, type Page } from "./context";
import { Header } from "./Header";
import { Icon, type IconName } from "./Icon";
import { Split } from "./Split";
import { ToastStack } from "./Toast";

interface AppProps {
  readonly page: Page;
  readonly narrow: ReadonlySignal<boolean>;
}

/** The page. */
export function App({ page, narrow }: AppProps): JSX.Element {
  const guest = page.config.watching !== "";
  return (
    <PageContext.Provider value={page}>
      <div class={narrow.value ? "app narrow" : "app"}>
        <Header />
        {guest ? <GuestBanner /> : <ClassBanner />}
        {narrow.value ? <NarrowBody guest={guest} /> : <WideBody guest={guest} />}
        <ToastStack toasts={page.toasts} />
      </div>
    </PageContext.Provider>
  );
}

interface BodyProps {
  /** On somebody else's cluster there are no lessons of one's own. */
  readonly guest: boolean;
}

function WideBody({ guest }: BodyProps): JSX.Element {
  const { preferences } = usePage();
  const words = t();
  if (guest) {
    return (
      <main class="body">
        <ClusterArea />
      </main>
    );
  }
  return (
    <main class="body">
      <Split
        way="row"
        share={preferences.lessonShare}
        bounds={[0.15, 0.5]}
        label={words.resize(words.lesson)}
        first={<LessonPane />}
        second={<ClusterArea />}
      />
    </main>
  );
}

/** The cluster: its picture, and below it what one works with. */
function ClusterArea(): JSX.Element {
  const { preferences } = usePage();
  const words = t();
  return (
    <Split
      way="column"
      share={preferences.pictureShare}
      bounds={[0.15, 0.85]}
      label={words.resize(words.picture)}
      first={<PicturePane />}
      second={<DockArea />}
    />
  );
}

/** Terminal and editor, side by side or one of them; both stay alive. */
function DockArea(): JSX.Element {
  const { preferences } = usePage();
  const words = t();
  const dock = preferences.dock;
  return (
    <div class={`dock dock-${dock.value}`}>
      <Split
        way="row"
        share={preferences.terminalShare}
        bounds={[0.2, 0.8]}
        label={words.resize(words.terminal)}
        first={<TerminalPane />}
        second={<EditorPane />}
      />
      <div class="dock-choice">
        <Choice<Dock>
          label={words.bottomPane}
          compact
          value={dock.value}
          options={[
            { value: "terminal", label: words.terminal, icon: "terminal" },
            { value: "both", label: words.both, icon: "columns" },
            { value: "editor", label: words.editor, icon: "editor" },
          ]}
          onChange={(chosen) => (dock.value = chosen)}
        />
      </div>
    </div>
  );
}

const PANES: readonly { readonly id: Pane; readonly icon: IconName }[] = [
  { id: "lesson", icon: "book" },
  { id: "picture", icon: "picture" },
  { id: "terminal", icon: "terminal" },
  { id: "editor", icon: "editor" },
];

function NarrowBody({ guest }: BodyProps): JSX.Element {
  const { preferences } = usePage();
  const pane = preferences.pane;
  const words = t();
  const panes = guest ? PANES.filter(({ id }) => id !== "lesson") : PANES;
  const shown = guest && pane.value === "lesson" ? "picture" : pane.value;
  return (
    <>
      <main class={`body show-${shown}`}>
        {!guest && <LessonPane />}
        <PicturePane />
        <TerminalPane />
        <EditorPane />
      </main>
      <nav class="pane-tabs" aria-label={words.panes}>
        {panes.map(({ id, icon }) => (
          <button
            key={id}
            type="button"
            aria-current={shown === id ? "page" : undefined}
            onClick={() => (pane.value = id)}
          >
            <Icon name={icon} />
            {words[id]}
          </button>
        ))}
      </nav>
    </>
  );
}
