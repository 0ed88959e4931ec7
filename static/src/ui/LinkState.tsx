// How the page stands to the server, and the way back if it does not.
import type { JSX } from "preact";
import { t } from "../i18n";
import type { Link } from "../net/conversation";
import { Button } from "./Button";
import { Icon } from "./Icon";

interface LinkStateProps {
  readonly link: Link;
  readonly onReconnect: () => void;
}

/** The connection in a word. */
export function LinkState({ link, onReconnect }: LinkStateProps): JSX.Element {
  const words = t();
  const text = {
    open: words.connected,
    connecting: words.connecting,
    lost: words.reconnecting,
    refused: words.refused,
  };
  return (
    <span class={`link ${link}`} role="status" id="link-state" data-state={link} title={text[link]}>
      <Icon name="plug" />
      <span class="link-text">{text[link]}</span>
      {link === "lost" && (
        <Button look="bare" label={words.reconnectNow} onClick={onReconnect}>
          {words.reconnectNow}
        </Button>
      )}
      {link === "refused" && (
        <Button look="bare" label={words.reload} onClick={() => window.location.reload()}>
          {words.reload}
        </Button>
      )}
    </span>
  );
}
