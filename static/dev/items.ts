// Things for the canned pictures.
import type { ContainerItem, Item } from "../src/net/protocol";

export const START = Date.UTC(2026, 10, 23, 8, 0, 0) * 1000;

function item(kind: string, name: string, more: Partial<Item>): Item {
  return {
    id: `${kind}/${name}`,
    kind,
    resource: `${kind.toLowerCase()}s`,
    namespace: kind === "Node" ? "" : "default",
    name,
    created: START,
    deleting: false,
    owner: "",
    status: "",
    labels: {},
    ...more,
  };
}

export function nodes(): Item[] {
  const master = {
    status: "Ready",
    roles: ["control-plane"],
    taints: ["node-role.kubernetes.io/control-plane:NoSchedule"],
  };
  return [
    item("Node", "k8smaster", master),
    item("Node", "k8snode1", { status: "Ready", roles: [] }),
    item("Node", "k8snode2", { status: "Ready", roles: [] }),
  ];
}

const STATES: Record<string, Pick<ContainerItem, "state" | "reason" | "ready">> = {
  Running: { state: "running", reason: "", ready: true },
  CrashLoopBackOff: { state: "waiting", reason: "CrashLoopBackOff", ready: false },
  Completed: { state: "terminated", reason: "Completed", ready: false },
  ImagePullBackOff: { state: "waiting", reason: "ImagePullBackOff", ready: false },
  Terminating: { state: "running", reason: "", ready: true },
};

export function container(name: string, status: string, role = "app"): ContainerItem {
  const state = STATES[status] ?? { state: "waiting", reason: "ContainerCreating", ready: false };
  const exit = status === "Completed" ? { exitCode: 0 } : {};
  return { name, role, image: name, restarts: 0, ...state, ...exit };
}

export function pod(name: string, status: string, more: Partial<Item> = {}): Item {
  const up = status !== "Pending" && status !== "ContainerCreating";
  const pause = container("pause", up || status === "ContainerCreating" ? "Running" : "", "pause");
  return item("Pod", name, {
    status,
    deleting: status === "Terminating",
    ready: status === "Running" || status === "Terminating",
    ip: up ? `10.244.1.${(name.length * 7) % 200}` : "",
    restarts: 0,
    containers: [pause, container("my-nginx", status)],
    ...more,
  });
}

export function workload(kind: string, name: string, ready: number, desired: number, owner = ""): Item {
  const more = { readyReplicas: ready, replicas: desired, desired, owner };
  return item(kind, name, more);
}

export function service(name: string, selector: Record<string, string>): Item {
  const more = { type: "ClusterIP", clusterIP: "10.96.14.7", ports: ["80/TCP"], selector };
  return item("Service", name, more);
}

export function scene(name: string): Item[] {
  if (name === "empty") return nodes();
  if (name === "many") return [...nodes(), ...many()];
  if (name === "busy") return [...nodes(), ...busy()];
  return [...nodes(), ...walk()];
}

function walk(): Item[] {
  const set = "nginx-test-7d9fcb6c45";
  const owner = `ReplicaSet/${set}`;
  return [
    workload("Deployment", "nginx-test", 2, 2),
    workload("ReplicaSet", set, 2, 2, "Deployment/nginx-test"),
    pod(`${set}-x7k2p`, "Running", { node: "k8snode1", owner }),
    pod(`${set}-9qw4z`, "Running", { node: "k8snode2", owner }),
    pod("tomcat-test", "Running", {
      node: "k8snode2",
      containers: [container("pause", "Running", "pause"), container("tomcat-java", "Running")],
    }),
  ];
}

function busy(): Item[] {
  const owner = "ReplicaSet/web-5c6f";
  return [
    ...walk(),
    workload("Deployment", "web", 1, 3),
    workload("ReplicaSet", "web-5c6f", 1, 3, "Deployment/web"),
    workload("ReplicaSet", "web-84bd", 0, 0, "Deployment/web"),
    workload("StatefulSet", "db", 1, 1),
    service("web", { app: "web" }),
    service("db", { app: "db" }),
    pod("web-5c6f-aaaaa", "Running", {
      node: "k8snode1",
      owner,
      restarts: 2,
      containers: [
        container("pause", "Running", "pause"),
        container("app", "Running"),
        container("log-shipper", "Running", "sidecar"),
      ],
    }),
    pod("web-5c6f-bbbbb", "ContainerCreating", { node: "k8snode1", owner }),
    pod("web-5c6f-ccccc", "Pending", { owner }),
    pod("db-0", "Running", { node: "k8snode2", owner: "StatefulSet/db" }),
    pod("broken", "CrashLoopBackOff", { node: "k8snode1", restarts: 5, ready: false }),
    pod("typo", "ImagePullBackOff", { node: "k8snode2", ready: false }),
    pod("once", "Completed", { node: "k8snode2", ready: false }),
    pod("leaving", "Terminating", { node: "k8snode1" }),
  ];
}

function many(): Item[] {
  const words = ["Running", "Running", "Running", "ContainerCreating", "CrashLoopBackOff"];
  const items = [workload("Deployment", "load", 150, 200)];
  items.push(workload("ReplicaSet", "load-6b7c", 150, 200, "Deployment/load"));
  for (let i = 0; i < 200; i += 1) {
    const node = i % 20 === 19 ? undefined : `k8snode${(i % 2) + 1}`;
    const status = node ? (words[i % 5] ?? "Running") : "Pending";
    const more = { owner: "ReplicaSet/load-6b7c", ...(node ? { node } : {}) };
    items.push(pod(`load-6b7c-${i.toString(36).padStart(5, "a")}`, status, more));
  }
  return items;
}
