// The browser's WebSocket as a session sees it.  Not here: anything about messages.
import type { SocketLike } from "../state/session";

/** The full address of a socket path on the page's own host. */
export function socketUrl(path: string, location: { protocol: string; host: string }): string {
  return `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}${path}`;
}

/** A function that opens the page's socket. */
export function browserSocket(path: string): () => SocketLike {
  return () => {
    const inner = new WebSocket(socketUrl(path, window.location));
    const outer: SocketLike = {
      send: (text) => inner.send(text),
      close: () => inner.close(),
      onopen: null,
      onclose: null,
      onmessage: null,
    };
    inner.onopen = () => outer.onopen?.();
    inner.onclose = (event) => outer.onclose?.(event.code);
    inner.onmessage = (event: MessageEvent<string>) => outer.onmessage?.(event);
    return outer;
  };
}
