// The product's mark.
import type { JSX } from "preact";

/** A Pod: containers on their common ground. */
export function Logo(): JSX.Element {
  return (
    <svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
      <path class="logo-shell" d="M12 1.500l9 5.200v10.600l-9 5.200-9-5.200V6.700z" />
      <path class="logo-box" d="M7 8h4v5H7zM13 8h4v5h-4zM7 15h10v2.200H7z" />
    </svg>
  );
}
