// Short ways to make things for tests.
import type { ContainerItem, Item, LessonEntry, LessonState, StepState } from "../src/net/protocol";

/** An item with everything plain but what is told. */
export function thing(kind: string, name: string, more: Partial<Item> = {}): Item {
  return {
    id: name,
    kind,
    resource: `${kind.toLowerCase()}s`,
    namespace: kind === "Node" ? "" : "default",
    name,
    created: 0,
    deleting: false,
    owner: "",
    status: "",
    labels: {},
    ...more,
  };
}

export const pod = (name: string, more: Partial<Item> = {}): Item =>
  thing("Pod", name, { status: "Running", ready: true, ...more });

export const node = (name: string, more: Partial<Item> = {}): Item =>
  thing("Node", name, { status: "Ready", roles: [], ...more });

export const master = (): Item => node("k8smaster", { roles: ["control-plane"] });

export function box(name: string, more: Partial<ContainerItem> = {}): ContainerItem {
  const plain = { role: "app", image: name, state: "running", reason: "", ready: true, restarts: 0 };
  return { name, ...plain, ...more };
}

export function step(id: string, more: Partial<StepState> = {}): StepState {
  const plain = { title: id, html: "", done: false, optional: false, checks: [], hintsLeft: 0 };
  return { id, ...plain, questions: [], notes: [], hints: [], ...more };
}

export function lessonOf(...steps: StepState[]): LessonState {
  const plain = { title: "Pod", html: "", done: false, points: 0, mostPoints: 0 };
  return { name: "pod", number: 1, ...plain, steps, branch: { number: 1, begins: 0 } };
}

/** A lesson of the course with everything plain but what is told. */
export function entry(number: number, more: Partial<LessonEntry> = {}): LessonEntry {
  const plain = { title: `L${number}`, summary: "", done: false, progress: 0, topic: "pod" };
  const worth = { kind: "lesson" as const, minutes: 0, points: 0, mostPoints: 10, needs: [] };
  return { name: `l${number}`, number, ...plain, ...worth, ...more };
}

export const check = (id: string, passed: boolean): StepState["checks"][number] => ({
  id,
  passed,
  text: id,
  missing: passed ? "" : "not there yet",
  detail: "",
  about: "",
});
