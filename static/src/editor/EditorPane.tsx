// The editor's pane: files, buttons, conflicts, output.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { t } from "../i18n";
import { Ask } from "../ui/Ask";
import { Button } from "../ui/Button";
import { usePage } from "../ui/context";
import { Tabs } from "../ui/Tabs";
import { CodeView } from "./CodeView";
import { FileMenu } from "./FileMenu";
import { baseName, isDirty, isManifest, type OpenFile } from "./workspace";

/** The pane of files and their text. */
export function EditorPane(): JSX.Element {
  const { workspace, config } = usePage();
  const [closing, setClosing] = useState<OpenFile | null>(null);
  const words = t();
  const file = workspace.current.value;
  const close = (one: OpenFile): void =>
    isDirty(one) && one.text !== "" ? setClosing(one) : workspace.close(one.path);
  const tabs = workspace.open.value.map((one) => ({
    id: one.path,
    title: one.path,
    label: <FileLabel file={one} />,
    closeLabel: words.closeFile(baseName(one.path)),
    onClose: () => close(one),
  }));
  return (
    <section id="editor" class="pane editor-pane" aria-label={words.editor} data-stop=".cm-content">
      <div class="pane-head">
        <FileMenu />
        <Tabs
          label={words.files}
          prefix="editor"
          tabs={tabs}
          active={workspace.active.value}
          onSelect={(path) => void workspace.show(path)}
        />
      </div>
      {file?.theirs != null && <Conflict path={file.path} />}
      <div class="editor-body" role="tabpanel" id={`editor-panel-${workspace.active.value}`}>
        {file === null && <Empty />}
        <CodeView />
      </div>
      <OutputStrip />
      {file && (
        <div class="editor-foot">
          <ProblemLine />
          {!config.readOnly && <Actions file={file} />}
        </div>
      )}
      {closing && (
        <Ask
          text={words.discardAsk(baseName(closing.path))}
          yes={words.discard}
          onNo={() => setClosing(null)}
          onYes={() => {
            workspace.close(closing.path);
            setClosing(null);
          }}
        />
      )}
    </section>
  );
}

function FileLabel({ file }: { file: OpenFile }): JSX.Element {
  return (
    <>
      {baseName(file.path)}
      {isDirty(file) && (
        <span class="dirty" title={t().unsaved} role="img" aria-label={t().unsaved}>
          ●
        </span>
      )}
    </>
  );
}

function Actions({ file }: { file: OpenFile }): JSX.Element {
  const { workspace } = usePage();
  const words = t();
  return (
    <div class="editor-actions">
      <Button
        id="editor-save"
        icon="save"
        label={words.save}
        title={`${words.save} (Ctrl+S)`}
        disabled={!isDirty(file)}
        onClick={() => void workspace.save()}
      >
        {words.save}
      </Button>
      {isManifest(file.path) && (
        <>
          <Button id="editor-diff" label={words.diff} onClick={() => void workspace.run("diff")}>
            {words.diff}
          </Button>
          <Button
            id="editor-apply"
            look="primary"
            label={words.apply}
            title={`kubectl apply -f ${baseName(file.path)} (Ctrl+Enter)`}
            onClick={() => void workspace.run("apply")}
          >
            {words.apply}
          </Button>
        </>
      )}
    </div>
  );
}

const OFFERED = 5;

function Empty(): JSX.Element {
  const { workspace } = usePage();
  const manifests = workspace.entries.value.filter((entry) => isManifest(entry.path));
  return (
    <div class="empty">
      <p class="empty-title">{t().editorEmpty}</p>
      <p>{t().editorEmptyMore}</p>
      <div class="empty-files">
        {manifests.slice(0, OFFERED).map(({ path }) => (
          <Button key={path} label={path} title={path} onClick={() => void workspace.show(path)}>
            {baseName(path)}
          </Button>
        ))}
      </div>
    </div>
  );
}

function Conflict({ path }: { path: string }): JSX.Element {
  const { workspace } = usePage();
  const words = t();
  return (
    <div class="conflict" role="alert">
      <span>{words.conflict}</span>
      <Button label={words.conflictTheirs} onClick={() => workspace.settle(path, false)}>
        {words.conflictTheirs}
      </Button>
      <Button label={words.conflictMine} onClick={() => workspace.settle(path, true)}>
        {words.conflictMine}
      </Button>
    </div>
  );
}

/** What the API server thinks of the text, in one line; details stand at their places. */
function ProblemLine(): JSX.Element {
  const problems = usePage().workspace.problems.value;
  if (problems === null) return <div class="problem-line" role="status" />;
  const first = problems[0];
  return (
    <div
      class={first ? "problem-line bad" : "problem-line ok"}
      role="status"
      title={first?.message}
    >
      {first ? `${t().problems(problems.length)}: ${first.message}` : `✓ ${t().noProblems}`}
    </div>
  );
}

function OutputStrip(): JSX.Element | null {
  const { workspace } = usePage();
  const output = workspace.output.value;
  if (output === null) return null;
  const words = t();
  const title = output.kind === "apply" ? words.apply : words.diff;
  const text = output.text || (output.kind === "diff" && output.ok ? words.noDifference : "");
  return (
    <div class={output.ok ? "output" : "output bad"} role="status" aria-label={words.output}>
      <div class="output-head">
        <strong>{title}</strong>
        <Button
          icon="close"
          look="bare"
          label={words.closeOutput}
          onClick={() => (workspace.output.value = null)}
        />
      </div>
      <pre tabIndex={0}>
        {text.split("\n").map((line, index) => (
          <span key={index} class={lineClass(output.kind, line)}>
            {`${line}\n`}
          </span>
        ))}
      </pre>
    </div>
  );
}

function lineClass(kind: "apply" | "diff", line: string): string {
  if (kind !== "diff") return "";
  if (/^(\+\+\+|---|@@|diff )/.test(line)) return "diff-head";
  return line.startsWith("+") ? "diff-add" : line.startsWith("-") ? "diff-remove" : "";
}
