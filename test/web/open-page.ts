/** A real Chromium before the real server, for the browser tests: the page built once a process, an archive a test. */

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { build } from "vite";
import { type Archive, openArchive } from "../../src/fonoteka.ts";
import { createArchiveServer, listen } from "../../src/server/start-server.ts";
import { repositoryFolder, samplesFolder } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";

const executablePath = [
  process.env.FONOTEKA_TEST_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path && existsSync(path));

/** Reason to leave the browser tests out; none on CI, where a missing browser is a failure. */
export const skipWithoutChromium: string | false =
  executablePath === undefined && !process.env.CI
    ? "no Chromium here (FONOTEKA_TEST_CHROMIUM=path names one)"
    : false;

let builtPage: Promise<string> | undefined;
let launched: Promise<Browser> | undefined;

/** Builds the page as `npm run build` does, into a folder of its own. */
export function buildPage(): Promise<string> {
  builtPage ??= (async () => {
    const outDir = await mkdtemp(join(tmpdir(), "fonoteka-page-"));
    process.once("exit", () => rmSync(outDir, { recursive: true, force: true }));
    await build({
      configFile: join(repositoryFolder, "web/vite.config.ts"),
      logLevel: "error",
      build: { outDir, emptyOutDir: true },
    });
    return outDir;
  })();
  return builtPage;
}

export function launch(): Promise<Browser> {
  launched ??= chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--autoplay-policy=no-user-gesture-required",
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
    ],
  });
  return launched;
}

/** Ends the browser; call it after the last test of a file, or the process does not end. */
export async function closeBrowser(): Promise<void> {
  await (await launched)?.close();
  launched = undefined;
}

const openTabs = new WeakMap<TestContext, (() => Promise<void>)[]>();

export type OpenSite = { archive: Archive; url: string };

/**
 * A server over an archive on a free port of loopback.
 * @param samples names of samples to be taken in with their true texts and times, instead of being recognised
 * @param automatic whether the server works by itself: transcribes and embeds what waits
 */
export async function openSite(
  t: TestContext,
  { samples = [], automatic = false }: { samples?: readonly string[]; automatic?: boolean } = {},
): Promise<OpenSite> {
  const pageFolder = await buildPage();
  const endings: (() => Promise<unknown>)[] = [];
  // Before the folder's own ending, as they run in the order they are named. Tabs first: a page whose server goes away
  // says so in its console.
  t.after(async () => {
    for (const end of [...(openTabs.get(t) ?? []), ...endings.reverse()]) await end();
  });
  const archive = await openArchive(join(tempFolder(t), "archive"));
  endings.push(() => archive.close());
  for (const name of samples) await addSample(t, archive, name);
  const server = await createArchiveServer(archive, {
    automatic,
    pageFolder,
    onBug: (error) => t.diagnostic(`bug: ${error instanceof Error ? error.stack : String(error)}`),
  });
  endings.push(() => server.close());
  const { url, close } = await listen(server, { port: 0 });
  endings.push(close);
  return { archive, url };
}

type SampleTruth = { turns: { start_ms: number; end_ms: number; text: string }[] };

/** @returns the recording's id */
async function addSample(t: TestContext, archive: Archive, name: string): Promise<number> {
  const [outcome] = await Array.fromAsync(archive.import([join(samplesFolder, `${name}.opus`)]));
  if (outcome?.status !== "imported") throw new Error(`${name} was not imported`);
  const truth = JSON.parse(readFileSync(join(samplesFolder, `${name}.words.json`), "utf8")) as SampleTruth;
  const clock = (ms: number) => new Date(ms).toISOString().slice(11, 23).replace(".", ",");
  const lines = truth.turns.map(
    ({ start_ms, end_ms, text }, index) => `${index + 1}\n${clock(start_ms)} --> ${clock(end_ms)}\n${text}\n`,
  );
  const folder = tempFolder(t);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.srt`);
  writeFileSync(path, lines.join("\n"));
  await archive.attachTranscript(outcome.recording.id, path);
  return outcome.recording.id;
}

/** A tab that fails the test when the page throws, logs an error or asks another host. */
export async function openTab(
  t: TestContext,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const browser = await launch();
  const context = await browser.newContext({
    locale: "en-GB",
    viewport: { width: 1280, height: 800 },
    // What a test sees must be what it built, not what an earlier page left in the cache.
    serviceWorkers: "block",
    ...options,
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  const origin = new URL(url).origin;
  page.on("pageerror", (error) => troubles.push(`threw ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") troubles.push(`console: ${message.text()} ${message.location().url}`);
  });
  page.on("request", (request) => {
    const asked = new URL(request.url());
    if (asked.origin !== origin && !["blob:", "data:"].includes(asked.protocol)) {
      troubles.push(`asked ${request.url()}`);
    }
  });
  openTabs.set(t, [...(openTabs.get(t) ?? []), () => context.close()]);
  t.after(() => {
    if (troubles.length > 0) throw new Error(`the page had troubles: ${troubles.join("; ")}`);
  });
  await page.goto(url);
  return page;
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

type AxeResults = { violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] };

/** What axe (WCAG 2.2 A and AA, best practices) finds on the page as it is now: one line a finding. */
export async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate<AxeResults>("axe.run()");
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)}: ${failureSummary ?? ""}`),
  );
}

/** Lets a file fall onto the page, as a person drops it from a folder. */
export async function dropFile(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const content = Buffer.from(bytes).toString("base64");
  await page.evaluate(`
    const data = Uint8Array.from(atob("${content}"), (character) => character.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([data], ${JSON.stringify(name)}));
    for (const type of ["dragenter", "dragover", "drop"]) {
      const event = new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer });
      document.querySelector("main").dispatchEvent(event);
    }
  `);
}

export type Sound = { seconds: number; isPlaying: boolean; source: string };

/** Where the sound stands, in seconds, and whether it plays: of the audio element itself. */
export function readSound(page: Page): Promise<Sound> {
  return page.evaluate<Sound>(`(() => {
    const { currentTime, paused, currentSrc } = document.querySelector("audio");
    return { seconds: currentTime, isPlaying: !paused, source: currentSrc };
  })()`);
}

/** Asks again and again until it holds. */
export async function waitUntil(holds: () => Promise<boolean>, patienceMs = 30_000): Promise<void> {
  const endMs = Date.now() + patienceMs;
  while (!(await holds())) {
    if (Date.now() > endMs) throw new Error(`still not so after ${patienceMs} ms: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
