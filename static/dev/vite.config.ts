// The development page: the same page with a canned server in the browser.  Never part of dist.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  publicDir: "public",
  server: { fs: { allow: [".."] } },
  build: { outDir: "../node_modules/.dev-page", emptyOutDir: true, modulePreload: false },
});
