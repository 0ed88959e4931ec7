// Generated from podlab/classroom/protocol.py by `make protocol`: do not edit.

/** A state that Pods of a learner are in and should not be: the reason as kubectl shows it, how many Pods, since when. */
export interface Trouble {
  reason: string;
  pods: number;
  since: number;
}

/** A look into a learner's cluster: ``by`` is the member who looks, ``kind`` view, copy or replay, ``state`` asked, allowed, refused or ended; ``url`` opens it (for that member only), '' as long as it is not allowed. */
export interface LookRow {
  id: number;
  by: number;
  kind: string;
  state: string;
  url: string;
}

/** One learner. ``state`` away, idle, working, stuck or done; ``lesson`` what they have open ('' the free cluster); ``cells`` the share of each step's checks that are green, 0 to 1; ``met`` how many misconceptions they met in the shown lesson, ``hints`` how many hints they took; ``hand`` since when their hand is up; ``active`` their last action; ``looks`` those that are asked or on, of everybody. */
export interface GridRow {
  id: number;
  name: string;
  group: number;
  role: string;
  state: string;
  lesson: string;
  cells: number[];
  met: number;
  hints: number;
  hand: number;
  active: number;
  paused: boolean;
  trouble: Trouble[];
  watched: boolean;
  looks: LookRow[];
}

/** Rows to set by id, ids to drop. */
export interface GridDelta {
  set: GridRow[];
  drop: number[];
}

/** A column of the grid. */
export interface StepHead {
  id: string;
  title: string;
  optional: boolean;
}

/** How many learners have Pods in a state; ``long`` how many of them for longer than the class allows (``stuckSeconds``). */
export interface ReasonCount {
  reason: string;
  count: number;
  long: number;
}

/** A lesson that can be shown or handed out; ``minutes`` is an exam's own limit, 0 of none. */
export interface LessonChoice {
  name: string;
  number: number;
  title: string;
  minutes: number;
}

/** A group of the class. */
export interface GroupRow {
  id: number;
  name: string;
}

/** The class: how to join it, how its clocks are held, when somebody counts as stuck. */
export interface Settings {
  id: string;
  name: string;
  code: string;
  link: string;
  open: boolean;
  consent: string;
  stuckSeconds: number;
  hold: string;
  speed: number;
  groups: GroupRow[];
}

/** An exercise that is planned (``handedOut`` 0), out, or collected (``collected`` not 0). */
export interface Exercise {
  id: number;
  lesson: string;
  kind: string;
  title: string;
  group: number;
  opens: number;
  due: number;
  minutes: number;
  handedOut: number;
  collected: number;
}

/** A Pod of a learner's cluster, as kubectl lists it. */
export interface PodRow {
  namespace: string;
  name: string;
  status: string;
  ready: boolean;
  restarts: number;
}

/** A check of a step; ``passed`` when, in milliseconds. */
export interface CheckRow {
  step: string;
  check: string;
  text: string;
  passed: number;
}

/** A cluster of a learner that can be replayed: what it is for, from when to when (virtual µs). */
export interface ClusterRow {
  cluster: string;
  lesson: string;
  archived: boolean;
  begins: number;
  ends: number;
}

/** One learner: checks of the shown lesson, misconceptions and hints, the last lines that they typed, their Pods (both only while they are there and the reader may see their cluster). */
export interface MemberDetail {
  id: number;
  name: string;
  number: string;
  email: string;
  checks: CheckRow[];
  misconceptions: string[];
  hints: number;
  pods: PodRow[];
  lines: string[];
  clusters: ClusterRow[];
}

/** One thing that was done in a copy: ``kind`` line (typed in a terminal), file (``text`` is its path) or run. */
export interface HelpLine {
  number: number;
  kind: string;
  text: string;
}

/** How many learners met a misconception; ``say`` is how the lesson answers it. */
export interface MisconceptionCount {
  name: string;
  say: string;
  count: number;
}

/** A step over the whole class: how many finished it, have a part of it, took a hint; the misconceptions that were met in it. */
export interface StepResult {
  step: string;
  title: string;
  done: number;
  partly: number;
  hints: number;
  misconceptions: MisconceptionCount[];
}

/** One learner's result in a lesson. */
export interface ResultRow {
  member: number;
  name: string;
  points: number;
  possible: number;
  done: boolean;
}

/** The results of a lesson. */
export interface ResultTable {
  lesson: string;
  title: string;
  steps: StepResult[];
  rows: ResultRow[];
}

/** The first message, as on the page. */
export interface Hello {
  t: "hello";
  stream: string;
  seen: number;
  lang: string;
}

/** The dashboard has everything up to number ``seen``. */
export interface Ack {
  t: "ack";
  seen: number;
}

export interface SetLanguage {
  t: "lang";
  lang: string;
}

/** Which lesson's steps the grid's columns are; ``grid`` follows. */
export interface Show {
  t: "dash.show";
  lesson: string;
}

/** Everything about one learner; answered with ``member``. */
export interface AskMember {
  t: "dash.member";
  id: number;
  member: number;
}

/** The learner has been helped. */
export interface LowerHand {
  t: "dash.hand";
  id: number;
  member: number;
}

/** Ask to look into a learner's cluster; answered with ``look``. ``kind`` view (live, read only) or copy (a copy of their cluster, to help in). When the learner has allowed it, the row's ``look`` says so, and its address opens. */
export interface AskLook {
  t: "dash.look";
  id: number;
  member: number;
  kind: "view" | "copy";
}

/** Look no more, or withdraw the question. */
export interface EndLook {
  t: "dash.look.end";
  id: number;
  look: number;
}

/** A hint to one learner. */
export interface SendHint {
  t: "dash.hint";
  id: number;
  member: number;
  text: string;
}

/** What was done in a copy since it was made, as lines that can be proposed; answered with ``help``. */
export interface AskHelp {
  t: "dash.help";
  id: number;
  look: number;
}

/** Propose the chosen lines of a copy (their numbers from ``help``) to its learner. */
export interface SendChange {
  t: "dash.propose";
  id: number;
  look: number;
  text: string;
  lines: number[];
}

/** A message to the class, or to one group of it (0 is everybody). */
export interface SendMessage {
  t: "dash.message";
  id: number;
  group: number;
  text: string;
}

/** A file to write into every learner's present cluster; those who are away get it when they come. */
export interface SendFile {
  t: "dash.file";
  id: number;
  group: number;
  path: string;
  text: string;
}

/** A fault for everybody who is there now, in the words of ``faults`` (stop-node node2); answered with ``reached`` and ``failed``. */
export interface SendFault {
  t: "dash.fault";
  id: number;
  group: number;
  words: string[];
}

/** Take every clock of the class: ``paused``, ``speed`` (at ``speed``), or '' to give them back. */
export interface HoldClocks {
  t: "dash.hold";
  id: number;
  hold: "" | "paused" | "speed";
  speed: number;
}

/** Hand out an exercise now: ``kind`` lesson or exam, ``minutes`` 0 for no limit; answered with ``exercise``. */
export interface HandOut {
  t: "dash.handout";
  id: number;
  lesson: string;
  kind: "lesson" | "exam";
  group: number;
  minutes: number;
}

/** Collect an exercise now: what counts is what is there. */
export interface Collect {
  t: "dash.collect";
  id: number;
  exercise: number;
}

/** Results and misconceptions of a lesson, per step; answered with ``results``. */
export interface AskResults {
  t: "dash.results";
  id: number;
  lesson: string;
}

/** Open a copy of a learner's attempt as it was at a virtual time (µs; 0 is its end); answered with ``look``. */
export interface Replay {
  t: "dash.replay";
  id: number;
  member: number;
  cluster: string;
  time: number;
}

/** The answer to hello. ``me`` is the reader's own member number, ``may`` are the message types that their role allows, ``lessons`` what can be handed out or shown, ``faults`` the usage of each fault. With ``fresh`` the dashboard forgets what it had; ``class`` and ``grid`` follow. */
export interface Welcome {
  t: "welcome";
  n: number;
  stream: string;
  fresh: boolean;
  now: number;
  me: number;
  role: string;
  may: string[];
  lessons: LessonChoice[];
  faults: string[];
}

/** The class itself, whole: its settings and exercises. */
export interface ClassShown {
  t: "class";
  n: number;
  settings: Settings;
  exercises: Exercise[];
}

/** Everybody, by the steps of a lesson. */
export interface Grid {
  t: "grid";
  n: number;
  now: number;
  lesson: string;
  steps: StepHead[];
  rows: GridRow[];
}

/** Rows to set by id, ids to drop. Changes that wait are merged. */
export interface GridChange {
  t: "grid.change";
  n: number;
  now: number;
  delta: GridDelta;
}

/** The class in numbers: how many are there, how many of them idle, stuck, with a hand up, done with the shown lesson, and how many have Pods in which state. */
export interface Summary {
  t: "summary";
  n: number;
  members: number;
  present: number;
  idle: number;
  stuck: number;
  hands: number;
  done: number;
  reasons: ReasonCount[];
}

/** The answer to a message with an ``id``. */
export interface Reply {
  t: "reply";
  n: number;
  id: number;
  ok: boolean;
  member?: MemberDetail;
  look?: LookRow;
  help?: HelpLine[];
  exercise?: number;
  results?: ResultTable;
  reached?: number;
  failed?: number;
}

/** A message that was not carried out, as on the page: ``not-allowed``, ``unknown-member``, ``not-there`` (the learner is away), ``bad-fault`` … */
export interface Refused {
  t: "refused";
  n: number;
  id?: number;
  code: string;
  params: Record<string, unknown>;
  text: string;
}

export type ClientMessage = Hello | Ack | SetLanguage | Show | AskMember | LowerHand | AskLook | EndLook | SendHint | AskHelp | SendChange | SendMessage | SendFile | SendFault | HoldClocks | HandOut | Collect | AskResults | Replay;

export type ServerMessage = Welcome | ClassShown | Grid | GridChange | Summary | Reply | Refused;
