// Open files: dirty, saved, changed by somebody else.
import { beforeEach, describe, expect, it } from "vitest";
import { meet, pathFor, Workspace, type OpenFile } from "../../src/editor/workspace";
import type { Reply } from "../../src/net/protocol";
import { Failure, type Request } from "../../src/state/session";

const file = (more: Partial<OpenFile> = {}): OpenFile => ({
  path: "/root/a.yaml",
  kept: "old",
  text: "old",
  theirs: null,
  version: 0,
  ...more,
});

describe("a file that the terminal changed", () => {
  it("is taken over when nothing was typed here", () => {
    expect(meet(file(), "new")).toMatchObject({ kept: "new", text: "new", version: 1 });
  });

  it("is a conflict when something was", () => {
    const met = meet(file({ text: "mine" }), "new");
    expect(met).toMatchObject({ text: "mine", theirs: "new", version: 0 });
  });

  it("is none when both wrote the same", () => {
    expect(meet(file({ text: "new" }), "new")).toMatchObject({ kept: "new", theirs: null });
  });

  it("that did not change stays the same object", () => {
    const one = file();
    expect(meet(one, "old")).toBe(one);
  });
});

describe("the path that a name means", () => {
  it.each([
    ["pod.yaml", [], "/root/pod.yaml"],
    ["pod.yaml", ["/root/test/pod.yaml"], "/root/test/pod.yaml"],
    ["pod.yaml", ["/root/test/pod.yaml", "/root/pod.yaml"], "/root/pod.yaml"],
    ["~/test/pod.yaml", [], "/root/test/pod.yaml"],
    ["./pod.yaml", [], "/root/pod.yaml"],
    ["/etc/hosts", [], "/etc/hosts"],
  ])("%s with %j", (name, known, path) => {
    expect(pathFor(name, known)).toBe(path);
  });
});

describe("the workspace", () => {
  let machine: Map<string, string>;
  let asked: string[];
  let failures: string[];
  let offline: boolean;
  let workspace: Workspace;

  const answer = (request: Request): Partial<Reply> => {
    switch (request.t) {
      case "file.list": {
        const files = [...machine.keys()].map((path) => ({ path, type: "file", size: 1, mtime: 0 }));
        return { files: [...files, { path: "/root/test", type: "directory", size: 0, mtime: 0 }] };
      }
      case "file.read":
        if (!machine.has(request.path)) throw new Failure("no-such-file");
        return { text: machine.get(request.path) ?? "" };
      case "file.write":
        machine.set(request.path, request.text);
        return {};
      case "apply":
        machine.set(request.path, request.text);
        return { output: "pod/web created" };
      case "diff":
        return { output: "" };
      case "validate":
        return { problems: [{ message: "unknown field", line: 1, column: 1 }] };
      default:
        return {};
    }
  };
  const ask = async (request: Request): Promise<Reply> => {
    asked.push(request.t);
    if (offline) throw new Failure("offline");
    return { t: "reply", n: 1, id: 1, ok: true, ...answer(request) };
  };

  beforeEach(() => {
    machine = new Map([["/root/test/pod.yaml", "kind: Pod"]]);
    asked = [];
    failures = [];
    offline = false;
    workspace = new Workspace({ ask }, (failure) => failures.push(failure.code));
  });

  const current = (): OpenFile => workspace.current.value as OpenFile;

  it("lists files, not directories", async () => {
    await workspace.refresh();
    expect(workspace.entries.value.map((entry) => entry.path)).toEqual(["/root/test/pod.yaml"]);
  });

  it("opens a file once", async () => {
    await workspace.show("/root/test/pod.yaml");
    await workspace.show("/root/test/pod.yaml");
    expect(workspace.open.value).toHaveLength(1);
    expect(current().text).toBe("kind: Pod");
  });

  it("says when a file is not there, and opens nothing", async () => {
    await workspace.show("/root/none.yaml");
    expect(failures).toEqual(["no-such-file"]);
    expect(workspace.current.value).toBeNull();
  });

  it("a new file is dirty until it is saved", async () => {
    workspace.create("new.yaml");
    workspace.typed("/root/new.yaml", "kind: Pod");
    expect(current().kept).toBeNull();
    expect(await workspace.save()).toBe(true);
    expect(machine.get("/root/new.yaml")).toBe("kind: Pod");
    expect(current().kept).toBe("kind: Pod");
  });

  it("keeps the text when saving fails", async () => {
    workspace.create("new.yaml", "text");
    offline = true;
    expect(await workspace.save()).toBe(false);
    expect(failures).toEqual(["offline"]);
    expect(current().text).toBe("text");
  });

  it("a lesson's text goes into the file that is there, unsaved", async () => {
    await workspace.refresh();
    await workspace.insert("pod.yaml", "kind: Pod # lesson");
    expect(current()).toMatchObject({ path: "/root/test/pod.yaml", kept: "kind: Pod" });
    expect(current().text).toBe("kind: Pod # lesson");
    expect(current().version).toBe(1);
  });

  it("applying saves and shows the output", async () => {
    workspace.create("new.yaml", "kind: Pod");
    await workspace.run("apply");
    expect(workspace.output.value).toEqual({ kind: "apply", text: "pod/web created", ok: true });
    expect(current().kept).toBe("kind: Pod");
  });

  it("a diff saves nothing", async () => {
    workspace.create("new.yaml", "kind: Pod");
    await workspace.run("diff");
    expect(current().kept).toBeNull();
    expect(machine.has("/root/new.yaml")).toBe(false);
  });

  it("refuses what is too large without sending it", async () => {
    workspace.create("big.yaml", "x".repeat(1_048_577));
    expect(await workspace.save()).toBe(false);
    await workspace.run("apply");
    expect(asked).toEqual([]);
    expect(failures).toEqual(["too-large", "too-large"]);
  });

  it("checks only manifests, and is quiet when nobody can check", async () => {
    workspace.create("new.yaml", "kind: Pod");
    expect(await workspace.validate("/root/new.yaml", "kind: Pod")).toHaveLength(1);
    expect(await workspace.validate("/root/run.sh", "ls")).toEqual([]);
    expect(await workspace.validate("/root/new.yaml", "  ")).toEqual([]);
    offline = true;
    expect(await workspace.validate("/root/new.yaml", "kind: Pod")).toEqual([]);
    expect(failures).toEqual([]);
  });

  it("a conflict ends one way or the other", async () => {
    await workspace.show("/root/test/pod.yaml");
    for (const mine of [true, false]) {
      workspace.typed("/root/test/pod.yaml", `mine ${mine}`);
      machine.set("/root/test/pod.yaml", `theirs ${mine}`);
      await workspace.changed(["/root/test/pod.yaml", "/root/closed.yaml"]);
      expect(current().theirs).toBe(`theirs ${mine}`);
      workspace.settle("/root/test/pod.yaml", mine);
      expect(current().text).toBe(mine ? "mine true" : "theirs false");
      expect(current().theirs).toBeNull();
    }
  });

  it("another cluster has other files; coming back finds the earlier ones, read anew", async () => {
    const kept = new Map<string, string>();
    const shelf = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    workspace = new Workspace({ ask }, (failure) => failures.push(failure.code), shelf);
    await workspace.enter("one");
    await workspace.show("/root/test/pod.yaml");
    workspace.create("draft.yaml", "not saved");
    await workspace.enter("two");
    expect(workspace.open.value).toEqual([]);
    machine.set("/root/test/pod.yaml", "kind: Pod # changed meanwhile");
    await workspace.enter("one");
    expect(workspace.open.value.map((one) => one.text)).toEqual([
      "kind: Pod # changed meanwhile",
      "not saved",
    ]);
    expect(workspace.active.value).toBe("/root/draft.yaml");
    expect(failures).toEqual([]);
  });

  it("a file that was removed on the machine is no longer saved", async () => {
    await workspace.show("/root/test/pod.yaml");
    machine.clear();
    await workspace.changed(["/root/test/pod.yaml"]);
    expect(current()).toMatchObject({ kept: null, text: "kind: Pod" });
  });

  it("closing turns to a neighbour", async () => {
    workspace.create("a.yaml");
    workspace.create("b.yaml");
    workspace.close("/root/b.yaml");
    expect(workspace.active.value).toBe("/root/a.yaml");
    workspace.close("/root/a.yaml");
    expect(workspace.current.value).toBeNull();
  });
});
