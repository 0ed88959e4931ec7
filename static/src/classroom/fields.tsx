// Fields that several sheets of the dashboard share.
import type { JSX } from "preact";
import { tc } from "../i18n/classroom";
import { useDashboard } from "./context";

interface GroupFieldProps {
  readonly label: string;
  readonly value: number;
  readonly onChange: (group: number) => void;
}

/** Everybody or one group; nothing where the class has no groups. */
export function GroupField({ label, value, onChange }: GroupFieldProps): JSX.Element | null {
  const groups = useDashboard().desk.settings.value?.groups ?? [];
  if (groups.length === 0) return null;
  return (
    <label class="field">
      {label}
      <select value={String(value)} onChange={(event) => onChange(Number(event.currentTarget.value))}>
        <option value="0">{tc().everyGroup}</option>
        {groups.map((group) => (
          <option key={group.id} value={String(group.id)}>
            {group.name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface LessonFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (lesson: string) => void;
}

/** One of the lessons that can be shown or handed out. */
export function LessonField({ label, value, onChange }: LessonFieldProps): JSX.Element {
  const { desk } = useDashboard();
  return (
    <label class="field">
      {label}
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {desk.lessons.value.map((one) => (
          <option key={one.name} value={one.name}>
            {String(one.number).padStart(3, "0")} {one.title}
          </option>
        ))}
      </select>
    </label>
  );
}
