// Which thing an arrow key leads to: the nearest whose middle lies in that direction.
import type { Box } from "./layout";

export type Direction = "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight";

const AWAY: Record<Direction, (dx: number, dy: number) => [along: number, across: number]> = {
  ArrowUp: (dx, dy) => [-dy, dx],
  ArrowDown: (dx, dy) => [dy, dx],
  ArrowLeft: (dx, dy) => [-dx, dy],
  ArrowRight: (dx, dy) => [dx, dy],
};

/** Whether a key is an arrow. */
export function isDirection(key: string): key is Direction {
  return key in AWAY;
}

/** The neighbour of a thing, or undefined at the edge. */
export function neighbour(
  boxes: ReadonlyMap<string, Box>,
  from: string,
  direction: Direction,
): string | undefined {
  const start = boxes.get(from);
  if (start === undefined) return undefined;
  let best: string | undefined;
  let least = Infinity;
  for (const [id, box] of boxes) {
    if (id === from) continue;
    const dx = box.x + box.w / 2 - start.x - start.w / 2;
    const dy = box.y + box.h / 2 - start.y - start.h / 2;
    const [along, across] = AWAY[direction](dx, dy);
    // Sideways costs double, so that a row is followed before the next one is entered.
    const cost = along + 2 * Math.abs(across);
    if (along > 1 && cost < least) [best, least] = [id, cost];
  }
  return best;
}
