import { fileURLToPath } from "node:url";

import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { packAssets } from "./build/packAssets";
import { scriptBudget } from "./build/scriptBudget";

/** Where `npm run dev` finds a running Postscope. */
const gateway = process.env["POSTSCOPE_URL"] ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react(), tailwindcss(), scriptBudget(), packAssets()],
  resolve: {
    alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) },
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": gateway, "/media": gateway },
  },
  build: {
    target: "es2022",
    // The content security policy allows `data:` for pictures alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: {
    css: false,
    restoreMocks: true,
    testTimeout: 30_000,
    maxWorkers: 2,
    // Each file cleans up after itself; a world of its own for each doubles the time.
    isolate: false,
    env: { TZ: "Europe/Berlin" },
    // A page costs each file a second: only what needs one has one.
    projects: [
      {
        extends: true,
        test: {
          name: "logic",
          include: ["src/**/*.test.ts", "build/**/*.test.ts"],
          exclude: ["src/**/*.page.test.ts"],
          environment: "node",
        },
      },
      {
        extends: true,
        test: {
          name: "pages",
          include: ["src/**/*.test.tsx", "src/**/*.page.test.ts"],
          environment: "jsdom",
          setupFiles: ["./tests/setup.ts"],
        },
      },
    ],
  },
});
