// Messages change the world; old picture + changes = a fresh picture.
import { describe, expect, it } from "vitest";
import type { Item, ServerMessage } from "../../src/net/protocol";
import { EMPTY_WORLD, reduce, type World } from "../../src/state/world";
import { check, lessonOf, pod, step } from "../things";

const after = (...messages: ServerMessage[]): World => messages.reduce(reduce, EMPTY_WORLD);

const welcome = (n: number, fresh: boolean, stream = "s"): ServerMessage => ({
  t: "welcome",
  n,
  stream,
  fresh,
  cluster: "c",
  purpose: "",
  kubernetesUrl: "/k8s/c",
  terminals: ["1"],
  lang: "en",
});

const change = (n: number, set: Item[], drop: string[] = []): ServerMessage => ({
  t: "picture.change",
  n,
  time: n,
  delta: { set, drop },
});

describe("the picture", () => {
  it("is what the snapshot says", () => {
    const world = after({ t: "picture", n: 1, items: [pod("a"), pod("b")] });
    expect([...world.items.keys()]).toEqual(["a", "b"]);
  });

  it("follows changes", () => {
    const world = after(
      { t: "picture", n: 1, items: [pod("a"), pod("b")] },
      change(2, [pod("a", { status: "Terminating" }), pod("c")], ["b"]),
    );
    expect(world.items.get("a")?.status).toBe("Terminating");
    expect([...world.items.keys()].sort()).toEqual(["a", "c"]);
  });

  it("does not mind dropping what is not there", () => {
    expect(after(change(1, [], ["never"])).items.size).toBe(0);
  });

  it("leaves the earlier world as it was", () => {
    const before = after({ t: "picture", n: 1, items: [pod("a")] });
    reduce(before, change(2, [], ["a"]));
    expect(before.items.has("a")).toBe(true);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("snapshot + deltas = fresh snapshot (seed %i)", (seed) => {
    const chance = generator(seed);
    let world = after({ t: "picture", n: 1, items: [] });
    const truth = new Map<string, Item>();
    for (let n = 2; n < 200; n += 1) {
      const name = `pod-${chance(12)}`;
      if (chance(3) === 0) {
        truth.delete(name);
        world = reduce(world, change(n, [], [name]));
      } else {
        const item = pod(name, { status: `state-${chance(5)}` });
        truth.set(name, item);
        world = reduce(world, change(n, [item]));
      }
    }
    const fresh = after({ t: "picture", n: 1, items: [...truth.values()] });
    expect(sorted(world)).toEqual(sorted(fresh));
  });
});

function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

function sorted(world: World): [string, Item][] {
  return [...world.items].sort(([a], [b]) => (a < b ? -1 : 1));
}

describe("numbers", () => {
  it("are remembered", () => {
    expect(after(welcome(1, true), change(2, [])).seen).toBe(2);
  });

  it("a repeated message changes nothing", () => {
    const world = after({ t: "picture", n: 5, items: [pod("a")] });
    expect(reduce(world, change(5, [], ["a"]))).toBe(world);
    expect(reduce(world, change(3, [], ["a"]))).toBe(world);
  });

  it("start anew with a new stream", () => {
    const world = after({ t: "picture", n: 90, items: [pod("old")] }, welcome(1, true, "other"));
    expect(world.seen).toBe(1);
    expect(world.stream).toBe("other");
  });
});

describe("a welcome", () => {
  it("keeps what is shown until its successor comes, so that nothing flickers", () => {
    const world = after({ t: "picture", n: 1, items: [pod("old")] }, welcome(2, true));
    expect(world.items.has("old")).toBe(true);
    const next = reduce(world, { t: "picture", n: 3, items: [pod("new")] });
    expect([...next.items.keys()]).toEqual(["new"]);
  });

  it("names the terminals", () => {
    const world = after(welcome(1, true), { t: "terminal.screen", n: 2, terminal: "2", data: "" });
    expect(world.terminals).toEqual(["1", "2"]);
  });
});

describe("lessons", () => {
  const lesson = lessonOf(step("one", { checks: [check("a", false)] }), step("two"));

  it("take over the steps that changed and leave the others", () => {
    const turned = step("one", { done: true, checks: [check("a", true)] });
    const world = after(
      { t: "lesson", n: 1, lesson },
      { t: "lesson.checks", n: 2, steps: [turned], done: false, points: 7, mostPoints: 10 },
    );
    expect(world.lesson?.steps[0]).toEqual(turned);
    expect(world.lesson?.points).toBe(7);
    expect(world.lesson?.steps[1]).toBe(lesson.steps[1]);
  });

  it("checks without a lesson are no harm", () => {
    expect(after({ t: "lesson.checks", n: 1, steps: [step("x")], done: true, points: 0, mostPoints: 0 }).lesson).toBeNull();
  });
});

it("the clock is the server's", () => {
  const clock = { now: 7, paused: true, speed: 0.5 };
  expect(after({ t: "clock", n: 1, clock }).clock).toEqual(clock);
});
