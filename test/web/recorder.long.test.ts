import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { openArchive } from "../../src/fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";
import {
  buildPage,
  closeBrowser,
  findBarriers,
  launch,
  nextFrames,
  openSite,
  openTab,
  patienceMs,
  skipWithoutChromium,
  waitUntil,
} from "./open-page.ts";

const skip = skipWithoutChromium;

after(closeBrowser);

type KilledServer = { url: string; child: ChildProcess };

async function serve(t: TestContext, archive: string, port: number): Promise<KilledServer> {
  const script = join(import.meta.dirname, "serve-page.ts");
  const child = spawn(process.execPath, [script, archive, await buildPage(), String(port)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  const [line] = (await once(child.stdout!, "data")) as [Buffer];
  return { url: line.toString().trim(), child };
}

/** Waits until the page's clock has passed so many seconds. */
async function waitForClock(page: Page, seconds: number): Promise<void> {
  await waitUntil(async () => (await clockOf(page)) >= seconds);
}

/**
 * Finishes the recording.
 * @returns how long it was recorded, in seconds; reading the clock and pressing the button are one moment for the page
 */
function finish(page: Page): Promise<number> {
  return page.evaluate(() => {
    const seconds = window.recordedSeconds();
    const button = [...document.querySelectorAll("button")].find(({ innerText }) => innerText === "Finish");
    button!.click();
    return seconds;
  });
}

/** Watches the browser's recorder: how long it has been running, and how often it gives what it has. */
function watchRecorder(): void {
  let ranMs = 0;
  let runningSince: number | undefined;
  const stop = () => {
    if (runningSince !== undefined) ranMs += performance.now() - runningSince;
    runningSince = undefined;
  };
  const { start, pause, resume } = MediaRecorder.prototype;
  MediaRecorder.prototype.start = function (timeslice) {
    runningSince = performance.now();
    window.recorderTimesliceMs = timeslice;
    start.call(this, timeslice);
  };
  MediaRecorder.prototype.pause = function () {
    pause.call(this);
    stop();
  };
  MediaRecorder.prototype.resume = function () {
    runningSince = performance.now();
    resume.call(this);
  };
  window.recordedSeconds = () =>
    (ranMs + (runningSince === undefined ? 0 : performance.now() - runningSince)) / 1000;
}

declare global {
  interface Window {
    recordedSeconds: () => number;
    recorderTimesliceMs: number | undefined;
  }
}

/** Length on the page's clock, in seconds. */
async function clockOf(page: Page): Promise<number> {
  const [minutes, seconds] = (await page.getByRole("timer").innerText()).split(":");
  return Number(minutes) * 60 + Number(seconds);
}

test("the microphone is recorded, paused and finished into a recording of the right length", {
  skip,
}, async (t) => {
  const { archive, url } = await openSite(t);
  const page = await openTab(t, `${url}record`, { permissions: ["microphone"] });
  await page.evaluate(watchRecorder);
  await page.getByRole("button", { name: "Start recording" }).click();
  await page.getByText("Recording", { exact: true }).waitFor();
  await page.waitForFunction(() => document.title.startsWith("●"));
  await page.waitForFunction(
    () => Number(document.querySelector("[role=meter]")?.getAttribute("aria-valuenow")) > -60,
  );
  await waitForClock(page, 1);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.waitForFunction(() => document.title.startsWith("❙"));
  // The clock is drawn every quarter of a second; once it is drawn after the pause it stands still.
  await page.waitForTimeout(500);
  const paused = await clockOf(page);
  await page.waitForTimeout(1200);
  assert.equal(await clockOf(page), paused, "the clock stops during a pause");
  await page.getByRole("button", { name: "Resume" }).click();
  await waitForClock(page, paused + 1);
  // Recording continues on another page, where an indicator links back to it.
  await page.getByRole("link", { name: "Library" }).first().click();
  const indicator = page.getByRole("link", { name: /Recording \d+:\d\d/ });
  for (const width of [1440, 360]) {
    await page.setViewportSize({ width, height: 740 });
    await indicator.waitFor();
    await nextFrames(page);
    const field = (await page.getByRole("searchbox").boundingBox())!;
    const pill = (await indicator.boundingBox())!;
    assert.ok(field.x + field.width <= pill.x, `at ${width} px the indicator covers the search field`);
    assert.ok(field.width >= 180, `at ${width} px the search field has ${field.width} px`);
  }
  await indicator.click();
  await page.getByRole("textbox", { name: "Title" }).fill("A thought on the way");
  const shownSeconds = await clockOf(page);
  const seconds = await finish(page);
  assert.ok(shownSeconds <= seconds, `the clock said ${shownSeconds} s after ${seconds} s`);
  await page.waitForURL(/recordings\/\d+$/);
  const [recording] = archive.list();
  assert.equal(recording?.title, "A thought on the way");
  assert.match(recording?.filename ?? "", /\.opus$/);
  const apart = Math.abs((recording?.durationSeconds ?? 0) - seconds);
  assert.ok(apart <= 1.2, `${seconds} s were recorded, the file lasts ${recording?.durationSeconds} s`);
  await page.waitForFunction(() => !document.title.includes("●"));
});

test("a server killed while recording loses less than a second, and the page sends everything again", {
  skip,
}, async (t) => {
  const folder = join(tempFolder(t), "archive");
  const first = await serve(t, folder, 0);
  const port = Number(new URL(first.url).port);
  const page = await (await openMicrophone(t)).newPage();
  await page.goto(`${first.url}record`);
  const acknowledged = countAnswers(page);
  await page.getByRole("button", { name: "Start recording" }).click();
  await waitUntil(async () => acknowledged() >= 4);
  // What is not sent yet may be lost: no more than the recorder gathers at a time.
  assert.ok((await page.evaluate(() => window.recorderTimesliceMs ?? Infinity)) <= 1000);
  const { live } = (await (await fetch(`${first.url}api/live`)).json()) as { live: { offset: number }[] };
  first.child.kill("SIGKILL");
  await once(first.child, "exit");
  const kept = keptSound(folder);
  assert.ok(statSync(kept).size >= live[0]!.offset, "what was acknowledged is on the disk");
  const keptSeconds = await lengthOf(t, kept);
  await page.getByRole("alert").getByText("The server is not responding").waitFor();
  const second = await serve(t, folder, port);
  // What the killed server had on its disk is a recording of its own now.
  const recordings = async () =>
    (
      (await (await fetch(`${second.url}api/recordings`)).json()) as {
        recordings: { durationSeconds: number }[];
      }
    ).recordings;
  await waitUntil(async () => (await recordings()).length > 0);
  const [recovered] = await recordings();
  assert.ok(keptSeconds > 2, `${keptSeconds} s in four parts`);
  assert.ok(
    Math.abs(recovered!.durationSeconds - keptSeconds) < 0.1,
    `${recovered!.durationSeconds} s of ${keptSeconds} s`,
  );
  // The page kept recording and sends everything to the new server.
  await page.getByText("the whole recording was sent again").waitFor();
  const seconds = await finish(page);
  await page.waitForURL(/recordings\/\d+$/);
  // The whole takes the place of the recovered beginning, which nobody has touched.
  const lengths = (await recordings()).map(({ durationSeconds }) => durationSeconds);
  assert.equal(lengths.length, 1, `${lengths}`);
  assert.ok(Math.abs(lengths[0]! - seconds) <= 1.2, `${lengths} against ${seconds}`);
});

/** A window of its own whose microphone may be used, and whose recorder is watched. */
async function openMicrophone(t: TestContext): Promise<BrowserContext> {
  const context = await (await launch()).newContext({
    locale: "en-GB",
    permissions: ["microphone"],
    serviceWorkers: "block",
  });
  context.setDefaultTimeout(patienceMs);
  await context.addInitScript(watchRecorder);
  t.after(() => context.close());
  return context;
}

/** Counts the parts of a recording that the server has confirmed. */
function countAnswers(page: Page): () => number {
  let count = 0;
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    if (/^\/api\/live\/[^/]+$/.test(pathname) && response.ok()) count++;
  });
  return () => count;
}

/** The unfinished recording in an archive's folder. */
function keptSound(folder: string): string {
  const live = join(folder, "incoming", "live");
  const names = readdirSync(live, { recursive: true }).map(String);
  return join(live, names.find((name) => /\.webm$/.test(name))!);
}

/** @returns the seconds that an unfinished recording has when it is imported by itself */
async function lengthOf(t: TestContext, path: string): Promise<number> {
  await using archive = await openArchive(join(tempFolder(t), "archive"));
  const [outcome] = await Array.fromAsync(archive.import([path]));
  assert.ok(outcome?.status === "imported");
  return outcome.recording.durationSeconds;
}

/** What the browser keeps, read without the page's own code: recordings of an earlier version must stay readable. */
function readKept(
  page: Page,
): Promise<{ version: number; liveId: string | null; count: number; isInOrder: boolean }> {
  return page.evaluate(async () => {
    const answer = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const db = await answer(indexedDB.open("fonoteka-recorder"));
    const [recording] = await answer(db.transaction("recordings").objectStore("recordings").getAll());
    const chunks = await answer(db.transaction("chunks").objectStore("chunks").getAll());
    const isInOrder = chunks.every(
      ({ key, place, chunk }, index) => key === recording.key && place === index && chunk instanceof Blob,
    );
    db.close();
    return { version: db.version, liveId: recording?.liveId, count: chunks.length, isInOrder };
  });
}

/** A recording may be as short as what was given before the tab was closed, and no longer than the tab was open. */
function assertLength(recording: { durationSeconds: number } | undefined, startedAtMs: number): void {
  const openSeconds = (performance.now() - startedAtMs) / 1000;
  const seconds = recording?.durationSeconds ?? 0;
  assert.ok(seconds > 1 && seconds <= openSeconds + 0.1, `${seconds} s, open for ${openSeconds} s`);
}

test("a recording left by a closed tab is offered and saved", { skip }, async (t) => {
  const { archive, url } = await openSite(t);
  const context = await openMicrophone(t);
  const lost = await context.newPage();
  await lost.goto(`${url}record`);
  const acknowledged = countAnswers(lost);
  const startedAtMs = performance.now();
  await lost.getByRole("button", { name: "Start recording" }).click();
  await waitUntil(async () => acknowledged() >= 3);
  await lost.close({ runBeforeUnload: false });
  const page = await context.newPage();
  await page.goto(`${url}record`);
  await page.getByRole("heading", { name: "Unfinished recording" }).waitFor();
  assert.deepEqual(await findBarriers(page), []);
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL(/recordings\/\d+$/);
  const [recording] = archive.list();
  assertLength(recording, startedAtMs);
});

test("a recording that never reached the server is kept in the browser, and the next page saves it", {
  skip,
}, async (t) => {
  const { archive, url } = await openSite(t);
  const context = await openMicrophone(t);
  const lost = await context.newPage();
  await lost.route("**/api/live**", (route) => route.abort("connectionrefused"));
  await lost.goto(`${url}record`);
  const startedAtMs = performance.now();
  await lost.getByRole("button", { name: "Start recording" }).click();
  await waitUntil(async () => (await readKept(lost)).count >= 3);
  await lost.close({ runBeforeUnload: false });
  assert.deepEqual(archive.list(), []);
  const page = await context.newPage();
  await page.goto(`${url}record`);
  await page.getByText(/exist only in this browser/).waitFor();
  const kept = await readKept(page);
  assert.deepEqual(
    { ...kept, count: kept.count > 1 },
    { version: 1, liveId: null, count: true, isInOrder: true },
  );
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL(/recordings\/\d+$/);
  const [recording] = archive.list();
  assertLength(recording, startedAtMs);
  await page.goto(`${url}record`);
  await page.getByRole("button", { name: "Start recording" }).waitFor();
  // It is read from the browser's store before the button is there or a moment later.
  await waitUntil(async () => (await readKept(page)).count === 0);
  assert.equal(await page.locator(".unfinished").count(), 0);
});

test("a refused microphone is explained, and axe finds nothing there or while it records", {
  skip,
}, async (t) => {
  const { url } = await openSite(t);
  const page = await openTab(t, `${url}record`, {
    locale: "ru-RU",
    colorScheme: "dark",
    viewport: { width: 360, height: 740 },
  });
  await page.evaluate(() => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    let refusals = 1;
    navigator.mediaDevices.getUserMedia = (wanted) =>
      refusals-- > 0 ? Promise.reject(new DOMException("no", "NotAllowedError")) : ask(wanted);
  });
  await page.getByRole("button", { name: "Начать запись" }).click();
  await page.getByRole("alert").getByText("Доступ к микрофону запрещён").waitFor();
  assert.deepEqual(await findBarriers(page), []);
  await page.getByRole("button", { name: "Повторить" }).click();
  await page.getByRole("timer").waitFor();
  assert.deepEqual(await findBarriers(page), []);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await page.getByRole("button", { name: "Не сохранять" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Не сохранять" }).click();
  await page.getByRole("button", { name: "Начать запись" }).waitFor();
});
