// Class facts of the learner's page in words.
import { tc } from "../i18n/classroom";
import type { ClassNotice, ClassRoom } from "../net/protocol";

/** A notice in a line: a message with who says it, a file, an exercise of the class, a fault. */
export function noticeText(notice: ClassNotice, room: ClassRoom): string {
  const words = tc();
  switch (notice.kind) {
    case "file":
      return words.newFile(notice.text);
    case "exercise":
      return words.newExercise(titleOf(room, notice.text));
    case "fault":
      return words.newFault(notice.text);
    default:
      return `${words.messageFrom(notice.by)}: ${notice.text}`;
  }
}

/** What a lesson is called, if the class has it as an exercise. */
function titleOf(room: ClassRoom, lesson: string): string {
  return room.exercises.find((one) => one.lesson === lesson)?.title ?? lesson;
}

/** How the class holds the learner's clock. */
export function holdText(room: ClassRoom): string {
  return room.hold === "paused" ? tc().heldPaused : tc().heldSpeed(room.speed);
}
