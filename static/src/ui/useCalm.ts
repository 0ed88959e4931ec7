// A signal's value for a view that is costly to draw: never drawn more than once per frame, and
// not more often than every ``rest`` milliseconds when changes come in floods.
import type { Signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";

/** The value as it was at the last moment worth drawing. */
export function useCalm<T>(signal: Signal<T>, rest: number): T {
  const [value, set] = useState(signal.peek());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let frame = 0;
    let drawn = -Infinity;
    const draw = (): void => {
      frame = 0;
      drawn = performance.now();
      set(signal.peek());
    };
    const stop = signal.subscribe(() => {
      if (frame !== 0 || timer !== undefined) return;
      const wait = drawn + rest - performance.now();
      if (wait <= 0) frame = requestAnimationFrame(draw);
      else {
        timer = setTimeout(() => {
          timer = undefined;
          frame = requestAnimationFrame(draw);
        }, wait);
      }
    });
    return () => {
      stop();
      clearTimeout(timer);
      cancelAnimationFrame(frame);
    };
  }, [signal, rest]);
  return value;
}
