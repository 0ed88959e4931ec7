// Which things are shown, and in which order.
import { describe, expect, it } from "vitest";
import { isSystem, sceneOf } from "../../src/topology/scene";
import { master, node, pod, thing } from "../things";

const set = (name: string, desired: number, created: number): ReturnType<typeof thing> =>
  thing("ReplicaSet", name, { owner: "web", desired, replicas: desired, created });

describe("the scene", () => {
  it("puts the control plane first and workers in their natural order", () => {
    const scene = sceneOf([node("node10"), node("node2"), master()], false);
    expect(scene.nodes.map((one) => one.name)).toEqual(["k8smaster", "node2", "node10"]);
  });

  it("groups a Deployment with its ReplicaSets", () => {
    const scene = sceneOf([set("new", 2, 2), set("old", 0, 1), thing("Deployment", "web")], false);
    expect(scene.families).toHaveLength(1);
    expect(scene.families[0]?.children.map((one) => one.name)).toEqual(["old", "new"]);
  });

  it("shows only the last two empty ReplicaSets", () => {
    const sets = [1, 2, 3, 4].map((i) => set(`r${i}`, 0, i));
    const scene = sceneOf([thing("Deployment", "web"), ...sets, set("now", 3, 9)], false);
    expect(scene.families[0]?.children.map((one) => one.name)).toEqual(["r3", "r4", "now"]);
  });

  it("takes an orphan for a family of its own", () => {
    const scene = sceneOf([set("left", 1, 0)], false);
    expect(scene.families.map((family) => family.root.name)).toEqual(["left"]);
  });

  it("hides the cluster's own things unless asked", () => {
    const items = [
      pod("coredns", { namespace: "kube-system" }),
      pod("mine"),
      thing("Service", "kubernetes"),
      thing("Service", "web"),
    ];
    expect(sceneOf(items, false).pods.map((one) => one.name)).toEqual(["mine"]);
    expect(sceneOf(items, false).services.map((one) => one.name)).toEqual(["web"]);
    expect(sceneOf(items, true).pods).toHaveLength(2);
  });
});

it("a learner's namespace is no system", () => {
  expect(isSystem(pod("p", { namespace: "my-kube-system" }))).toBe(false);
  expect(isSystem(pod("p", { namespace: "kube-public" }))).toBe(true);
});
