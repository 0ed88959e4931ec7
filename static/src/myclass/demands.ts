// What of a learner's classes wants their attention now: pure functions on what the server told.
// Not here: how it is shown (ClassBanner.tsx, ClassSheet.tsx).
import type {
  ClassExercise,
  ClassLook,
  ClassNotice,
  ClassProposal,
  ClassRoom,
  LessonState,
} from "../net/protocol";

/** Something to answer or to know, with the class that it comes from. */
export type Demand =
  | { readonly kind: "asked"; readonly room: ClassRoom; readonly look: ClassLook }
  | { readonly kind: "watched"; readonly room: ClassRoom; readonly look: ClassLook }
  | { readonly kind: "proposal"; readonly room: ClassRoom; readonly proposal: ClassProposal }
  | { readonly kind: "hold"; readonly room: ClassRoom }
  | { readonly kind: "exercise"; readonly room: ClassRoom; readonly exercise: ClassExercise };

/** Everything that wants attention, questions first; ``open`` is the lesson that the page shows. */
export function demands(rooms: readonly ClassRoom[], open: LessonState | null): readonly Demand[] {
  return [
    ...rooms.flatMap((room) => looks(room, "asked")),
    ...rooms.flatMap((room) => looks(room, "allowed")),
    ...rooms.flatMap(proposals),
    ...rooms.filter((room) => room.hold !== "").map((room): Demand => ({ kind: "hold", room })),
    ...rooms.flatMap(exercises).filter((one) => !countsDown(open, one)),
  ];
}

function looks(room: ClassRoom, state: string): Demand[] {
  const kind = state === "asked" ? "asked" : "watched";
  return room.looks.filter((look) => look.state === state).map((look) => ({ kind, room, look }));
}

function proposals(room: ClassRoom): Demand[] {
  return room.proposals
    .filter((one) => one.state === "sent")
    .map((proposal) => ({ kind: "proposal", room, proposal }));
}

function exercises(room: ClassRoom): Demand[] {
  return room.exercises
    .filter((one) => !one.over && one.handedOut > 0 && one.due > 0)
    .map((exercise) => ({ kind: "exercise", room, exercise }));
}

/** Whether the open lesson shows the time of an exercise by itself: an exam that runs does. */
function countsDown(open: LessonState | null, demand: Demand): boolean {
  const running = open?.exam?.state === "running";
  return running && demand.kind === "exercise" && demand.exercise.lesson === open.name;
}

/** When a class collects a lesson of its learner's, by the server's clock; 0 if none does. */
export function collectedAt(rooms: readonly ClassRoom[], lesson: string): number {
  const times = rooms
    .flatMap(exercises)
    .flatMap((one) => (one.kind === "exercise" && one.exercise.lesson === lesson ? [one.exercise.due] : []));
  return times.length > 0 ? Math.min(...times) : 0;
}

/** Notices that came with the last message and are not of before; on the first visit none is new. */
export function freshNotices(
  before: readonly ClassRoom[],
  after: readonly ClassRoom[],
): readonly ClassNotice[] {
  return after.flatMap((room) => {
    const old = before.find((one) => one.id === room.id);
    if (old === undefined) return [];
    const known = new Set(old.notices.map((notice) => notice.id));
    return room.notices.filter((notice) => !known.has(notice.id));
  });
}
