// The answer to "why?": a chain of recorded facts, with the objects to click and tables of nodes.
// Not here: the words of the facts, which come from the server in the page's language.
import type { JSX } from "preact";
import { clockText, fullText } from "../clock/time";
import { t } from "../i18n";
import type { WhyFact, WhyNode, WhyObject } from "../net/protocol";
import { usePage } from "../ui/context";

/** The answer about the selected thing. */
export function WhyAnswer(): JSX.Element {
  const { selection } = usePage();
  const facts = selection.answer.value;
  if (facts === null) return <p class="muted">{t().loading}</p>;
  return (
    <>
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

/** A thing to go to, when the picture has it. */
function ObjectLink({ object }: { object: WhyObject }): JSX.Element {
  const { selection, store } = usePage();
  const item = store.items.value.get(object.id);
  const name = `${object.kind} ${object.name}`;
  if (item === undefined) {
    return <span class="why-object">{object.id === "" ? `${name} (${t().whyMissing})` : name}</span>;
  }
  const half = selection.side.value === "right" ? "left" : "right";
  return (
    <button type="button" class="why-object link" onClick={() => selection.select(item, half)}>
      {name}
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
