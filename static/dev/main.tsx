// Begins the page with the canned server.  ?scene=empty|walk|busy|many &lang= &theme= choose.
import "../css/page.css";
import { start } from "../src/start";
import { CannedServer } from "./canned";

const query = new URLSearchParams(location.search);
const lang = query.get("lang") ?? "zh-hans";
const theme = query.get("theme");
if (theme) localStorage.setItem("podlab.theme", JSON.stringify(theme));
const pane = query.get("pane");
if (pane) localStorage.setItem("podlab.pane", JSON.stringify(pane));
const root = document.getElementById("app");
if (root) {
  const server = new CannedServer(query.get("scene") ?? "walk", lang);
  const schemaUrl = new URL("./schema.json", location.href).href;
  start(root, { socket: "", schemaUrl, lang, langUrl: "", watching: "", readOnly: false, classUrl: "" }, () => server.open());
  Object.assign(window, { server });
}
