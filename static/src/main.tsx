// The page's first script: reads the configuration and begins with the real server.
import "../css/page.css";
import { readConfig } from "./config";
import { browserSocket } from "./net/socket";
import { start } from "./start";

const root = document.getElementById("app");
if (root !== null) {
  root.replaceChildren();
  const config = readConfig(document);
  start(root, config, browserSocket(config.socket));
}
