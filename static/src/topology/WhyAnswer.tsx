// The answer to "why?": a chain of recorded facts, with the objects to click and tables of nodes.
// Not here: the words of the facts, which come from the server in the page's language.
import type { JSX } from "preact";
import { clockText, fullText } from "../clock/time";
import { t } from "../i18n";
import type { WhyFact, WhyNode, WhyObject } from "../net/protocol";
import { usePage } from "../ui/context";
import { strange } from "./selection";

/** The answer about the selected thing. */
export function WhyAnswer(): JSX.Element {
  const { selection } = usePage();
  const facts = selection.answer.value;
  const about = selection.about.value;
  const head = about !== null && (
    <p class="why-about">
      <code>{about.label}</code>
      <button type="button" class="why-object link" onClick={() => void selection.askAbout("", "")}>
        {t().whyWhole}
      </button>
    </p>
  );
  if (facts === null) return <>{head}<p class="muted">{t().loading}</p></>;
  return (
    <>
      {head}
      <p class="muted why-intro">{t().whyIntro}</p>
      <ol class="timeline why">
        {facts.map((fact, index) => (
          <FactRow key={`${index} ${fact.code}`} fact={fact} />
        ))}
      </ol>
    </>
  );
}

function FactRow({ fact }: { fact: WhyFact }): JSX.Element {
  const { selection } = usePage();
  const others = fact.objects.filter((one) => one.id === "" || one.id !== selection.id.value);
  return (
    <li data-code={fact.code}>
      {fact.time === 0 ? <span /> : <time title={fullText(fact.time)}>{clockText(fact.time)}</time>}
      <div class="timeline-what">
        <p>{fact.text}</p>
        {others.length > 0 && (
          <p class="why-objects">
            {others.map((one) => (
              <ObjectLink key={`${one.resource}/${one.namespace}/${one.name}`} object={one} />
            ))}
          </p>
        )}
        {fact.nodes && <NodeTable nodes={fact.nodes} />}
      </div>
    </li>
  );
}

/** A thing to ask about next, whether or not the picture has it. */
function ObjectLink({ object }: { object: WhyObject }): JSX.Element {
  const { selection, store } = usePage();
  const missing = object.id === "";
  const question = missing ? `${object.resource}/${object.namespace}/${object.name}` : object.id;
  const go = (): void => {
    const known = store.items.value.get(object.id);
    selection.ask(known ?? strange(question, object, missing ? t().whyMissing : ""));
  };
  return (
    <button type="button" class="why-object link" onClick={go}>
      {`${object.kind} ${object.name}${missing ? ` (${t().whyMissing})` : ""}`}
    </button>
  );
}

function NodeTable({ nodes }: { nodes: readonly WhyNode[] }): JSX.Element {
  const words = t();
  return (
    <table class="why-nodes">
      <thead>
        <tr>
          <th scope="col">{words.whyNode}</th>
          <th scope="col">{words.whyVerdict}</th>
          <th scope="col">{words.whyScore}</th>
        </tr>
      </thead>
      <tbody>
        {nodes.map((node) => (
          <tr key={node.node} class={node.chosen ? "chosen" : ""}>
            <th scope="row">{node.node}</th>
            <td>{verdictOf(node)}</td>
            <td>{node.plugin === "" && node.total > 0 ? node.total : ""}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function verdictOf(node: WhyNode): string {
  if (node.plugin !== "") return `${node.plugin}: ${node.reasons.join("; ")}`;
  const scores = scoresOf(node);
  return node.chosen ? [t().whyChosen, scores].filter((one) => one !== "").join(" · ") : scores;
}

/** Each plugin's part of the score. */
function scoresOf(node: WhyNode): string {
  return Object.entries(node.scores)
    .map(([plugin, score]) => `${plugin} ${score}`)
    .join(", ");
}
