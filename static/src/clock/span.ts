// Stretches of time on the timeline: zooming and places in them.  Not here: drawing (Timeline).
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The shortest stretch that is worth looking at: two seconds. */
export const SHORTEST = 2_000_000;

/** A stretch ``factor`` times as long around a time, kept inside the whole. */
export function zoomed(span: Span, whole: Span, around: number, factor: number): Span {
  const all = Math.max(whole.to - whole.from, SHORTEST);
  const length = Math.min(Math.max((span.to - span.from) * factor, SHORTEST), all);
  const share = shareOf(around, span);
  const from = Math.min(Math.max(around - share * length, whole.from), whole.from + all - length);
  return { from: Math.round(from), to: Math.round(from + length) };
}

/** Where a time stands in a stretch, from 0 to 1. */
export function shareOf(time: number, span: Span): number {
  const length = span.to - span.from;
  return length <= 0 ? 0 : Math.min(1, Math.max(0, (time - span.from) / length));
}

/** Whether a time lies in a stretch. */
export function within(time: number, span: Span): boolean {
  return time >= span.from && time <= span.to;
}
