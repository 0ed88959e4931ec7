// Short ways to make things for tests.
import type { ContainerItem, Item, LessonState, StepState } from "../src/net/protocol";

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
  return { name: "pod", number: 1, title: "Pod", html: "", steps, done: false };
}

export const check = (id: string, passed: boolean): StepState["checks"][number] => ({
  id,
  passed,
  text: id,
  missing: passed ? "" : "not there yet",
  detail: "",
});
