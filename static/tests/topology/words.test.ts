// The picture in words: names that fit, sentences, what is read aloud, where arrows lead.
import { describe as group, expect, it } from "vitest";
import { en } from "../../src/i18n/en";
import { zhHans } from "../../src/i18n/zh-hans";
import { changes } from "../../src/topology/announce";
import { describe, describeContainer } from "../../src/topology/describe";
import { neighbour } from "../../src/topology/neighbour";
import { related } from "../../src/topology/related";
import { shorten } from "../../src/topology/shorten";
import { box, pod, thing } from "../things";

group("shortened names", () => {
  it.each([
    ["tomcat-test", 20, "tomcat-test"],
    ["nginx-test-7d9fcb6c45-x7k2p", 18, "nginx-te…c45-x7k2p"],
    ["nginx-test-7d9fcb6c45-x7k2p", 6, "…x7k2p"],
    ["abcdef", 1, "…f"],
  ])("%s in %i letters", (name, room, short) => {
    expect(shorten(name, room)).toBe(short);
  });
});

group("what is read aloud", () => {
  const map = (...pods: ReturnType<typeof pod>[]): Map<string, ReturnType<typeof pod>> =>
    new Map(pods.map((one) => [one.id, one]));

  it("names what changed and what is gone", () => {
    const before = map(pod("a", { status: "Pending" }), pod("b"), pod("c"));
    const said = changes(before, map(pod("a"), pod("c")), en);
    expect(said).toBe("a: Running. b is gone");
  });

  it("counts when there is too much to name", () => {
    const many = ["a", "b", "c", "d"].map((name) => pod(name));
    expect(changes(new Map(), map(...many), zhHans)).toBe("4 个 Pod 有变化");
  });

  it("is silent about anything but Pods and when nothing changed", () => {
    const deployment = thing("Deployment", "d", { status: "new" });
    expect(changes(map(pod("a")), new Map([["a", pod("a")], ["d", deployment]]), en)).toBe("");
  });
});

group("sentences", () => {
  it("tell all that the picture shows of a Pod", () => {
    const one = pod("web", { node: "k8snode1", ip: "10.244.1.2", restarts: 1 });
    expect(describe(one, en, "ReplicaSet rs")).toBe(
      "Pod web, Running, on k8snode1, 10.244.1.2, restarted once, owned by ReplicaSet rs",
    );
    expect(describe(pod("bare", { status: "Pending" }), zhHans, "")).toContain("没有属主");
  });

  it("tell of a Service where it leads", () => {
    const service = thing("Service", "web", { type: "ClusterIP", selector: { app: "web" } });
    expect(describe(service, en, "")).toContain("sends to Pods with app=web");
  });

  it("tell of a container why it does not run", () => {
    const failed = box("app", { state: "terminated", reason: "Error", exitCode: 1 });
    expect(describeContainer(failed, en)).toBe("container app · app · Error (exit 1)");
  });
});

group("arrow keys", () => {
  const at = (x: number, y: number): { x: number; y: number; w: number; h: number } => ({
    x,
    y,
    w: 10,
    h: 10,
  });
  const boxes = new Map([
    ["left", at(0, 0)],
    ["right", at(100, 4)],
    ["below", at(10, 100)],
  ]);

  it("lead to the nearest in their direction", () => {
    expect(neighbour(boxes, "left", "ArrowRight")).toBe("right");
    expect(neighbour(boxes, "left", "ArrowDown")).toBe("below");
    expect(neighbour(boxes, "right", "ArrowLeft")).toBe("left");
  });

  it("stop at the edge, and when the thing has gone", () => {
    expect(neighbour(boxes, "left", "ArrowUp")).toBeUndefined();
    expect(neighbour(boxes, "gone", "ArrowUp")).toBeUndefined();
  });
});

it("what hangs together: owners above, Pods below, no neighbours", () => {
  const line = (from: string, to: string) =>
    ({ id: "", from, to, kind: "owner", path: "" }) as const;
  const curves = [line("d", "rs"), line("rs", "p1"), line("rs", "p2"), line("svc", "p1")];
  expect([...related(curves, "p1")].sort()).toEqual(["d", "p1", "rs", "svc"]);
  expect([...related(curves, "d")].sort()).toEqual(["d", "p1", "p2", "rs"]);
});
