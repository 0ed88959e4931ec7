// Signals tell only of the part that changed.
import { effect } from "@preact/signals";
import { expect, it } from "vitest";
import { Store } from "../../src/state/store";
import { pod } from "../things";

it("a clock message does not redraw the picture", () => {
  const store = new Store(() => 42);
  let drawn = 0;
  effect(() => {
    void store.items.value;
    drawn += 1;
  });
  store.receive({ t: "clock", n: 1, clock: { now: 5, paused: false, speed: 2 } });
  expect(drawn).toBe(1);
  expect(store.reading.value).toEqual({ clock: { now: 5, paused: false, speed: 2 }, at: 42 });
  store.receive({ t: "picture", n: 2, items: [pod("a")] });
  expect(drawn).toBe(2);
});

it("says whether a message was new", () => {
  const store = new Store(() => 0);
  expect(store.receive({ t: "lessons", n: 3, topics: [], lessons: [] })).toBe(true);
  expect(store.receive({ t: "lessons", n: 3, topics: [], lessons: [] })).toBe(false);
});
