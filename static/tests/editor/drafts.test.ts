// Unsaved text survives a reload, per cluster.
import { describe, expect, it } from "vitest";
import { keepDesk, recallDesk } from "../../src/editor/drafts";
import type { Shelf } from "../../src/state/preferences";

function shelf(start = ""): Shelf {
  let kept = start;
  return { getItem: () => kept || null, setItem: (_, value) => void (kept = value) };
}

const desk = (cluster: string, text = "kind: Pod") => ({
  cluster,
  active: "/root/a.yaml",
  files: [{ path: "/root/a.yaml", kept: null, text }],
});

describe("a desk", () => {
  it("is found again for its cluster only", () => {
    const store = shelf();
    keepDesk(store, desk("c1"));
    expect(recallDesk(store, "c1")).toEqual(desk("c1"));
    expect(recallDesk(store, "c2")).toBeNull();
  });

  it("the last of a cluster counts, and only a few clusters are kept", () => {
    const store = shelf();
    for (const cluster of ["a", "b", "c", "d", "e"]) keepDesk(store, desk(cluster));
    keepDesk(store, desk("e", "newer"));
    expect(recallDesk(store, "e")?.files[0]?.text).toBe("newer");
    expect(recallDesk(store, "b")).not.toBeNull();
    expect(recallDesk(store, "a")).toBeNull();
  });

  it("very large texts are left out", () => {
    const store = shelf();
    keepDesk(store, desk("c", "x".repeat(400_001)));
    expect(recallDesk(store, "c")?.files).toEqual([]);
  });

  it.each(["{", "7", '[{"cluster":1}]', '[null,{"cluster":"c","active":"","files":[3]}]'])(
    "nonsense in the storage is passed over: %s",
    (text) => expect(recallDesk(shelf(text), "c")).toBeNull(),
  );

  it("works without a storage, and with a full one", () => {
    expect(recallDesk(null, "c")).toBeNull();
    const full: Shelf = {
      getItem: () => null,
      setItem: () => {
        throw new Error("full");
      },
    };
    expect(() => keepDesk(full, desk("c"))).not.toThrow();
  });
});
