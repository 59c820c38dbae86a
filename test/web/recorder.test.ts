import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import { tempFolder } from "../support/temp-folder.ts";
import {
  buildPage,
  closeBrowser,
  findBarriers,
  launch,
  openSite,
  openTab,
  skipWithoutChromium,
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
  await page.getByRole("button", { name: "Start recording" }).click();
  await page.getByText("Recording", { exact: true }).waitFor();
  await page.waitForFunction(() => document.title.startsWith("●"));
  await page.waitForFunction(
    () => Number(document.querySelector("[role=meter]")?.getAttribute("aria-valuenow")) > -60,
  );
  await sleep(1500);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.waitForFunction(() => document.title.startsWith("❙"));
  const paused = await clockOf(page);
  await sleep(1200);
  assert.equal(await clockOf(page), paused, "the clock stops during a pause");
  await page.getByRole("button", { name: "Resume" }).click();
  await sleep(1000);
  // Recording continues on another page, where an indicator links back to it.
  await page.getByRole("link", { name: "Library" }).first().click();
  const indicator = page.getByRole("link", { name: /Recording 0:0/ });
  for (const width of [1440, 360]) {
    await page.setViewportSize({ width, height: 740 });
    const field = (await page.getByRole("searchbox").boundingBox())!;
    const pill = (await indicator.boundingBox())!;
    assert.ok(field.x + field.width <= pill.x, `at ${width} px the indicator covers the search field`);
    assert.ok(field.width >= 180, `at ${width} px the search field has ${field.width} px`);
  }
  await indicator.click();
  await page.getByRole("textbox", { name: "Title" }).fill("A thought on the way");
  const length = await clockOf(page);
  await page.getByRole("button", { name: "Finish" }).click();
  await page.waitForURL(/recordings\/\d+$/);
  const [recording] = archive.list();
  assert.equal(recording?.title, "A thought on the way");
  assert.match(recording?.filename ?? "", /\.opus$/);
  const apart = Math.abs((recording?.durationSeconds ?? 0) - length);
  assert.ok(apart <= 1.2, `the clock said ${length} s, the file lasts ${recording?.durationSeconds} s`);
  assert.doesNotMatch(await page.title(), /●/);
});

test("a server killed while recording loses less than a second, and the page sends everything again", {
  skip,
}, async (t) => {
  const folder = join(tempFolder(t), "archive");
  const first = await serve(t, folder, 0);
  const port = Number(new URL(first.url).port);
  const context = await (await launch()).newContext({
    locale: "en-GB",
    permissions: ["microphone"],
    serviceWorkers: "block",
  });
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(`${first.url}record`);
  await page.getByRole("button", { name: "Start recording" }).click();
  await page.getByRole("timer").waitFor();
  await sleep(4300);
  const atKill = await page.evaluate(() => document.querySelector("[role=timer]")!.textContent);
  const killedAt = Date.now();
  first.child.kill("SIGKILL");
  await page.getByRole("alert").getByText("The server is not responding").waitFor();
  const second = await serve(t, folder, port);
  // What the killed server had on its disk is a recording of its own now; at most the last second is missing.
  const recordings = async () =>
    (
      (await (await fetch(`${second.url}api/recordings`)).json()) as {
        recordings: { durationSeconds: number }[];
      }
    ).recordings;
  while ((await recordings()).length === 0 && Date.now() - killedAt < 20_000) await sleep(200);
  const [recovered] = await recordings();
  const clock = Number(atKill?.split(":")[1]);
  t.diagnostic(`the clock said ${atKill}, recovered ${recovered?.durationSeconds} s`);
  assert.ok(recovered && recovered.durationSeconds > clock - 1.05 && recovered.durationSeconds < clock + 1.5);
  // The page kept recording and sends everything to the new server.
  await page.getByText("the whole recording was sent again").waitFor();
  const length = await clockOf(page);
  await page.getByRole("button", { name: "Finish" }).click();
  await page.waitForURL(/recordings\/\d+$/);
  // The whole takes the place of the recovered beginning, which nobody has touched.
  const lengths = (await recordings()).map(({ durationSeconds }) => durationSeconds);
  assert.equal(lengths.length, 1, `${lengths}`);
  assert.ok(Math.abs(lengths[0]! - length) <= 1.2, `${lengths} against ${length}`);
});

test("a recording left by a closed tab is offered and saved", { skip }, async (t) => {
  const { archive, url } = await openSite(t);
  const context = await (await launch()).newContext({
    locale: "en-GB",
    permissions: ["microphone"],
    serviceWorkers: "block",
  });
  t.after(() => context.close());
  const lost = await context.newPage();
  await lost.goto(`${url}record`);
  await lost.getByRole("button", { name: "Start recording" }).click();
  await lost.getByRole("timer").waitFor();
  await sleep(3200);
  await lost.close({ runBeforeUnload: false });
  const page = await context.newPage();
  await page.goto(`${url}record`);
  await page.getByRole("heading", { name: "Unfinished recording" }).waitFor();
  assert.deepEqual(await findBarriers(page), []);
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL(/recordings\/\d+$/);
  const [recording] = archive.list();
  assert.ok(
    recording && recording.durationSeconds > 2 && recording.durationSeconds < 5,
    `${recording?.durationSeconds}`,
  );
});

test("a recording that never reached the server is kept in the browser, and the next page saves it", {
  skip,
}, async (t) => {
  const { archive, url } = await openSite(t);
  const context = await (await launch()).newContext({
    locale: "en-GB",
    permissions: ["microphone"],
    serviceWorkers: "block",
  });
  t.after(() => context.close());
  const lost = await context.newPage();
  await lost.route("**/api/live**", (route) => route.abort("connectionrefused"));
  await lost.goto(`${url}record`);
  await lost.getByRole("button", { name: "Start recording" }).click();
  await lost.getByRole("timer").waitFor();
  await sleep(3200);
  await lost.close({ runBeforeUnload: false });
  assert.deepEqual(archive.list(), []);
  const page = await context.newPage();
  await page.goto(`${url}record`);
  await page.getByText(/exist only in this browser/).waitFor();
  // Read without the page's own code: recordings kept by an earlier version must stay readable.
  const kept = await page.evaluate(async () => {
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
    return { version: db.version, liveId: recording.liveId, count: chunks.length, isInOrder };
  });
  assert.deepEqual(
    { ...kept, count: kept.count > 1 },
    { version: 1, liveId: null, count: true, isInOrder: true },
  );
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL(/recordings\/\d+$/);
  const [recording] = archive.list();
  assert.ok(
    recording && recording.durationSeconds > 2 && recording.durationSeconds < 5,
    `${recording?.durationSeconds}`,
  );
  await page.goto(`${url}record`);
  await page.getByRole("button", { name: "Start recording" }).waitFor();
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
