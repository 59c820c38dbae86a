import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
import type { BrowserContextOptions, Page } from "playwright-core";
import { createClient } from "../../src/client/client.ts";
import { createUpload } from "../server/tus-requests.ts";
import { samplesFolder } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { writeWav } from "../support/write-wav.ts";
import {
  closeBrowser,
  dropFile,
  findBarriers,
  openSite,
  openTab,
  skipWithoutChromium,
  waitUntil,
} from "./open-page.ts";

const skip = skipWithoutChromium;
const talk = "2026-02-19_18-42-05";
const beekeeper = "REC_20260502_151230";
/** Each page, and what is there when it has what it shows. */
const addresses: [address: string, loaded: string][] = [
  ["", "main h1, main h2"],
  ["?q=мёд&mode=keyword", ".hit"],
  ["library", ".row"],
  ["import", "#files"],
  ["activity", ".models"],
  ["settings", ".facts-origin"],
  ["record", "main button"],
  ["recordings/1", "[data-word='0']"],
];

after(closeBrowser);

async function visit(page: Page, address: string, loaded: string): Promise<void> {
  await page.goto(address);
  await page.locator("main :is(h1, h2)").first().waitFor();
  await page.locator(loaded).first().waitFor({ state: "attached" });
}

const looks: [string, BrowserContextOptions][] = [
  ["light and wide", { colorScheme: "light" }],
  [
    "dark and on a phone, in Russian",
    {
      colorScheme: "dark",
      locale: "ru-RU",
      viewport: { width: 360, height: 740 },
      isMobile: true,
      hasTouch: true,
    },
  ],
];

for (const [name, options] of looks) {
  test(`axe finds nothing on any page, and none is wider than the screen: ${name}`, { skip }, async (t) => {
    const { url } = await openSite(t, { samples: [talk, beekeeper] });
    const page = await openTab(t, url, { reducedMotion: "reduce", ...options });
    for (const [address, loaded] of addresses) {
      await visit(page, url + address, loaded);
      assert.deepEqual(await findBarriers(page), [], address);
      const beyond = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
      assert.ok(beyond <= 0, `${address} is ${beyond} px too wide`);
    }
  });
}

test("the page uses the browser's language until another one is chosen", { skip }, async (t) => {
  const { url } = await openSite(t, { samples: [talk] });
  const page = await openTab(t, `${url}settings`, { locale: "ru-RU" });
  await page.getByRole("heading", { name: "Настройки", level: 1 }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "ru");
  await page.locator(".sidebar-footer", { hasText: "1 запись" }).waitFor();
  const licences = page.getByRole("link", { name: "Лицензии стороннего ПО" });
  const notices = await fetch(new URL((await licences.getAttribute("href"))!, url));
  assert.match(await notices.text(), /^THIRD-PARTY NOTICES\n/);
  await page.getByText("English", { exact: true }).click();
  await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
  await page.getByText("Dark", { exact: true }).click();
  const colour = () => page.evaluate<string>("getComputedStyle(document.documentElement).backgroundColor");
  await page.locator("html[data-theme=dark]").waitFor();
  const dark = await colour();
  await page.reload();
  await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
  assert.equal(await colour(), dark);
  await page.getByText("Light", { exact: true }).click();
  await waitUntil(async () => (await colour()) !== dark);
});

test("a dropped file is imported; a duplicate, a non-audio file and a damaged file are reported as such", {
  skip,
}, async (t) => {
  const { url } = await openSite(t);
  const page = await openTab(t, `${url}activity`);
  await page.getByRole("heading", { name: "Activity", level: 1 }).waitFor();
  const path = join(tempFolder(t), "2026-03-01_09-30-00.wav");
  const tone = Float32Array.from({ length: 32_000 }, (_, index) => Math.sin(index / 8) / 4);
  writeWav(path, tone, 16_000);
  const bytes = readFileSync(path);
  await dropFile(page, "2026-03-01_09-30-00.wav", bytes);
  await page.waitForURL(/import/);
  await page.getByText("Imported, recorded 1 March 2026 at 09:30").waitFor();
  await dropFile(page, "again.wav", bytes);
  await page.getByText("Already in the archive: same file").waitFor();
  await dropFile(page, "list.pdf", new Uint8Array(10));
  await page.getByText("Skipped: not an audio file").waitFor();
  await dropFile(page, "noise.mp3", new Uint8Array(5000).fill(7));
  await page.locator(".job-failed", { hasText: "noise.mp3" }).waitFor();
  await page
    .locator(".uploads-head", { hasText: /1 imported · 1 duplicate · 1 skipped · 1 failed/ })
    .waitFor();
  // A file name that is only a date gives no title.
  await page.goto(`${url}library`);
  await page.getByRole("link", { name: "Untitled recording" }).waitFor();
});

test("a transcript that does not fit its recording is reported with the reason", { skip }, async (t) => {
  const { url } = await openSite(t);
  const page = await openTab(t, `${url}import`);
  const path = join(tempFolder(t), "pair.wav");
  writeWav(
    path,
    Float32Array.from({ length: 32_000 }, (_, index) => Math.sin(index / 8) / 4),
    16_000,
  );
  page.removeAllListeners("console");
  await page.locator("#files").setInputFiles([
    { name: "pair.wav", mimeType: "audio/wav", buffer: readFileSync(path) },
    {
      name: "pair.srt",
      mimeType: "text/plain",
      buffer: Buffer.from("1\n00:00:40,000 --> 00:00:42,000\nhello\n"),
    },
  ]);
  await page
    .getByText(/its transcript was not attached\. .*does not fit the recording: it ends at/)
    .waitFor();
  // Transcripts that come later are attached to the recording that is there already.
  const line = (text: string) => Buffer.from(`1\n00:00:00,100 --> 00:00:01,500\n${text}\n`);
  await page.locator("#files").setInputFiles([
    { name: "pair.wav", mimeType: "audio/wav", buffer: readFileSync(path) },
    { name: "pair.en.srt", mimeType: "text/plain", buffer: line("hello") },
    { name: "pair.ru.SRT", mimeType: "text/plain", buffer: line("привет") },
  ]);
  await page
    .getByText("Already in the archive: same file; transcripts attached: pair.en.srt, pair.ru.SRT")
    .waitFor();
  await page.goto(`${url}recordings/999`);
  await page.getByRole("heading", { name: "Recording not found", level: 1 }).waitFor();
  assert.doesNotMatch(await page.locator("main").innerText(), /Reload/);
});

test("an upload resumes after its connection was cut", { skip }, async (t) => {
  const { url, archive } = await openSite(t);
  const page = await openTab(t, `${url}import`);
  let cuts = 0;
  await page.route("**/api/uploads/*", (route) => {
    if (route.request().method() === "PATCH" && ++cuts === 1) return route.abort("connectionreset");
    return route.continue();
  });
  page.removeAllListeners("console");
  await page.locator("#files").setInputFiles(join(samplesFolder, `${talk}.opus`));
  await page.getByText("Imported, recorded").waitFor();
  assert.ok(cuts > 1);
  assert.equal(archive.list().length, 1);
});

test("an upload whose tab was closed continues when the same file is chosen again", { skip }, async (t) => {
  const { url, archive } = await openSite(t);
  const path = join(tempFolder(t), "2026-03-01_09-30-00.wav");
  // More than one part: parts have 4 MiB.
  writeWav(
    path,
    Float32Array.from({ length: 2_300_000 }, (_, index) => Math.sin(index / 20) / 4),
    48_000,
  );
  const closed = await openTab(t, `${url}import`);
  const secondPart = Promise.withResolvers<void>();
  await closed.route("**/api/uploads/*", (route) => {
    const { "upload-offset": offset = "0" } = route.request().headers();
    if (offset === "0") return route.continue();
    secondPart.resolve();
    return route.abort("connectionreset");
  });
  closed.removeAllListeners("console");
  await closed.locator("#files").setInputFiles(path);
  await secondPart.promise;
  const page = await closed.context().newPage();
  await closed.close();

  const offsets: (string | undefined)[] = [];
  page.on("request", (request) => {
    if (request.method() === "PATCH") offsets.push(request.headers()["upload-offset"]);
  });
  await page.goto(`${url}import`);
  await page.locator("#files").setInputFiles(path);
  await page.getByText("Imported, recorded 1 March 2026 at 09:30").waitFor();
  assert.deepEqual(offsets, [String(4 << 20)], "only the second part is sent");
  assert.equal(archive.list().length, 1);
});

test("several recordings are exported and removed at once; Undo restores them; the trash deletes for good after a question", {
  skip,
}, async (t) => {
  const { url } = await openSite(t, { samples: [talk, beekeeper] });
  const page = await openTab(t, `${url}library`);
  await page.locator(".row").nth(1).waitFor();
  const boxes = page.locator(".row-select input");
  await boxes.nth(0).click();
  await boxes.nth(1).click({ modifiers: ["Shift"] });
  await page.getByText("2 selected").waitFor();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: "Text", exact: true }).click();
  const zip = readFileSync((await (await download).path())!);
  assert.equal(zip.readUInt32LE(0), 0x04034b50);
  assert.match(zip.toString("utf8"), /Kubernetes/);
  assert.match(zip.toString("utf8"), /пасечник|Журавлёв/);

  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByRole("heading", { name: "No recordings yet" }).waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.locator(".row").nth(1).waitFor();

  await boxes.nth(0).click();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.locator(".row").nth(1).waitFor({ state: "detached" });
  await page.goto(`${url}settings`);
  const trash = page.locator(".trash li");
  await trash.getByText(/\d.[kM]B · removed today/).waitFor();
  assert.deepEqual(await findBarriers(page), []);
  await trash.getByRole("button", { name: /Delete for good/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByRole("button", { name: /Empty the trash/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText(/Deleted for good/).waitFor();
  await trash.waitFor({ state: "detached" });
});

// No dot: an address with an extension is a file, not a view.
const markup = '<img id="pwned" src=x onerror="pwned=1"><script>pwned=1</script>';

/** A transcript of one sentence whose words are markup, as whisper writes it; of the last word a letter is lost. */
function writeHostileTranscript(t: TestContext): string {
  const path = join(tempFolder(t), "whisper.json");
  const text = `${markup} \ufffd`;
  const words = text.split(" ").map((word, index) => ({ word: ` ${word}`, start: index, end: index + 1 }));
  writeFileSync(path, JSON.stringify({ text: "", segments: [{ id: 0, start: 0, end: 9, text, words }] }));
  return path;
}

test("markup in titles, tags, notes, transcripts, file names and addresses is shown as text", {
  skip,
}, async (t) => {
  const { archive, url } = await openSite(t);
  await Array.fromAsync(archive.import([join(samplesFolder, `${talk}.opus`)]));
  archive.update(1, { title: `title ${markup}`, notes: `notes ${markup}`, tags: [`tag ${markup}`] });
  await archive.attachTranscript(1, writeHostileTranscript(t));
  const client = createClient({ baseUrl: url });
  const failed = await client.uploadFile(new Blob(["no audio"]), { name: `file ${markup}.mp3` });
  assert.equal(failed.status, "failed");
  const page = await openTab(t, url);
  const query = encodeURIComponent(markup);
  const shown: [address: string, text: string][] = [
    ["library", "title <img"],
    ["recordings/1", "<img"],
    ["recordings/1", "Note: 1 word has unreadable letters"],
    ["?q=onerror&mode=keyword", "onerror="],
    [`?q=${query}&mode=keyword`, "<img"],
    ["activity", "file <img"],
    [query, ""],
  ];
  for (const [address, text] of shown) {
    await page.goto(url + address);
    await page.locator("main :is(h1, h2)").first().waitFor();
    if (text) await page.locator("main").getByText(text).first().waitFor();
    const found = await page.evaluate<unknown>(
      "[window.pwned, document.querySelector('#pwned, main script')]",
    );
    assert.deepEqual(found, [undefined, null], address);
  }
});

test("a failed and an unfinished upload stay on the page until they are discarded, after a question", {
  skip,
}, async (t) => {
  const { url } = await openSite(t);
  const client = createClient({ baseUrl: url });
  await client.uploadFile(new Blob(["no audio"]), { name: "noise.mp3" });
  const send = (path: string, init: RequestInit = {}) => fetch(new URL(path, url), init);
  await createUpload({ send }, { filename: "half.wav" }, 1000);
  const page = await openTab(t, `${url}activity`);
  for (const name of ["noise.mp3", "half.wav"]) {
    const row = page.locator(".job", { hasText: name });
    await row.getByRole("button", { name: `Discard ${name}` }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Keep" }).click();
    await dialog.waitFor({ state: "hidden" });
    assert.equal((await client.listUploads()).uploads.filter((upload) => upload.name === name).length, 1);
    await row.getByRole("button", { name: `Discard ${name}` }).click();
    await dialog.getByRole("button", { name: "Discard", exact: true }).click();
    await row.waitFor({ state: "detached" });
  }
  assert.deepEqual((await client.listUploads()).uploads, []);
});
