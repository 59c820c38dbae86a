/** Browser tests: a real Chromium and the real server. The app is built once per run, each test has its own archive. */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { type Archive, openArchive } from "../../src/fonoteka.ts";
import { createArchiveServer, listen } from "../../src/server/start-server.ts";
import { copyArchive } from "../support/copy-archive.ts";
import { makeOnce } from "../support/run-folder.ts";
import { repositoryFolder, samplesFolder } from "../support/run-fonoteka.ts";

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

let launched: Promise<Browser> | undefined;

/** Builds the app as `npm run build` does, once per run. */
export function buildPage(): Promise<string> {
  return makeOnce("page", async (outDir) => {
    // The bundler is loaded by the file that builds only.
    const { build } = await import("vite");
    await build({
      configFile: join(repositoryFolder, "web/vite.config.ts"),
      logLevel: "error",
      build: { outDir, emptyOutDir: true },
    });
  });
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

/** How long a test waits for what must come. Only a page that never gets there is to fail, not a slow machine. */
export const patienceMs = 120_000;

const openTabs = new WeakMap<TestContext, (() => Promise<void>)[]>();

export type OpenSite = { archive: Archive; url: string };

/**
 * Starts a server with a new archive on a free loopback port.
 * @param samples names of samples that it has, with their true texts and times instead of being transcribed
 * @param fill puts something else into it, and `name` is what that is called
 * @param automatic whether the server transcribes and embeds pending recordings
 * @param readOnly whether the archive can only be read
 */
export async function openSite(
  t: TestContext,
  {
    samples = [],
    name = `with ${samples.join(", ")}`,
    fill = async (archive) => {
      for (const sample of samples) await addSample(archive, sample);
    },
    automatic = false,
    readOnly = false,
  }: {
    samples?: readonly string[];
    name?: string;
    fill?: (archive: Archive) => Promise<void>;
    automatic?: boolean;
    readOnly?: boolean;
  } = {},
): Promise<OpenSite> {
  const pageFolder = await buildPage();
  const endings: (() => Promise<unknown>)[] = [];
  // Registered before the folder's cleanup, which runs later. Tabs close first: a page without its server logs errors.
  t.after(async () => {
    for (const end of [...(openTabs.get(t) ?? []), ...endings.reverse()]) await end();
  });
  const folder = await copyArchive(t, name, fill);
  const archive = await openArchive(folder, { readOnly });
  endings.push(() => archive.close());
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

async function addSample(archive: Archive, name: string): Promise<void> {
  const [outcome] = await Array.fromAsync(archive.import([join(samplesFolder, `${name}.opus`)]));
  if (outcome?.status !== "imported") throw new Error(`${name} was not imported`);
  const truth = JSON.parse(readFileSync(join(samplesFolder, `${name}.words.json`), "utf8")) as SampleTruth;
  const clock = (ms: number) => new Date(ms).toISOString().slice(11, 23).replace(".", ",");
  const lines = truth.turns.map(
    ({ start_ms, end_ms, text }, index) => `${index + 1}\n${clock(start_ms)} --> ${clock(end_ms)}\n${text}\n`,
  );
  const folder = mkdtempSync(join(tmpdir(), "fonoteka-transcript-"));
  const path = join(folder, `${name}.srt`);
  writeFileSync(path, lines.join("\n"));
  await archive.attachTranscript(outcome.recording.id, path);
  rmSync(folder, { recursive: true });
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
  context.setDefaultTimeout(patienceMs);
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

/**
 * Asks by typing and waits for the whole answer: hits by meaning come later than those by words, and until then what is
 * shown may be of the question before.
 */
export async function searchFor(page: Page, query: string): Promise<void> {
  const answered = page.waitForResponse((response) => {
    const { searchParams } = new URL(response.url());
    return searchParams.get("mode") === "hybrid" && searchParams.get("q") === query;
  });
  await page.getByRole("searchbox").fill(query);
  await answered;
  await page.locator(".summary-wait").waitFor({ state: "detached" });
}

/** Keeps answers by meaning from the page until it is let go: what is shown before is found by words alone. */
export async function holdMeaning(page: Page): Promise<{ letGo: () => Promise<void> }> {
  const held = Promise.withResolvers<void>();
  await page.route(/mode=hybrid/, async (route) => {
    await held.promise;
    // The page may have stopped asking meanwhile.
    await route.continue().catch(() => {});
  });
  return {
    letGo: async () => {
      held.resolve();
      await page.locator(".summary-wait").waitFor({ state: "detached" });
      await page.unroute(/mode=hybrid/);
    },
  };
}

/** Lets the page draw what it has decided to show. */
export function nextFrames(page: Page): Promise<void> {
  return page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  });
}

/**
 * From now on the positions to which the page moves the sound, in seconds: what it asked for, not where the sound is by
 * the time that a busy machine answers.
 * @returns asks for the list
 */
export async function watchPositions(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const audio = document.querySelector("audio")!;
    const native = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "currentTime")!;
    const asked: number[] = [];
    Object.assign(window, { positionsAsked: asked });
    Object.defineProperty(audio, "currentTime", {
      configurable: true,
      get: () => native.get!.call(audio),
      set: (seconds: number) => {
        asked.push(seconds);
        native.set!.call(audio, seconds);
      },
    });
  });
  return () => page.evaluate<number[]>("window.positionsAsked");
}

/** Polls until the condition holds. */
export async function waitUntil(holds: () => Promise<boolean>, timeoutMs = patienceMs): Promise<void> {
  const endMs = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > endMs) throw new Error(`condition not met after ${timeoutMs} ms: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
