// Generated from podlab/workbench/protocol.py by `make protocol`: do not edit.

/** One container of a Pod. ``role`` pause, init, sidecar, app or ephemeral; ``state`` waiting, running or terminated; ``reason`` as Kubernetes words it ('' if none). */
export interface ContainerItem {
  name: string;
  role: string;
  image: string;
  state: string;
  reason: string;
  ready: boolean;
  restarts: number;
  exitCode?: number;
  ports?: number[];
}

/** One object of the cluster as the picture draws it. ``id`` is its uid, ``owner`` the uid of its controller ('' if none), ``status`` the word that kubectl shows. */
export interface Item {
  id: string;
  kind: string;
  resource: string;
  namespace: string;
  name: string;
  created: number;
  deleting: boolean;
  owner: string;
  status: string;
  labels: Record<string, string>;
  node?: string;
  ip?: string;
  ready?: boolean;
  phase?: string;
  reason?: string;
  restarts?: number;
  containers?: ContainerItem[];
  replicas?: number;
  readyReplicas?: number;
  desired?: number;
  roles?: string[];
  taints?: string[];
  capacity?: Record<string, string>;
  type?: string;
  clusterIP?: string;
  ports?: string[];
  selector?: Record<string, string>;
}

/** What changed: items to set by id, ids to drop. */
export interface PictureDelta {
  set: Item[];
  drop: string[];
}

/** One Kubernetes Event about an object; ``id`` is its own uid. */
export interface EventRow {
  id: string;
  time: number;
  type: string;
  reason: string;
  message: string;
  source: string;
  count: number;
}

/** One change in an object's life: what it became, who wrote it, and the causes behind, newest first, as (component, action, subject). */
export interface TimelineRow {
  time: number;
  revision: number;
  status: string;
  component: string;
  causes: string[][];
}

/** An object that an answer names; ``id`` is '' when there is no such object. */
export interface WhyObject {
  id: string;
  kind: string;
  resource: string;
  namespace: string;
  name: string;
}

/** What a decision of the scheduler said of one node: the filter (``plugin``) that refused it with its reasons, or its scores and their sum. */
export interface WhyNode {
  node: string;
  plugin: string;
  reasons: string[];
  total: number;
  scores: Record<string, number>;
  chosen: boolean;
}

/** One link of an answer to "why?", in the page's language; ``time`` is 0 where no moment is recorded. */
export interface WhyFact {
  code: string;
  text: string;
  time: number;
  objects: WhyObject[];
  nodes?: WhyNode[];
}

/** One thing that was done to the cluster; ``what`` run, input, file, request, fault or other, ``words`` what it was, as far as it is short, ``begins`` when the line's first key was hit. */
export interface HistoryRow {
  time: number;
  begins: number;
  what: string;
  words: string;
}

/** A branch of the cluster's life: from where it left ``parent`` ('' for the first) to how far it got. */
export interface HistoryBranch {
  name: string;
  parent: string;
  begins: number;
  ends: number;
  current: boolean;
  title: string;
}

/** Something that is not there; ``question`` asks why. ``code`` missing (``number`` things of a kind that an object waits for, or one that it names) or gone; ``owner`` whose it would be. */
export interface AbsentRow {
  question: string;
  code: string;
  kind: string;
  namespace: string;
  name: string;
  number: number;
  owner: string;
  ownerKind: string;
  time: number;
}

/** One of two moments: how much there is. */
export interface ComparedSide {
  time: number;
  objects: number;
  pods: number;
  ready: number;
}

/** A field with its two values, '' where it is not set. */
export interface ComparedField {
  path: string;
  left: string;
  right: string;
}

/** An object that differs: ``code`` left, right (there alone) or both; ``left`` and ``right`` are its words of status. */
export interface ComparedObject {
  code: string;
  kind: string;
  resource: string;
  namespace: string;
  name: string;
  left: string;
  right: string;
  fields: ComparedField[];
}

/** An Event that only one side has. */
export interface ComparedEvent {
  side: string;
  time: number;
  type: string;
  reason: string;
  message: string;
  kind: string;
  name: string;
}

/** Two moments side by side. */
export interface Comparison {
  left: ComparedSide;
  right: ComparedSide;
  objects: ComparedObject[];
  events: ComparedEvent[];
}

/** The cluster's life for the timeline: the commands on the present branch, all branches. */
export interface History {
  start: number;
  now: number;
  rows: HistoryRow[];
  branches: HistoryBranch[];
}

/** A file of the machine; ``type`` file or directory. */
export interface FileEntry {
  path: string;
  type: string;
  size: number;
  mtime: number;
}

/** ``now`` virtual time; ``speed`` 0.25 to 20; a paused clock stands. */
export interface Clock {
  now: number;
  paused: boolean;
  speed: number;
}

/** Something wrong with a text: a fact in words of the API server (English) and where. */
export interface Problem {
  message: string;
  line: number;
  column: number;
}

/** One check of a step: green or not, what is still missing in the learner's language, and the API's own English text behind it if there is one. ``about`` is the question (``why``) that tells what made it so: resource/namespace/name, '' if it is about no object. */
export interface CheckState {
  id: string;
  passed: boolean;
  text: string;
  missing: string;
  detail: string;
  about: string;
}

/** A question of a step. ``chosen`` is the answer given, -1 if none, ``reply`` what is said to it; a prediction is passed by any answer: the cluster shows who was right (``right``). */
export interface QuestionState {
  id: string;
  text: string;
  choices: string[];
  chosen: number;
  passed: boolean;
  prediction: boolean;
  right: boolean;
  reply: string;
}

/** One step of a lesson, text rendered as HTML from the lesson's Markdown (never from a learner's input). ``hints`` are those already shown, ``hintsLeft`` how many more there are; ``notes`` answer misconceptions that were met. */
export interface StepState {
  id: string;
  title: string;
  html: string;
  done: boolean;
  checks: CheckState[];
  questions: QuestionState[];
  notes: string[];
  hints: string[];
  hintsLeft: number;
  optional: boolean;
}

/** The branch that checks judge, counted from 1 in the order of their making, and the virtual time at which it begins (0: with the cluster). */
export interface JudgedBranch {
  number: number;
  begins: number;
}

/** What one check of an exam brought: ``missing`` is what was not there, '' if nothing. */
export interface ExamMark {
  step: string;
  check: string;
  points: number;
  mostPoints: number;
  missing: string;
  detail: string;
}

/** A timed exam. ``deadline`` and ``now`` are the server's wall clock in milliseconds since the epoch; ``clock`` and ``rewind`` say whether the cluster's time may be stopped and turned back; ``end`` is submitted or bell. It was judged at virtual time ``endTime``, after the journal's row ``endSequence``. */
export interface ExamState {
  state: "ready" | "running" | "over";
  minutes: number;
  clock: boolean;
  rewind: boolean;
  deadline: number;
  now: number;
  end: string;
  marks: ExamMark[];
  endTime: number;
  endSequence: number;
}

/** The lesson that is open, in the chosen language. */
export interface LessonState {
  name: string;
  number: number;
  title: string;
  html: string;
  steps: StepState[];
  done: boolean;
  points: number;
  mostPoints: number;
  branch: JudgedBranch;
  exam?: ExamState;
}

/** A part of the course. */
export interface Topic {
  id: string;
  title: string;
}

/** A lesson of the course: ``progress`` is the share of checks that are green, 0 to 1; ``done`` holds once it was finished, ``points`` are the best attempt's. ``needs`` are the names of lessons that should come before it. */
export interface LessonEntry {
  name: string;
  number: number;
  title: string;
  summary: string;
  done: boolean;
  progress: number;
  topic: string;
  needs: string[];
  kind: "lesson" | "exercise" | "exam";
  minutes: number;
  points: number;
  mostPoints: number;
}

/** Something that happened in an attempt: kind check, hint, answer or misconception; ``time`` is virtual, ``at`` the wall clock in milliseconds. */
export interface AttemptEventRow {
  kind: string;
  step: string;
  text: string;
  time: number;
  at: number;
}

/** One try at a lesson; times are the wall clock in milliseconds, 0 for not yet. ``end`` is '', done, reset, submitted or bell. */
export interface AttemptRow {
  lesson: string;
  title: string;
  exam: boolean;
  started: number;
  finished: number;
  end: string;
  points: number;
  mostPoints: number;
  events: AttemptEventRow[];
}

/** Work that a class has handed out. ``kind`` lesson or exam; times are milliseconds since the epoch, 0 where there is none; ``over`` once it was collected. */
export interface ClassExercise {
  id: number;
  lesson: string;
  kind: string;
  title: string;
  handedOut: number;
  due: number;
  over: boolean;
}

/** Somebody who looks into the learner's cluster or asks to. ``kind`` view (they see it, live, and can change nothing) or copy (they work in a copy); ``state`` asked, allowed, refused or ended; ``asked`` and ``ended`` milliseconds since the epoch. */
export interface ClassLook {
  id: number;
  by: string;
  kind: string;
  state: string;
  asked: number;
  ended: number;
}

/** Help that was sent. A hint has a text only; a change also ``steps``: what will be carried out if the learner accepts it, as they may read it first. ``state`` sent, accepted, refused or failed. */
export interface ClassProposal {
  id: number;
  by: string;
  kind: string;
  text: string;
  steps: string[];
  state: string;
  sent: number;
}

/** Something that the class was told or given. ``kind`` message, file, exercise or fault; ``text`` the message, the file's path, the exercise's title or the fault's words. */
export interface ClassNotice {
  id: number;
  by: string;
  kind: string;
  text: string;
  sent: number;
}

/** One class as a learner in it sees it. ``hold`` is '' (everybody's own clock), paused or speed (at ``speed``); ``watchers`` are the names of those who may look, ``consent`` ask or tell (they are asked before somebody looks, or told when somebody does). */
export interface ClassRoom {
  id: string;
  name: string;
  me: string;
  role: string;
  hand: boolean;
  hold: string;
  speed: number;
  consent: string;
  watchers: string[];
  exercises: ClassExercise[];
  looks: ClassLook[];
  proposals: ClassProposal[];
  notices: ClassNotice[];
}

/** Raise or lower one's hand in a class. */
export interface ClassHand {
  t: "class.hand";
  room: string;
  up: boolean;
}

/** Allow a look, refuse it, or end one that is on (``allow`` false). */
export interface ClassLookAnswer {
  t: "class.look";
  look: number;
  allow: boolean;
}

/** Take or refuse help; a change that is taken is carried out; answered by ``reply``. */
export interface ClassProposalAnswer {
  t: "class.proposal";
  id: number;
  proposal: number;
  accept: boolean;
}

/** The learner has read everything up to a notice. */
export interface ClassNoticeSeen {
  t: "class.seen";
  room: string;
  notice: number;
}

/** The learner's classes: sent after opening and whenever something of it changes, whole. */
export interface ClassState {
  t: "class";
  n: number;
  now: number;
  rooms: ClassRoom[];
  account?: string;
}

/** The learner's classes: sent after opening and whenever something of it changes, whole. */
export interface ClassState {
  t: "class";
  n: number;
  now: number;
  rooms: ClassRoom[];
  account?: string;
}

/** The first message. ``seen`` is the last number seen of stream ``stream`` (0 and '' when new); ``lang`` is zh-hans or en. */
export interface Hello {
  t: "hello";
  stream: string;
  seen: number;
  lang: string;
}

/** The page has everything up to number ``seen``: sent at least every 20 messages or second. */
export interface Ack {
  t: "ack";
  seen: number;
}

export interface SetLanguage {
  t: "lang";
  lang: string;
}

/** Open (or take up again) a terminal by its name, '1', '2', …: the answer is ``terminal.screen``. */
export interface TerminalOpen {
  t: "terminal.open";
  terminal: string;
  columns: number;
  rows: number;
}

export interface TerminalInput {
  t: "terminal.input";
  terminal: string;
  data: string;
}

export interface TerminalResize {
  t: "terminal.resize";
  terminal: string;
  columns: number;
  rows: number;
}

export interface TerminalClose {
  t: "terminal.close";
  terminal: string;
}

/** Files below the home directory that the editor may offer; answered by ``reply``. */
export interface FileList {
  t: "file.list";
  id: number;
}

export interface FileRead {
  t: "file.read";
  id: number;
  path: string;
}

export interface FileWrite {
  t: "file.write";
  id: number;
  path: string;
  text: string;
}

/** Check a manifest without writing: a server-side dry run; answered with ``problems``. */
export interface Validate {
  t: "validate";
  id: number;
  text: string;
}

/** Save the file and apply it as ``kubectl apply -f`` does; answered with ``output`` and ``problems``. */
export interface Apply {
  t: "apply";
  id: number;
  path: string;
  text: string;
}

/** What apply would change, as ``kubectl diff -f``; answered with ``output``. */
export interface Diff {
  t: "diff";
  id: number;
  path: string;
  text: string;
}

/** Everything about one thing of the picture; answered with ``yaml``, ``events``, ``timeline``. */
export interface Inspect {
  t: "inspect";
  id: number;
  item: string;
}

/** Why is it so? ``item`` is a uid, or ``resource/namespace/name`` of something that may be missing; ``#`` and a JSON pointer behind it asks about a field, ``!pods`` about what it has not (see ``absent``). Answered with ``why``. */
export interface Why {
  t: "why";
  id: number;
  item: string;
}

export interface ClockPause {
  t: "clock.pause";
}

export interface ClockResume {
  t: "clock.resume";
}

/** Run up to the next thing that happens. */
export interface ClockStep {
  t: "clock.step";
}

export interface ClockSpeed {
  t: "clock.speed";
  speed: number;
}

/** Go back to a moment of the past: a new branch goes on from there, and nothing of the old one is lost. ``branch`` names another branch on which the moment lies, '' the present one. */
export interface ClockRewind {
  t: "clock.rewind";
  id: number;
  time: number;
  branch: string;
}

/** Go back to before the last command. */
export interface ClockUndo {
  t: "clock.undo";
  id: number;
}

/** What is missing in the cluster, and what is gone; answered with ``absent``. */
export interface AbsentAsk {
  t: "absent";
  id: number;
}

/** Two moments side by side, each of any branch ('' the present one); answered with ``comparison``. */
export interface Compare {
  t: "compare";
  id: number;
  leftTime: number;
  leftBranch: string;
  rightTime: number;
  rightBranch: string;
}

/** A link by which another person opens a moment as a copy; answered with ``text``, its path. */
export interface ShareMoment {
  t: "moment.share";
  id: number;
  time: number;
  branch: string;
}

/** Call a branch ('' the present one) by a name. */
export interface NameBranch {
  t: "branch.name";
  id: number;
  branch: string;
  title: string;
}

/** The cluster's life so far; answered with ``history``. */
export interface HistoryAsk {
  t: "history";
  id: number;
}

export interface LessonOpen {
  t: "lesson.open";
  name: string;
}

/** Begin the open lesson again from its own start state. */
export interface LessonReset {
  t: "lesson.reset";
}

/** Show the next hint of a step. */
export interface LessonHint {
  t: "lesson.hint";
  step: string;
}

/** Answer a question of a step with the number of a choice, from 0. */
export interface LessonAnswer {
  t: "lesson.answer";
  step: string;
  question: string;
  choice: number;
}

/** Begin the open exam: its time runs from now, on a new cluster. */
export interface LessonBegin {
  t: "lesson.begin";
}

/** Hand the running exam in: it is judged as it stands. */
export interface LessonSubmit {
  t: "lesson.submit";
}

/** The learner's attempts at a lesson, '' at all; answered with ``attempts``. */
export interface LessonAttempts {
  t: "lesson.attempts";
  id: number;
  lesson: string;
}

/** The answer to hello. With ``fresh`` the page forgets what it had: picture, clock, lessons and the screens of the terminals follow. */
export interface Welcome {
  t: "welcome";
  n: number;
  stream: string;
  fresh: boolean;
  cluster: string;
  purpose: string;
  kubernetesUrl: string;
  terminals: string[];
  lang: string;
}

/** The whole picture. */
export interface Picture {
  t: "picture";
  n: number;
  items: Item[];
}

export interface PictureChange {
  t: "picture.change";
  n: number;
  time: number;
  delta: PictureDelta;
}

/** What the terminal has shown, to be written into an empty one; who only looks on is told its size, too. */
export interface TerminalScreen {
  t: "terminal.screen";
  n: number;
  terminal: string;
  data: string;
  columns?: number;
  rows?: number;
}

export interface TerminalOutput {
  t: "terminal.output";
  n: number;
  terminal: string;
  data: string;
}

export interface ClockState {
  t: "clock";
  n: number;
  clock: Clock;
}

/** Files of the editor that changed under it (written in a terminal, say). */
export interface FilesChanged {
  t: "files.changed";
  n: number;
  paths: string[];
}

/** The course. */
export interface Lessons {
  t: "lessons";
  n: number;
  topics: Topic[];
  lessons: LessonEntry[];
}

/** The open lesson as a whole: after opening, reset, language switch. */
export interface LessonShown {
  t: "lesson";
  n: number;
  lesson: LessonState;
}

/** An author's folder after a change: what is wrong with it, and whether it has been played. */
export interface LessonPreview {
  t: "lesson.preview";
  n: number;
  name: string;
  mistakes: string[];
  proved: boolean;
}

/** Steps of the open lesson whose checks, hints or state changed. */
export interface LessonChecks {
  t: "lesson.checks";
  n: number;
  steps: StepState[];
  done: boolean;
  points: number;
  mostPoints: number;
}

/** The answer to a message with an ``id``. */
export interface Reply {
  t: "reply";
  n: number;
  id: number;
  ok: boolean;
  text?: string;
  output?: string;
  yaml?: string;
  files?: FileEntry[];
  problems?: Problem[];
  events?: EventRow[];
  timeline?: TimelineRow[];
  why?: WhyFact[];
  history?: History;
  absent?: AbsentRow[];
  comparison?: Comparison;
  attempts?: AttemptRow[];
}

/** A message that was not carried out: ``code`` names the fact (``bad-message``, ``too-large``, ``too-fast``, ``unknown-lesson``, ``no-such-file``, ``crashed`` …), ``params`` its data; words are chosen by the page. ``text`` is the real English text where there is one. */
export interface Refused {
  t: "refused";
  n: number;
  id?: number;
  code: string;
  params: Record<string, unknown>;
  text: string;
}

export type ClientMessage = Hello | Ack | SetLanguage | TerminalOpen | TerminalInput | TerminalResize | TerminalClose | FileList | FileRead | FileWrite | Validate | Apply | Diff | Inspect | Why | ClockPause | ClockResume | ClockStep | ClockSpeed | ClockRewind | ClockUndo | HistoryAsk | AbsentAsk | Compare | ShareMoment | NameBranch | LessonOpen | LessonReset | LessonHint | LessonAnswer | LessonBegin | LessonSubmit | LessonAttempts | ClassHand | ClassLookAnswer | ClassProposalAnswer | ClassNoticeSeen;

export type ServerMessage = Welcome | Picture | PictureChange | TerminalScreen | TerminalOutput | ClockState | FilesChanged | Lessons | LessonShown | LessonChecks | LessonPreview | Reply | Refused | ClassState;
