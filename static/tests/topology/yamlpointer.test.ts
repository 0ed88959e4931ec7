import { describe, expect, it } from "vitest";
import { pointersOf } from "../../src/topology/yamlpointer";

const POD = `apiVersion: v1
metadata:
  annotations:
    a.b/c: "x: y"
  labels:
    app: web
spec:
  containers:
  - args:
    - one
    - 'two: 2'
    image: nginx
    ports:
    - containerPort: 80
      protocol: TCP
    - containerPort: 81
  - image: busybox
    command: ["sh"]
  nodeName: node1
status:
  conditions:
  - type: Ready
    status: "True"`;

describe("pointersOf", () => {
  it("names the field of each line", () => {
    expect(pointersOf(POD)).toEqual([
      "/apiVersion",
      "/metadata",
      "/metadata/annotations",
      "/metadata/annotations/a.b~1c",
      "/metadata/labels",
      "/metadata/labels/app",
      "/spec",
      "/spec/containers",
      "/spec/containers/0/args",
      "/spec/containers/0/args/0",
      "/spec/containers/0/args/1",
      "/spec/containers/0/image",
      "/spec/containers/0/ports",
      "/spec/containers/0/ports/0/containerPort",
      "/spec/containers/0/ports/0/protocol",
      "/spec/containers/0/ports/1/containerPort",
      "/spec/containers/1/image",
      "/spec/containers/1/command",
      "/spec/nodeName",
      "/status",
      "/status/conditions",
      "/status/conditions/0/type",
      "/status/conditions/0/status",
    ]);
  });

  it("finds no fields in the text of a block", () => {
    const text = "data:\n  a.yaml: |\n    kind: Pod\n\n    spec:\n      x: 1\n  b: c";
    expect(pointersOf(text)).toEqual(["/data", "/data/a.yaml", "", "", "", "", "/data/b"]);
  });

  it("reads quoted keys and lists of lists", () => {
    expect(pointersOf("'f:a': 1\nb:\n- - x\n  - y\n- z")).toEqual([
      "/f:a",
      "/b",
      "/b/0/0",
      "/b/0/1",
      "/b/1",
    ]);
  });
});
