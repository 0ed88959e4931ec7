// Where a place in a manifest is, from indentation alone.
import { describe, expect, it } from "vitest";
import { kindAround, pathAbove, readLine, siblings } from "../../src/editor/yamlpath";

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: app
    image: nginx
    ports:
    - containerPort: 80
      protocol: TCP
  - name: other
---
apiVersion: apps/v1   # the second
kind: "Deployment"
spec:
  replicas: 2
`.split("\n");

describe("a line", () => {
  it.each([
    ["  name: web", { indent: 2, key: "name", value: "web" }],
    ["  - name: app", { indent: 4, key: "name", value: "app" }],
    ["spec:", { indent: 0, key: "spec", value: "" }],
    ["  ima", { indent: 2, key: "ima", value: null }],
    ['"quoted": 1', { indent: 0, key: "quoted", value: "1" }],
  ])("%s", (text, parts) => {
    expect(readLine(text)).toEqual(parts);
  });

  it.each(["", "   ", "# only a comment"])("that says nothing: '%s'", (text) => {
    expect(readLine(text)).toBeNull();
  });

  it("that is absurdly long is passed over", () => {
    // An expression that tries every way through such a line would run into the test's timeout.
    expect(readLine(`${"- ".repeat(50_000)}x`)).toBeNull();
    expect(readLine(`${" ".repeat(900)}${"a".repeat(900)}`)).not.toBeUndefined();
  });
});

describe("the path above", () => {
  it("a top-level key is empty", () => {
    expect(pathAbove(POD, 4, 0)).toEqual([]);
  });

  it("goes through lists", () => {
    expect(pathAbove(POD, 7, 4)).toEqual(["spec", "containers"]);
    expect(pathAbove(POD, 10, 6)).toEqual(["spec", "containers", "ports"]);
  });

  it("does not leave its document", () => {
    expect(pathAbove(POD, 16, 2)).toEqual(["spec"]);
    expect(pathAbove(POD, 13, 4)).toEqual([]);
  });
});

describe("the kind", () => {
  it("is that of the place's own document", () => {
    expect(kindAround(POD, 3)).toBe("v1/Pod");
    expect(kindAround(POD, 15)).toBe("apps/v1/Deployment");
  });

  it("is unknown while half is missing", () => {
    expect(kindAround(["kind: Pod"], 0)).toBe("");
  });
});

describe("what stands beside", () => {
  it("belongs to the same item of a list", () => {
    expect([...siblings(POD, 8, 4)].sort()).toEqual(["image", "name"]);
    expect([...siblings(POD, 6, 4)].sort()).toEqual(["image", "ports"]);
  });

  it("at the top is the whole document", () => {
    expect([...siblings(POD, 2, 0)].sort()).toEqual(["apiVersion", "kind", "spec"]);
  });
});
