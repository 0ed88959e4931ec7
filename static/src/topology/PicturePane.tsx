// The pane around the picture: its switches, the picture or the list, the inspector.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { Choice } from "../ui/Button";
import { usePage } from "../ui/context";
import { SpokenNews } from "../ui/SpokenNews";
import { Absences } from "./Absences";
import { changes } from "./announce";
import { Inspector } from "./Inspector";
import { ItemList } from "./ItemList";
import { Picture } from "./Picture";
import { isSystem } from "./scene";

/** The pane of the live picture. */
export function PicturePane(): JSX.Element {
  const { preferences, store } = usePage();
  const box = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(box);
  const asPicture = preferences.view.value === "picture";
  return (
    <section id="picture" class="pane picture-pane" aria-label={t().picture} data-stop="[tabindex='0']">
      <Head />
      <div class="picture-stage">
        <div class="picture-scroll" ref={box}>
          {asPicture && width > 0 && <Picture width={width} height={height} />}
          <ItemList quiet={asPicture} />
        </div>
        <Inspector />
      </div>
      <SpokenNews source={store.items} words={(before, after) => changes(before, after, t())} />
    </section>
  );
}

function Head(): JSX.Element {
  const { preferences } = usePage();
  const words = t();
  const { view, system } = preferences;
  return (
    <div class="pane-head">
      <h2 class="pane-title">{words.picture}</h2>
      <Summary />
      <Absences />
      <span class="gap" />
      <label class="switch">
        <input
          type="checkbox"
          id="picture-system"
          checked={system.value}
          onChange={(event) => (system.value = event.currentTarget.checked)}
        />
        {words.system}
      </label>
      <Choice
        label={words.showAs}
        compact
        value={view.value}
        options={[
          { value: "picture", label: words.picture, icon: "picture" },
          { value: "list", label: words.list, icon: "list" },
        ]}
        onChange={(value) => (view.value = value)}
      />
    </div>
  );
}

/** One line for a cluster that has nothing of the learner's yet, else how many Pods there are. */
function Summary(): JSX.Element {
  const { store } = usePage();
  let pods = 0;
  for (const item of store.items.value.values()) {
    if (item.kind === "Pod" && !isSystem(item)) pods += 1;
  }
  return <span class="pane-note">{pods === 0 ? t().firstPod : t().podCount(pods)}</span>;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The room inside an element, as it changes. */
function useSize(box: { current: HTMLElement | null }): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const { width, height } = entry.contentRect;
      setSize({ width: Math.floor(width), height: Math.floor(height) });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return size;
}
