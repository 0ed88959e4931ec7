// The page's first script: reads the configuration and begins with the real server.
import "../css/page.css";
import { readConfig } from "./config";
import { browserSocket } from "./net/socket";
import { start } from "./start";

const root = document.getElementById("app");
if (root !== null) {
  root.replaceChildren();
  const config = readConfig(document);
  // What the address asked for is in the configuration; a later reload shows what was open last.
  if (window.location.search !== "") window.history.replaceState(null, "", window.location.pathname);
  start(root, config, browserSocket(config.socket));
}
