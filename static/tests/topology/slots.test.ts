// A Pod keeps its place for life.
import { describe, expect, it } from "vitest";
import { assignSlots, NO_SLOTS } from "../../src/topology/slots";
import { pod } from "../things";

const on = (name: string, node = "n1"): ReturnType<typeof pod> => pod(name, { node });

describe("places", () => {
  it("are given in order", () => {
    expect(assignSlots(NO_SLOTS, [on("a"), on("b")]).get("n1")).toEqual(["a", "b"]);
  });

  it("stay when a neighbour goes", () => {
    const before = assignSlots(NO_SLOTS, [on("a"), on("b"), on("c")]);
    expect(assignSlots(before, [on("b"), on("c")]).get("n1")).toEqual([null, "b", "c"]);
  });

  it("that are free go to who comes next", () => {
    const before = assignSlots(NO_SLOTS, [on("a"), on("b")]);
    const between = assignSlots(before, [on("b")]);
    expect(assignSlots(between, [on("b"), on("new")]).get("n1")).toEqual(["new", "b"]);
  });

  it("at the end are given up", () => {
    const before = assignSlots(NO_SLOTS, [on("a"), on("b")]);
    expect(assignSlots(before, [on("a")]).get("n1")).toEqual(["a"]);
  });

  it("change from the tray to a node when the scheduler decides", () => {
    const before = assignSlots(NO_SLOTS, [pod("a")]);
    expect(before.get("")).toEqual(["a"]);
    const after = assignSlots(before, [on("a")]);
    expect(after.get("")).toEqual([]);
    expect(after.get("n1")).toEqual(["a"]);
  });

  it("do not change the earlier ones", () => {
    const before = assignSlots(NO_SLOTS, [on("a")]);
    assignSlots(before, []);
    expect(before.get("n1")).toEqual(["a"]);
  });
});
