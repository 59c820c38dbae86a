/**
 * Pictures of the page for docs/images: a real Chromium before the real server, over an archive of the samples.
 *
 *   node scripts/picture-web.ts [archive]
 *
 * Without an archive one is made of the samples, which are transcribed first (some two minutes on two cores). The page
 * is built anew.
 */

import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { build } from "vite";
import { openArchive } from "../src/fonoteka.ts";
import { createArchiveServer, listen } from "../src/server/start-server.ts";

const root = join(import.meta.dirname, "..");
const images = join(root, "docs/images");

type Picture = {
  name: string;
  address: string;
  look?: { dark?: boolean; phone?: boolean; russian?: boolean };
  /** What to wait for or do before the picture is taken. */
  prepare?: (page: Page) => Promise<unknown>;
};

const startHit = async (page: Page) => {
  await page.locator(".hit").first().waitFor();
  await page.locator(".hit-play").first().click();
  await page.locator(".player").waitFor();
};

const pictures: Picture[] = [
  { name: "web-search", address: "?q=kubernetes", prepare: startHit },
  { name: "web-search-dark", address: "?q=суббота", look: { dark: true, russian: true }, prepare: startHit },
  {
    name: "web-search-phone",
    address: "?q=суббота",
    look: { phone: true, russian: true },
    prepare: startHit,
  },
  { name: "web-home", address: "", prepare: (page) => page.locator(".home-list li").first().waitFor() },
  { name: "web-library", address: "library", prepare: (page) => page.locator(".row").first().waitFor() },
  {
    name: "web-recording",
    address: "recordings/2?at=27000&q=kubernetes",
    prepare: (page) => page.locator("main mark, main [class*=mark]").first().waitFor(),
  },
  { name: "web-activity", address: "activity", prepare: (page) => page.locator(".model").first().waitFor() },
  {
    name: "web-import",
    address: "import",
    look: { russian: true },
    prepare: async (page) => {
      await page.locator("#files").setInputFiles(join(root, "samples/2026-02-19_18-42-05.opus"));
      await page.locator(".upload .job-state .icon").waitFor();
    },
  },
];

const given = process.argv[2];
const temporary = mkdtempSync(join(tmpdir(), "fonoteka-pictures-"));
try {
  const pageFolder = join(temporary, "page");
  await build({
    configFile: join(root, "web/vite.config.ts"),
    logLevel: "error",
    build: { outDir: pageFolder, emptyOutDir: true },
  });
  const archive = await openArchive(given ?? join(temporary, "archive"));
  if (!given) {
    for await (const outcome of archive.import([join(root, "samples")]))
      console.log(outcome.status, outcome.path);
    for await (const outcome of archive.transcribe()) console.log(outcome.status);
  }
  const server = await createArchiveServer(archive, { automatic: true, pageFolder });
  const { url, close } = await listen(server, { port: 0 });
  try {
    await takeAll(url);
  } finally {
    await close();
    await server.close();
    await archive.close();
  }
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

async function takeAll(url: string): Promise<void> {
  mkdirSync(images, { recursive: true });
  const executablePath = [process.env.FONOTEKA_TEST_CHROMIUM, "/usr/bin/chromium"].find(
    (path) => path && existsSync(path),
  );
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"],
  });
  try {
    for (const { name, address, look = {}, prepare } of pictures) {
      const context = await browser.newContext({
        locale: look.russian ? "ru-RU" : "en-GB",
        colorScheme: look.dark ? "dark" : "light",
        viewport: look.phone ? { width: 390, height: 844 } : { width: 1280, height: 800 },
        isMobile: look.phone ?? false,
        hasTouch: look.phone ?? false,
        deviceScaleFactor: 2,
        reducedMotion: "reduce",
      });
      const page = await context.newPage();
      await page.goto(url + address);
      await prepare?.(page);
      // Meaning comes after words, and the first question loads the model.
      await page.waitForTimeout(2500);
      await page.screenshot({ path: join(images, `${name}.png`) });
      console.log(`docs/images/${name}.png`);
      await context.close();
    }
  } finally {
    await browser.close();
  }
}
