// The dashboard's first script: reads the configuration and begins with the real server.
import "../css/page.css";
import type { DashboardConfig } from "./classroom/context";
import { start } from "./classroom/start";
import { browserSocket } from "./net/socket";

const DEFAULTS: DashboardConfig = {
  socket: "",
  lang: "zh-hans",
  langUrl: "",
  settingsUrl: "",
  classesUrl: "/",
  exportUrl: "",
};

const root = document.getElementById("app");
if (root !== null) {
  const text = document.getElementById("config")?.textContent ?? "{}";
  const config = { ...DEFAULTS, ...(JSON.parse(text) as Partial<DashboardConfig>) };
  root.replaceChildren();
  start(root, config, browserSocket(config.socket));
}
