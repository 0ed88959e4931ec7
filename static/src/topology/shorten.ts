// Names that fit: the middle goes, since Pods of one owner differ at their end.

const KEPT_TAIL = 9;

/** A name in at most ``room`` characters. */
export function shorten(name: string, room: number): string {
  if (name.length <= room) return name;
  if (room <= KEPT_TAIL + 2) return `…${name.slice(-(Math.max(room, 2) - 1))}`;
  const tail = Math.min(KEPT_TAIL, Math.floor(room / 2));
  return `${name.slice(0, room - tail - 1)}…${name.slice(-tail)}`;
}
