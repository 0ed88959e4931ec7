// The whole dashboard: head, the class in numbers, tools, the heat map, one learner beside it.
import type { JSX } from "preact";
import { language, type Language } from "../i18n";
import { tc } from "../i18n/classroom";
import { Button, Choice } from "../ui/Button";
import { toClipboard } from "../ui/clipboard";
import { LinkState } from "../ui/LinkState";
import { Logo } from "../ui/Logo";
import { SpokenNews } from "../ui/SpokenNews";
import { ThemeChoice } from "../ui/ThemeChoice";
import { ToastStack } from "../ui/Toast";
import { Broadcast } from "./Broadcast";
import { DashboardContext, useDashboard, type Dashboard as Parts } from "./context";
import { Exercises } from "./Exercises";
import { GroupField, LessonField } from "./fields";
import type { Order } from "./filter";
import { HeatGrid } from "./HeatGrid";
import { Holds } from "./Holds";
import { MemberPanel } from "./MemberPanel";
import { Results } from "./Results";
import { newsOf } from "./spell";
import { SummaryStrip } from "./SummaryStrip";

interface DashboardProps {
  readonly parts: Parts;
  readonly onLanguage: (chosen: Language) => void;
}

/** The page. */
export function Dashboard({ parts, onLanguage }: DashboardProps): JSX.Element {
  const chosen = parts.choices.member.value !== 0;
  return (
    <DashboardContext.Provider value={parts}>
      <div class="app dashboard">
        <Head onLanguage={onLanguage} />
        <main class={chosen ? "dash-body with-member" : "dash-body"}>
          <section class="dash-main" aria-label={tc().learners}>
            <SummaryStrip />
            <Toolbar />
            <HeatGrid />
          </section>
          <MemberPanel />
        </main>
        <ToastStack toasts={parts.toasts} />
        <SpokenNews
          source={parts.desk.rows}
          words={(before, after) => newsOf(before, after, tc())}
        />
      </div>
    </DashboardContext.Provider>
  );
}

function Head({ onLanguage }: { onLanguage: (chosen: Language) => void }): JSX.Element {
  const { desk, preferences, config } = useDashboard();
  const words = tc();
  return (
    <header class="header">
      <a class="brand" href={config.classesUrl} aria-label={words.allClasses}>
        <Logo />
      </a>
      <h1 class="class-name">{desk.settings.value?.name ?? words.dashboard}</h1>
      <JoinCode />
      <Holds />
      <span class="gap" />
      <a class="button" href={config.settingsUrl}>
        {words.classSettings}
      </a>
      <LinkState link={desk.link.value} onReconnect={() => desk.line.connect()} />
      <ThemeChoice theme={preferences.theme} />
      <Choice<Language>
        label="语言 / Language"
        value={language.value}
        options={[
          { value: "zh-hans", label: "中文" },
          { value: "en", label: "English" },
        ]}
        onChange={onLanguage}
      />
    </header>
  );
}

/** How to join: large enough to be read from the back of the room. */
function JoinCode(): JSX.Element | null {
  const { desk, toasts } = useDashboard();
  const settings = desk.settings.value;
  const words = tc();
  if (settings === null) return null;
  if (!settings.open) return <span class="muted">{words.closedToJoin}</span>;
  const link = new URL(settings.link, window.location.href).href;
  const copy = (): void =>
    void toClipboard(link).then((done) => toasts.say(done ? words.copied : link, "ok"));
  return (
    <span class="join" title={words.joinMore(link)}>
      {words.joinCode} <b class="code">{settings.code}</b>
      <Button icon="copy" look="bare" label={words.copyLink} onClick={copy} />
    </span>
  );
}

function Toolbar(): JSX.Element {
  const { desk, choices } = useDashboard();
  const words = tc();
  const show = (lesson: string): void => void desk.line.tell({ t: "dash.show", lesson });
  return (
    <div class="dash-tools">
      <LessonField label={words.shownLesson} value={desk.shown.value.lesson} onChange={show} />
      <GroupField
        label={words.group}
        value={choices.group.value}
        onChange={(group) => (choices.group.value = group)}
      />
      <Choice<Order>
        label={words.order}
        value={choices.order.value}
        options={[
          { value: "name", label: words.byName },
          { value: "need", label: words.byNeed },
        ]}
        onChange={(order) => (choices.order.value = order)}
      />
      <span class="gap" />
      <Exercises />
      <Broadcast />
      <Results />
    </div>
  );
}
