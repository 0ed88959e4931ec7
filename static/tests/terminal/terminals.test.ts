// Which terminals are open.
import { beforeEach, describe, expect, it } from "vitest";
import { Session } from "../../src/state/session";
import { Store } from "../../src/state/store";
import { Terminals } from "../../src/terminal/terminals";

function aSession(): Session {
  const open = (): never => {
    throw new Error("not connected in this test");
  };
  return new Session({ open, store: new Store(), language: () => "en" });
}

let terminals: Terminals;
beforeEach(() => {
  terminals = new Terminals(aSession());
});

describe("a guest's terminals", () => {
  it("are those that the learner has, and none if there is none", () => {
    const guest = new Terminals(aSession(), true);
    expect(guest.names.value).toEqual([]);
    guest.welcomed(["2", "1"], true);
    expect(guest.names.value).toEqual(["1", "2"]);
    guest.welcomed([], true);
    expect(guest.names.value).toEqual([]);
    guest.welcomed(["1"], false);
    expect(guest.active.value).toBe("1");
  });
});

describe("terminals", () => {
  it("begin with one", () => {
    expect(terminals.names.value).toEqual(["1"]);
  });

  it("take the first free number and come to the front", () => {
    terminals.add();
    terminals.add();
    terminals.remove("2");
    terminals.add();
    expect(terminals.names.value).toEqual(["1", "3", "2"]);
    expect(terminals.active.value).toBe("2");
  });

  it("the last one stays, and there are not endlessly many", () => {
    terminals.remove("1");
    expect(terminals.names.value).toEqual(["1"]);
    for (let i = 0; i < 20; i += 1) terminals.add();
    expect(terminals.names.value).toHaveLength(8);
  });

  it("are those that the server kept", () => {
    terminals.welcomed(["2", "1"], true);
    expect(terminals.names.value).toEqual(["1", "2"]);
    terminals.welcomed(["2"], false);
    expect(terminals.active.value).toBe("2");
    expect(terminals.epoch.value).toBe(1);
  });

  it("a text goes to the one in front, without a last newline", () => {
    const pasted: string[] = [];
    terminals.attach("1", { paste: (text) => pasted.push(text), focus: () => pasted.push("!") });
    terminals.paste("kubectl get pods\n");
    expect(pasted).toEqual(["kubectl get pods", "!"]);
  });
});
