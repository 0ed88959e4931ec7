// What a status word means to the eye: a tone (colour and icon together, never colour alone).
// Not here: the words themselves, which are Kubernetes' own.
import type { ContainerItem, Item } from "../net/protocol";

export type Tone = "ok" | "wait" | "busy" | "bad" | "done" | "leaving" | "unknown";

const BUSY = /^(ContainerCreating|PodInitializing|Init:\d|NotReady$)/;
const BAD =
  /Err|BackOff|OOMKilled|Invalid|Failed|Evicted|Deadline|NodeLost|Unexpected|Cannot|ExitCode|Signal|StartError|Preempting|Mismatch|Affinity|OutOf|Shutdown/;

/** The tone of a Pod's status word. */
export function podTone(item: Item): Tone {
  if (item.deleting || item.status === "Terminating") return "leaving";
  if (item.status === "Running") return item.ready === false ? "wait" : "ok";
  if (item.status === "Completed" || item.status === "Succeeded") return "done";
  if (item.status === "Pending" || item.status === "SchedulingGated") return "wait";
  if (BAD.test(item.status)) return "bad";
  if (BUSY.test(item.status)) return "busy";
  return "unknown";
}

function nodeTone(item: Item): Tone {
  if (item.status.startsWith("NotReady")) return "bad";
  return item.status === "Ready" ? "ok" : item.status.startsWith("Ready") ? "wait" : "unknown";
}

function workloadTone(item: Item): Tone {
  if (item.deleting) return "leaving";
  if (item.status === "Complete" || item.status === "Completed") return "done";
  if (item.status === "Failed") return "bad";
  if (item.desired === undefined) return "ok";
  if (item.desired === 0 && (item.replicas ?? 0) === 0) return "done";
  return (item.readyReplicas ?? 0) >= item.desired ? "ok" : "busy";
}

/** The tone of any thing in the picture. */
export function toneOf(item: Item): Tone {
  if (item.kind === "Pod") return podTone(item);
  if (item.kind === "Node") return nodeTone(item);
  return workloadTone(item);
}

/** The tone of one container. */
export function containerTone(container: ContainerItem): Tone {
  if (container.state === "running") return container.ready ? "ok" : "wait";
  if (container.state === "terminated") return container.exitCode === 0 ? "done" : "bad";
  return BAD.test(container.reason) ? "bad" : "busy";
}
