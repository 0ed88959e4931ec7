// News for those who do not see the page: an unseen place whose text screen readers speak, not more
// often than one can listen.
// Not here: which words the news has (topology/announce.ts, classroom/spell.ts).
import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

const NOT_MORE_OFTEN_THAN = 3_000;

interface SpokenNewsProps<T> {
  readonly source: ReadonlySignal<T>;
  /** What to say of what changed since it was last spoken of. */
  readonly words: (before: T, after: T) => string;
}

/** Speaks what changes in a signal's value. */
export function SpokenNews<T>({ source, words }: SpokenNewsProps<T>): JSX.Element {
  const [said, say] = useState("");
  const before = useRef(source.peek());
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const value = source.value;
  useEffect(() => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      const after = source.peek();
      say(words(before.current, after));
      before.current = after;
    }, NOT_MORE_OFTEN_THAN);
  }, [value]);
  return (
    <div class="sr-only" role="status" aria-live="polite">
      {said}
    </div>
  );
}
