// The line below the head on somebody else's cluster: whose it is, what may be done, the way back.
// Not here: the learner's own line about it (ClassBanner.tsx).
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { tc } from "../i18n/classroom";
import { usePage } from "../ui/context";
import { Icon } from "../ui/Icon";

/** The line of a live view or a copy. */
export function GuestBanner(): JSX.Element {
  const { config, store } = usePage();
  const words = tc();
  useMoves();
  const over = store.link.value === "refused";
  const said = config.readOnly ? words.lookingAt(config.watching) : words.copyOf(config.watching);
  return (
    <div class="class-banner" role="region" aria-label={words.myClass}>
      <div class={over ? "class-line asked" : "class-line watched"} id="guest" role="status">
        <Icon name={config.readOnly ? "eye" : "copy"} />
        <span>{over ? words.lookIsOver : said}</span>
        <a class="button" href={config.classUrl}>
          {words.dashboard}
        </a>
      </div>
    </div>
  );
}

/** Says when the learner went to another lesson, and the view with them. */
function useMoves(): void {
  const { config, store, toasts } = usePage();
  const shown = useRef("");
  const cluster = store.cluster.value;
  useEffect(() => {
    if (config.readOnly && shown.current !== "") toasts.say(tc().lookMoved(config.watching), "ok");
    shown.current = cluster;
  }, [cluster]);
}
