// What hangs together with a thing: followed along the lines, up and down, never sideways.
import type { Curve } from "./layout";

/** A thing, all above it and all below it. */
export function related(curves: readonly Curve[], id: string): Set<string> {
  const found = new Set([id]);
  const walk = (from: string, up: boolean): void => {
    for (const curve of curves) {
      const [near, far] = up ? [curve.to, curve.from] : [curve.from, curve.to];
      if (near !== from || found.has(far)) continue;
      found.add(far);
      walk(far, up);
    }
  };
  walk(id, true);
  walk(id, false);
  return found;
}
