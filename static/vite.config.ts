// How the pages are built: a script each for the learner's page, the dashboard and plain pages, what
// they share, and one style sheet, with fixed names that the Django templates link.  Not here: the
// development page with its canned server (dev/vite.config.ts).
import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "./",
  publicDir: false,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    cssCodeSplit: false,
    modulePreload: false,
    manifest: "manifest.json",
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      input: { app: "src/main.tsx", dashboard: "src/dashboard.tsx", sheet: "src/sheet.ts" },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "chunk-[name].js",
        assetFileNames: "app[extname]",
      },
    },
  },
  test: { include: ["tests/**/*.test.ts", "tests/**/*.test.tsx"], environment: "node", testTimeout: 60_000 },
});
