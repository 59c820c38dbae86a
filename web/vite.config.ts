import { fileURLToPath } from "node:url";
import preact from "@preact/preset-vite";
import { defineConfig } from "vite";
import { thirdPartyNotices } from "./third-party.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));
const page = fileURLToPath(new URL("index.html", import.meta.url));
const serviceWorker = fileURLToPath(new URL("src/offline/service-worker.ts", import.meta.url));

/** The page of `fonoteka serve`. In development it asks the API of a server on FONOTEKA_API, default port 4501. */
const config = defineConfig({
  root: folder,
  plugins: [preact(), thirdPartyNotices()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2023",
    // Everything is a file of its own: the content security policy has no place for data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { page, "service-worker": serviceWorker },
      output: {
        entryFileNames: ({ name }) => (name === "service-worker" ? "[name].js" : "assets/[name]-[hash].js"),
      },
    },
  },
  server: {
    host: "127.0.0.1",
    port: 4600,
    proxy: { "/api": { target: process.env.FONOTEKA_API ?? "http://127.0.0.1:4501", changeOrigin: true } },
  },
});

// biome-ignore lint/style/noDefaultExport: Vite reads its configuration from the default export.
export default config;
