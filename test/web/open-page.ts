/** Browser tests: a real Chromium and the real server. The app is built once per process, each test has its own archive. */

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

/** Reason to skip the browser tests; none on CI, where a missing browser is a failure. */
export const skipWithoutChromium: string | false =
  executablePath === undefined && !process.env.CI
    ? "no Chromium here (FONOTEKA_TEST_CHROMIUM=path names one)"
    : false;

let builtPage: Promise<string> | undefined;
let launched: Promise<Browser> | undefined;

/** Builds the app as `npm run build` does, into a temporary folder. */
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

/** Closes the browser; without it the process of a test file does not end. */
export async function closeBrowser(): Promise<void> {
  await (await launched)?.close();
  launched = undefined;
}

const openTabs = new WeakMap<TestContext, (() => Promise<void>)[]>();

export type OpenSite = { archive: Archive; url: string };

/**
 * Starts a server with a new archive on a free loopback port.
 * @param samples names of samples to import with their true texts and times instead of transcribing them
 * @param automatic whether the server transcribes and embeds pending recordings
 */
export async function openSite(
  t: TestContext,
  { samples = [], automatic = false }: { samples?: readonly string[]; automatic?: boolean } = {},
): Promise<OpenSite> {
  const pageFolder = await buildPage();
  const endings: (() => Promise<unknown>)[] = [];
  // Registered before the folder's cleanup, which runs later. Tabs close first: a page without its server logs errors.
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

/** Opens a tab that fails the test if the page throws, logs an error or contacts another host. */
export async function openTab(
  t: TestContext,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const browser = await launch();
  const context = await browser.newContext({
    locale: "en-GB",
    viewport: { width: 1280, height: 800 },
    // Tests must see the current build, not the cache of an earlier page.
    serviceWorkers: "block",
    ...options,
  });
  const page = await context.newPage();
  const problems: string[] = [];
  const origin = new URL(url).origin;
  page.on("pageerror", (error) => problems.push(`threw ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(`console: ${message.text()} ${message.location().url}`);
  });
  page.on("request", (request) => {
    const asked = new URL(request.url());
    if (asked.origin !== origin && !["blob:", "data:"].includes(asked.protocol)) {
      problems.push(`asked ${request.url()}`);
    }
  });
  openTabs.set(t, [...(openTabs.get(t) ?? []), () => context.close()]);
  t.after(() => {
    if (problems.length > 0) throw new Error(`the page had problems: ${problems.join("; ")}`);
  });
  await page.goto(url);
  return page;
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

type AxeResults = { violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] };

/** What axe (WCAG 2.2 A and AA, best practices) finds on the current page: one line per finding. */
export async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate<AxeResults>("axe.run()");
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)}: ${failureSummary ?? ""}`),
  );
}

/** Drops a file on the page. */
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

/** State of the audio element: position in seconds, playing or not, source. */
export function readSound(page: Page): Promise<Sound> {
  return page.evaluate<Sound>(`(() => {
    const { currentTime, paused, currentSrc } = document.querySelector("audio");
    return { seconds: currentTime, isPlaying: !paused, source: currentSrc };
  })()`);
}

/** Polls until the condition holds. */
export async function waitUntil(holds: () => Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const endMs = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > endMs) throw new Error(`condition not met after ${timeoutMs} ms: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
