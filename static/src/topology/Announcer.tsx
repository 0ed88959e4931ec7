// Reads changes of the picture aloud, not more often than one can listen.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { usePage } from "../ui/context";
import { changes } from "./announce";

const NOT_MORE_OFTEN_THAN = 3_000;

/** An unseen place whose text screen readers speak. */
export function Announcer(): JSX.Element {
  const { store } = usePage();
  const [said, say] = useState("");
  const before = useRef(store.items.peek());
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const items = store.items.value;
  useEffect(() => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      const after = store.items.peek();
      say(changes(before.current, after, t()));
      before.current = after;
    }, NOT_MORE_OFTEN_THAN);
  }, [items]);
  return (
    <div class="sr-only" role="status" aria-live="polite">
      {said}
    </div>
  );
}
