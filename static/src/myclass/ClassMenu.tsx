// The class in the page's head: raise a hand, and a sheet with everything that the class told.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { tc } from "../i18n/classroom";
import type { ClassRoom } from "../net/protocol";
import { Button } from "../ui/Button";
import { usePage } from "../ui/context";
import { Icon } from "../ui/Icon";
import { ClassSheet } from "./ClassSheet";

/** One button pair for each class, and the way to the pages of classes and one's account. */
export function ClassMenu(): JSX.Element {
  const { store } = usePage();
  return (
    <>
      {store.rooms.value.map((room) => (
        <RoomMenu key={room.id} room={room} />
      ))}
      <a class="button bare" href="/classes" title={tc().classes} aria-label={tc().classes}>
        <Icon name="people" />
      </a>
    </>
  );
}

function RoomMenu({ room }: { room: ClassRoom }): JSX.Element {
  const { session } = usePage();
  const [open, setOpen] = useState(false);
  const words = tc();
  const label = room.hand ? words.handDown : words.handUp;
  return (
    <span class="class-menu" role="group" aria-label={room.name}>
      <button
        type="button"
        class="button"
        data-hand={room.id}
        aria-pressed={room.hand}
        title={label}
        onClick={() => session.tell({ t: "class.hand", room: room.id, up: !room.hand })}
      >
        <Icon name="hand" />
        <span class="class-word">{room.hand ? words.handIsUp : words.handUp}</span>
      </button>
      <Button look="bare" label={room.name} title={words.myClass} onClick={() => setOpen(true)}>
        {room.name}
      </Button>
      {open && <ClassSheet room={room} onClose={() => setOpen(false)} />}
    </span>
  );
}
