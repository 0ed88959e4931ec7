// The socket's address follows the page's.
import { expect, it } from "vitest";
import { socketUrl } from "../../src/net/socket";

it.each([
  ["http:", "ws://h:1/ws/cluster/"],
  ["https:", "wss://h:1/ws/cluster/"],
])("%s", (protocol, url) => {
  expect(socketUrl("/ws/cluster/", { protocol, host: "h:1" })).toBe(url);
});
