// The facts of the picture as text: what screen readers read, and who prefers a list sees.
import type { JSX } from "preact";
import { t } from "../i18n";
import type { Item } from "../net/protocol";
import { usePage } from "../ui/context";
import { useCalm } from "../ui/useCalm";
import { describeContainer } from "./describe";
import { sceneOf } from "./scene";
import { StatusIcon } from "./StatusIcon";
import { toneOf } from "./tone";

/** The list; ``quiet`` without buttons, when it stands behind the picture for screen readers. */
export function ItemList({ quiet }: { quiet: boolean }): JSX.Element {
  const { store, preferences } = usePage();
  const items = useCalm(store.items, quiet ? 1_000 : 100);
  const scene = sceneOf(items.values(), preferences.system.value);
  const words = t();
  const owners = scene.families.flatMap((family) => [family.root, ...family.children]);
  const waiting = scene.pods.filter((pod) => !pod.node);
  return (
    <div class={quiet ? "sr-only" : "item-list"}>
      <Group title={words.owners} items={owners} quiet={quiet} />
      <Group title={words.services} items={scene.services} quiet={quiet} />
      {waiting.length > 0 && <Group title={words.waitingForNode} items={waiting} quiet={quiet} />}
      {scene.nodes.map((node) => (
        <Group
          key={node.id}
          title={`${node.name} · ${node.status}`}
          items={scene.pods.filter((pod) => pod.node === node.name)}
          quiet={quiet}
        />
      ))}
    </div>
  );
}

function Group(props: { title: string; items: readonly Item[]; quiet: boolean }): JSX.Element {
  return (
    <section>
      <h3>{props.title}</h3>
      {props.items.length === 0 && <p class="list-none">{t().emptyList}</p>}
      <ul>
        {props.items.map((item) => (
          <li key={item.id}>
            <Row item={item} quiet={props.quiet} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Row({ item, quiet }: { item: Item; quiet: boolean }): JSX.Element {
  const { selection } = usePage();
  const content = (
    <>
      <StatusIcon tone={toneOf(item)} />
      <span class="row-kind">{item.kind}</span> <span class="row-name">{item.name}</span>{" "}
      <span class={`row-status tone-${toneOf(item)}`}>{item.status}</span>{" "}
      <span class="row-more">{more(item)}</span>
    </>
  );
  return (
    <>
      {quiet ? (
        content
      ) : (
        <button type="button" class="item-row" onClick={() => selection.select(item)}>
          {content}
        </button>
      )}
      {item.containers && (
        <ul class="row-containers">
          {item.containers.map((one) => (
            <li key={one.name}>{describeContainer(one, t())}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function more(item: Item): string {
  if (item.kind === "Pod") return item.ip ?? "";
  if (item.kind === "Service") return `${item.clusterIP ?? ""} ${(item.ports ?? []).join(" ")}`;
  return item.desired === undefined ? "" : t().readyOf(item.readyReplicas ?? 0, item.desired);
}
