// Every status word has a tone; the words are those that kubectl prints.
import { describe, expect, it } from "vitest";
import { containerTone, podTone, toneOf } from "../../src/topology/tone";
import { box, node, pod, thing } from "../things";

describe("a Pod", () => {
  it.each([
    ["Pending", "wait"],
    ["SchedulingGated", "wait"],
    ["ContainerCreating", "busy"],
    ["PodInitializing", "busy"],
    ["Init:0/2", "busy"],
    ["Running", "ok"],
    ["Completed", "done"],
    ["Terminating", "leaving"],
    ["Error", "bad"],
    ["Init:Error", "bad"],
    ["Init:CrashLoopBackOff", "bad"],
    ["CrashLoopBackOff", "bad"],
    ["ErrImagePull", "bad"],
    ["ImagePullBackOff", "bad"],
    ["InvalidImageName", "bad"],
    ["CreateContainerConfigError", "bad"],
    ["OOMKilled", "bad"],
    ["Evicted", "bad"],
    ["Unknown", "unknown"],
  ])("that is %s has the tone %s", (status, tone) => {
    expect(podTone(pod("p", { status }))).toBe(tone);
  });

  it("that runs but is not ready waits", () => {
    expect(podTone(pod("p", { ready: false }))).toBe("wait");
  });

  it("that is being deleted leaves, whatever its word", () => {
    expect(podTone(pod("p", { deleting: true }))).toBe("leaving");
  });
});

describe("other things", () => {
  it.each([
    ["Ready", "ok"],
    ["Ready,SchedulingDisabled", "wait"],
    ["NotReady", "bad"],
    ["", "unknown"],
  ])("node %s: %s", (status, tone) => {
    expect(toneOf(node("n", { status }))).toBe(tone);
  });

  it("a workload is well when all are ready", () => {
    expect(toneOf(thing("Deployment", "d", { desired: 2, readyReplicas: 2 }))).toBe("ok");
    expect(toneOf(thing("Deployment", "d", { desired: 2, readyReplicas: 1 }))).toBe("busy");
    expect(toneOf(thing("ReplicaSet", "r", { desired: 0, replicas: 0 }))).toBe("done");
  });
});

it.each([
  [box("c"), "ok"],
  [box("c", { ready: false }), "wait"],
  [box("c", { state: "waiting", reason: "ContainerCreating" }), "busy"],
  [box("c", { state: "waiting", reason: "ImagePullBackOff" }), "bad"],
  [box("c", { state: "terminated", exitCode: 0 }), "done"],
  [box("c", { state: "terminated", exitCode: 137 }), "bad"],
])("container %#", (container, tone) => {
  expect(containerTone(container)).toBe(tone);
});
