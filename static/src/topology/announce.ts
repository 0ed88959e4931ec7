// What changed in the picture, in a sentence or two to be read aloud; many changes become a count.
// Not here: when it is said (ui/SpokenNews.tsx keeps the pace).
import type { Item } from "../net/protocol";
import type { Catalogue } from "../i18n/en";

const SAID_ONE_BY_ONE = 3;

/** The sentences for what is different between two pictures. */
export function changes(
  before: ReadonlyMap<string, Item>,
  after: ReadonlyMap<string, Item>,
  words: Catalogue,
): string {
  const said: string[] = [];
  for (const item of after.values()) {
    if (item.kind !== "Pod" || before.get(item.id)?.status === item.status) continue;
    said.push(words.saidStatus(item.name, item.status));
  }
  for (const item of before.values()) {
    if (item.kind === "Pod" && !after.has(item.id)) said.push(words.saidGone(item.name));
  }
  return said.length <= SAID_ONE_BY_ONE ? said.join(". ") : words.saidMany(said.length);
}
