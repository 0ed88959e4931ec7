// What the editor offers, and what it says about a key.
import { describe, expect, it } from "vitest";
import { fieldAt, fieldsAt, type Schema } from "../../src/editor/schema";
import { describeAt, suggestAt } from "../../src/editor/suggest";

const SCHEMA: Schema = {
  types: {
    Pod: {
      fields: {
        apiVersion: { type: "string" },
        kind: { type: "string" },
        metadata: { type: "object", ref: "Meta" },
        spec: { type: "object", ref: "PodSpec", description: "What is wanted." },
      },
    },
    Meta: { fields: { name: { type: "string" }, labels: { type: "map", items: "string" } } },
    PodSpec: {
      fields: {
        containers: { type: "array", items: "Container", required: true },
        hostNetwork: { type: "boolean" },
        limits: { type: "map", ref: "Limit" },
      },
    },
    Container: {
      fields: {
        name: { type: "string", required: true },
        image: { type: "string" },
        imagePullPolicy: { type: "string", enum: ["Always", "IfNotPresent", "Never"] },
      },
    },
    Limit: { fields: { max: { type: "integer" } } },
  },
  kinds: { "v1/Pod": "Pod", "apps/v1/Deployment": "Deployment" },
};

/** Suggestions where the text has a bar. */
function at(text: string): { labels: string[]; from: number } | null {
  const lines = text.split("\n");
  const line = lines.findIndex((one) => one.includes("|"));
  const column = lines[line]?.indexOf("|") ?? 0;
  const found = suggestAt(SCHEMA, lines.map((one) => one.replace("|", "")), line, column);
  return found && { labels: found.options.map((option) => option.label), from: found.from };
}

const HEAD = "apiVersion: v1\nkind: Pod\n";

describe("keys", () => {
  it("are those of the type, without those that stand there already", () => {
    expect(at(`${HEAD}|`)?.labels).toEqual(["metadata", "spec"]);
  });

  it("inside a list are those of its items", () => {
    const found = at(`${HEAD}spec:\n  containers:\n  - name: a\n    ima|`);
    expect(found).toEqual({ labels: ["image", "imagePullPolicy"], from: 4 });
  });

  it("at the dash of a new item too", () => {
    expect(at(`${HEAD}spec:\n  containers:\n  - |`)?.labels).toContain("name");
  });

  it("of a map are the learner's own", () => {
    expect(at(`${HEAD}metadata:\n  labels:\n    a|`)).toBeNull();
  });

  it("before the kind is known are those that every object has", () => {
    expect(at("|")?.labels).toEqual(["apiVersion", "kind", "metadata", "spec"]);
    expect(at("spec:\n  |")).toBeNull();
  });

  it("come with what follows them", () => {
    const found = suggestAt(SCHEMA, ["apiVersion: v1", "kind: Pod", "spec:", "  "], 3, 2);
    const inserts = Object.fromEntries(found?.options.map((o) => [o.label, o.insert]) ?? []);
    expect(inserts).toEqual({
      containers: "containers:\n  - ",
      hostNetwork: "hostNetwork: ",
      limits: "limits:\n    ",
    });
  });
});

describe("values", () => {
  it("are the words of an enumeration", () => {
    const found = at(`${HEAD}spec:\n  containers:\n  - imagePullPolicy: I|`);
    expect(found).toEqual({ labels: ["Always", "IfNotPresent", "Never"], from: 21 });
  });

  it("of a boolean are two", () => {
    expect(at(`${HEAD}spec:\n  hostNetwork: |`)?.labels).toEqual(["true", "false"]);
  });

  it("of kind and apiVersion are what the API has", () => {
    expect(at("kind: |")?.labels).toEqual(["Deployment", "Pod"]);
    expect(at("apiVersion: |")?.labels).toEqual(["apps/v1", "v1"]);
  });

  it("of free text are not guessed", () => {
    expect(at(`${HEAD}metadata:\n  name: w|`)).toBeNull();
  });
});

describe("hover", () => {
  const lines = `${HEAD}spec:\n  containers:`.split("\n");

  it("on a key tells its path and its words", () => {
    expect(describeAt(SCHEMA, lines, 2, 1)).toMatchObject({
      path: "spec",
      field: { description: "What is wanted." },
      from: 0,
      to: 4,
    });
  });

  it("on anything else tells nothing", () => {
    expect(describeAt(SCHEMA, lines, 3, 0)).toBeNull();
    expect(describeAt(SCHEMA, [...lines, "nonsense: 1"], 4, 2)).toBeNull();
  });
});

describe("types", () => {
  it("are found through the values of a map", () => {
    expect(fieldAt(SCHEMA, "v1/Pod", ["spec", "limits", "cpu", "max"])?.type).toBe("integer");
    expect(fieldsAt(SCHEMA, "v1/Pod", ["spec", "limits", "cpu"])).toHaveProperty("max");
  });

  it("that are unknown are no harm", () => {
    expect(fieldsAt(SCHEMA, "v1/Nothing", [])).toEqual({});
    expect(fieldAt(SCHEMA, "v1/Pod", ["a", "b"])).toBeUndefined();
  });
});
