// Buttons and small choices used all over the page.
import type { ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./Icon";

interface ButtonProps {
  readonly icon?: IconName;
  readonly label: string;
  readonly onClick: () => void;
  readonly look?: "plain" | "primary" | "bare";
  readonly disabled?: boolean;
  readonly title?: string;
  readonly id?: string;
  readonly children?: ComponentChildren;
}

/** A button: with children it shows them, else only its icon, and the label is read aloud. */
export function Button(props: ButtonProps): JSX.Element {
  return (
    <button
      type="button"
      id={props.id}
      class={`button ${props.look ?? "plain"}${props.children ? "" : " iconic"}`}
      disabled={props.disabled}
      aria-label={props.children ? undefined : props.label}
      title={props.title ?? (props.children ? undefined : props.label)}
      onClick={props.onClick}
    >
      {props.icon && <Icon name={props.icon} />}
      {props.children}
    </button>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string; readonly icon?: IconName }[];
  readonly onChange: (value: T) => void;
  readonly compact?: boolean;
}

/** A few choices side by side, one of them taken. */
export function Choice<T extends string>(props: ChoiceProps<T>): JSX.Element {
  return (
    <div class="choice" role="group" aria-label={props.label}>
      {props.options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === props.value}
          aria-label={props.compact ? option.label : undefined}
          title={props.compact ? option.label : undefined}
          onClick={() => props.onChange(option.value)}
        >
          {option.icon && <Icon name={option.icon} />}
          {!props.compact && <span>{option.label}</span>}
        </button>
      ))}
    </div>
  );
}
