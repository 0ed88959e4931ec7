// What the browser remembers, and that it survives nonsense in the storage.
import { describe, expect, it } from "vitest";
import { Preferences, type Shelf } from "../../src/state/preferences";

function shelf(start: Record<string, string> = {}): Shelf & { kept: Map<string, string> } {
  const kept = new Map(Object.entries(start));
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  };
}

describe("preferences", () => {
  it("are kept for the next visit", () => {
    const store = shelf();
    new Preferences(store).theme.value = "dark";
    expect(new Preferences(store).theme.value).toBe("dark");
  });

  it.each(["", "{", '"purple"', "12", "null"])("fall back from nonsense: %s", (text) => {
    expect(new Preferences(shelf({ "podlab.theme": text })).theme.value).toBe("auto");
  });

  it("refuse a split that would hide a part", () => {
    expect(new Preferences(shelf({ "podlab.split.picture": "7" })).pictureShare.value).toBe(0.52);
  });

  it("work without any storage", () => {
    const forbidden: Shelf = {
      getItem: () => {
        throw new Error("forbidden");
      },
      setItem: () => {
        throw new Error("forbidden");
      },
    };
    const preferences = new Preferences(forbidden);
    preferences.view.value = "list";
    expect(preferences.view.value).toBe("list");
    expect(new Preferences(null).dock.value).toBe("both");
  });
});
