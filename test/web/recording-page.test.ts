import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, test } from "node:test";
import type { Page } from "playwright-core";
import { readSpeech, speechSampleRate } from "../../src/audio/read-speech.ts";
import { createClient } from "../../src/client/client.ts";
import { writeTone } from "../support/backed-up-archive.ts";
import { attachLongTranscript, openTalk } from "./add-talk.ts";
import {
  closeBrowser,
  findBarriers,
  nextFrames,
  openSite,
  openTab,
  readSound,
  skipWithoutChromium,
  waitUntil,
  watchPositions,
} from "./open-page.ts";

const skip = skipWithoutChromium;
const talk = "2026-02-19_18-42-05";
const beekeeper = "REC_20260502_151230";
/** Of the only recording in each archive. */
const id = 1;

after(closeBrowser);

async function waitForText(page: Page): Promise<void> {
  await page.locator("[data-word='0']").waitFor();
  await page.waitForFunction(() => document.querySelector("audio")!.readyState >= 2);
}

test("a click on a word plays from it", { skip }, async (t) => {
  const { url, words } = await openTalk(t, talk);
  const page = await openTab(t, `${url}recordings/${id}`);
  await waitForText(page);
  const positions = await watchPositions(page);
  for (const index of [31, 7]) {
    await page.locator(`[data-word='${index}']`).click();
    const { start } = words[index]!;
    const asked = (await positions()).at(-1)!;
    assert.ok(Math.abs(asked - start) <= 0.05, `the sound went to ${asked} s, the word begins at ${start} s`);
    await page.waitForFunction((from) => document.querySelector("audio")!.currentTime > from + 0.2, start);
    assert.ok((await readSound(page)).isPlaying);
  }
});

test("the current word is marked within 50 ms during playback", { skip }, async (t) => {
  const { url, words } = await openTalk(t, talk);
  const page = await openTab(t, `${url}recordings/${id}`);
  await waitForText(page);
  await page.locator("[data-word='4']").click();
  await page.waitForFunction((from) => document.querySelector("audio")!.currentTime > from, words[5]!.start);
  // Frames come as fast as the machine draws them. Whenever the page reads the position of the sound, the word at that
  // position is to be marked by the end of the same callback; and it reads it as often as there are frames.
  const { seen, frames } = await page.evaluate(async () => {
    const audio = document.querySelector("audio")!;
    const native = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "currentTime")!;
    const seen: { seconds: number; word: number }[] = [];
    Object.defineProperty(audio, "currentTime", {
      configurable: true,
      get: () => {
        const seconds = native.get!.call(audio) as number;
        queueMicrotask(() => {
          const marked = document.querySelector<HTMLElement>("span[data-current]");
          seen.push({ seconds, word: Number(marked?.dataset.word ?? -1) });
        });
        return seconds;
      },
      set: (seconds: number) => native.set!.call(audio, seconds),
    });
    let frames = 0;
    while (new Set(seen.map(({ word }) => word)).size < 6) {
      await new Promise(requestAnimationFrame);
      frames++;
    }
    Reflect.deleteProperty(audio, "currentTime");
    return { seen, frames };
  });
  assert.ok(seen.length >= frames - 2, `${seen.length} readings in ${frames} frames`);
  for (const { seconds, word } of seen) {
    const said = words[word];
    const isNear = said && seconds >= said.start - 0.05 && seconds <= said.end + 0.05;
    assert.ok(isNear, `at ${seconds} s word ${word} is marked: ${JSON.stringify(said)}`);
  }
});

test("keys play, pause, seek and step by words, also in a Russian layout", { skip }, async (t) => {
  const { url, words } = await openTalk(t, talk);
  const page = await openTab(t, `${url}recordings/${id}?at=20000`);
  await waitForText(page);
  const seconds = async () => (await readSound(page)).seconds;
  await page.waitForFunction(() => Math.abs(document.querySelector("audio")!.currentTime - 20) < 0.05);
  await page.keyboard.press("Space");
  await page.waitForFunction(() => !document.querySelector("audio")!.paused);
  await page.keyboard.press("k");
  await page.waitForFunction(() => document.querySelector("audio")!.paused);
  const before = await seconds();
  await page.keyboard.press("ArrowRight");
  assert.ok(Math.abs((await seconds()) - before - 5) < 0.05);
  await page.keyboard.press("j");
  assert.ok(Math.abs((await seconds()) - before + 10) < 0.05);
  await page.evaluate(() =>
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "д", code: "KeyL", bubbles: true })),
  );
  assert.ok(Math.abs((await seconds()) - before - 5) < 0.05);
  const next = words.find(({ start }) => start > before + 5)!;
  await page.keyboard.press(".");
  assert.ok(Math.abs((await seconds()) - next.start) < 0.05);
  await page.keyboard.press("Shift+Period");
  assert.equal(await page.evaluate(() => document.querySelector("audio")!.playbackRate), 1.25);
  assert.equal(await page.evaluate(() => document.querySelector("audio")!.preservesPitch), true);
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts on this page" }).waitFor();
});

test("title, notes and tags are edited in place, and nothing typed is lost without the server", {
  skip,
}, async (t) => {
  const { archive, url } = await openTalk(t, talk);
  const page = await openTab(t, `${url}recordings/${id}`);
  await waitForText(page);
  await page.getByRole("textbox", { name: "Title" }).fill("Containers, and what they cost");
  await page.getByRole("textbox", { name: "Notes" }).fill("Ask Daniel about the bill");
  await page.getByRole("textbox", { name: "Add a tag" }).fill("meetup");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelectorAll(".save-saved").length === 3);
  const saved = archive.show(id).recording;
  assert.deepEqual(
    { title: saved.title, notes: saved.notes, tags: saved.tags },
    { title: "Containers, and what they cost", notes: "Ask Daniel about the bill", tags: ["meetup"] },
  );
  // The server cannot be reached: the text stays in the browser, and the next page sends it.
  await page.evaluate(() => {
    window.fetch = () => Promise.reject(new TypeError("no network"));
  });
  await page.getByRole("textbox", { name: "Notes" }).fill("Typed while nobody listened");
  await page.locator(".save-failed").waitFor();
  assert.equal(archive.show(id).recording.notes, "Ask Daniel about the bill");
  await page.reload();
  await waitUntil(async () => archive.show(id).recording.notes === "Typed while nobody listened");
  await page.locator(".save-saved").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await waitUntil(async () => archive.show(id).recording.notes === "Ask Daniel about the bill");
});

test("the date of another source is taken with a click, and the one before can be taken back", {
  skip,
}, async (t) => {
  const { archive, url } = await openTalk(t, talk);
  archive.update(id, { createdAt: "2020-02-03T04:05" });
  const page = await openTab(t, `${url}recordings/${id}`);
  await page.getByRole("button", { name: /^Use this date: File name, 19 Feb 2026/ }).click();
  await page.getByText("from the name of the file or its folder").waitFor();
  assert.equal(archive.show(id).recording.dateSource, "file-name");
  await page.getByRole("button", { name: /^Use this date: Entered before, 3 Feb 2020/ }).click();
  await page.getByText("entered by you").waitFor();
  assert.equal(archive.show(id).recording.createdAt.slice(0, 16), "2020-02-03T04:05");
});

test("the find field finds the typed word in all its forms and steps through the matches", {
  skip,
}, async (t) => {
  const { url, words } = await openTalk(t, beekeeper);
  const page = await openTab(t, `${url}recordings/${id}`);
  await waitForText(page);
  await page.keyboard.press("Control+f");
  await page.keyboard.type("пчела");
  const forms = words.filter(({ word }) => /^ пч[её]л/iu.test(word)).length;
  assert.ok(forms >= 2, "the sample contains several forms of the word");
  const count = page.locator(".find-count");
  await page.waitForFunction(() => {
    const found = document.querySelectorAll(".paragraph-text > .match").length;
    return found >= 2 && document.querySelector(".find-count")?.textContent?.endsWith(` of ${found}`);
  });
  const marked = await page.locator(".paragraph-text > .match").allInnerTexts();
  for (const text of marked) assert.match(text, /пч[её]л/iu);
  assert.match(await count.innerText(), /^1 of/);
  await page.keyboard.press("Enter");
  await page.locator(".find-count", { hasText: /^2 of/ }).waitFor();
  await waitUntil(async () => (await page.locator(".match-current").count()) === 1);
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.querySelectorAll(".paragraph-text > .match").length === 0);
});

test("selected words are copied as a quote and saved as exactly that clip", {
  skip,
}, async (t) => {
  const { archive, url, words } = await openTalk(t, talk);
  const page = await openTab(t, `${url}recordings/${id}`, {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await waitForText(page);
  await page.evaluate(() => {
    const range = document.createRange();
    range.setStart(document.querySelector("[data-word='10']")!, 0);
    range.setEnd(document.querySelector("[data-word='21']")!, 1);
    getSelection()!.addRange(range);
  });
  await page.getByRole("button", { name: "Copy quote" }).click();
  await page.getByText("Quote copied").waitFor();
  const quote = await page.evaluate(() => navigator.clipboard.readText());
  const said = words.slice(10, 22);
  assert.ok(quote.includes(said.map(({ word }) => word.trim()).join(" ")), quote);
  assert.ok(quote.includes(`/recordings/${id}?at=${Math.round(said[0]!.start * 1000)}`), quote);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Save clip" }).click(),
  ]);
  const clip = await readSamples(await download.path());
  const whole = await readSamples(archive.soundPath(id));
  const lengthSeconds = said.at(-1)!.end - said[0]!.start;
  assert.ok(Math.abs(clip.length / speechSampleRate - lengthSeconds) < 0.03, `${clip.length} samples`);
  const from = Math.round(said[0]!.start * speechSampleRate);
  const likeness = correlate(clip.subarray(0, 16_000), whole.subarray(from, from + 16_000));
  assert.ok(likeness > 0.95, `the first second is like the original's by ${likeness}`);
});

test("a transcript of ten hours scrolls and jumps as fast as one of an hour, without dropping frames", {
  skip,
}, async (t) => {
  const { archive, url } = await openTalk(t, talk);
  const page = await openTab(t, `${url}recordings/${id}`);
  await waitForText(page);
  const scroll = async (hours: number) => {
    await attachLongTranscript(archive, id, hours);
    // Loaded again at its beginning, not where it was scrolled to.
    await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
    await page.reload();
    await waitForText(page);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
    const cpuMs = async () => {
      const { metrics } = await devtools.send("Performance.getMetrics");
      return metrics.find(({ name }) => name === "TaskDuration")!.value * 1000;
    };
    const before = await cpuMs();
    const seen = await page.evaluate(async () => {
      const turn = async (top: number) => {
        scrollBy({ top, behavior: "instant" });
        await new Promise(requestAnimationFrame);
      };
      for (let index = 0; index < 60; index++) await turn(150);
      const height = document.documentElement.scrollHeight;
      for (let index = 1; index <= 20; index++) await turn(height / 21);
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
      const isTextThere = document
        .elementsFromPoint(innerWidth / 2, innerHeight / 2)
        .some((element) => element.closest(".paragraph"));
      return { height, words: document.querySelectorAll("[data-word]").length, isTextThere };
    });
    const spentMs = (await cpuMs()) - before;
    await devtools.detach();
    return { ...seen, spentMs };
  };
  const hour = await scroll(1);
  const tenHours = await scroll(10);
  t.diagnostic(JSON.stringify({ hour, tenHours }));
  assert.ok(tenHours.height > 100_000, "the whole transcript has its height");
  assert.ok(tenHours.height > 5 * hour.height);
  assert.ok(tenHours.words < 3000, "only what is near the screen is in the document");
  assert.ok(tenHours.isTextThere, "there is text where the page was scrolled to");
  // Time of the page's own thread, which another busy program does not change.
  assert.ok(tenHours.spentMs < 3 * hour.spentMs, `${tenHours.spentMs} ms against ${hour.spentMs} ms`);
});

for (const [name, options] of [
  ["light", { colorScheme: "light" }],
  [
    "dark, on a phone, in Russian",
    { colorScheme: "dark", locale: "ru-RU", viewport: { width: 360, height: 740 } },
  ],
] as const) {
  test(`axe finds nothing on the page with matches, a selection and the list of shortcuts: ${name}`, {
    skip,
  }, async (t) => {
    const { url } = await openTalk(t, talk);
    const page = await openTab(t, `${url}recordings/${id}?at=20000&q=docker`, {
      ...options,
      reducedMotion: "reduce",
    });
    await waitForText(page);
    await page.locator(".match").first().waitFor();
    await page
      .locator(".transport [aria-label='Select a clip here'], .transport [aria-label='Выделить фрагмент']")
      .click();
    await page.getByRole("toolbar").waitFor();
    assert.deepEqual(await findBarriers(page), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    assert.deepEqual(await findBarriers(page), []);
  });
}

test("on a phone the selection toolbar and the buttons of the dialog fit on the screen", {
  skip,
}, async (t) => {
  const { url } = await openTalk(t, talk);
  const page = await openTab(t, `${url}recordings/${id}`, {
    locale: "ru-RU",
    viewport: { width: 360, height: 740 },
    isMobile: true,
    hasTouch: true,
  });
  await waitForText(page);
  await page.evaluate(() => {
    const range = document.createRange();
    range.setStart(document.querySelector("[data-word='10']")!, 0);
    range.setEnd(document.querySelector("[data-word='14']")!, 1);
    getSelection()!.addRange(range);
  });
  await page.locator(".selection-floating").waitFor();
  await nextFrames(page);
  const toolbar = await page.locator(".selection-floating").boundingBox();
  assert.ok(toolbar && toolbar.x >= 0 && toolbar.x + toolbar.width <= 360, JSON.stringify(toolbar));
  await page.evaluate(() => getSelection()!.removeAllRanges());
  await page.getByRole("button", { name: "Ещё" }).click();
  await page.getByRole("menuitem", { name: "Расшифровать заново…" }).click();
  const buttons = page.getByRole("dialog").locator("footer button");
  await buttons.first().waitFor();
  const cutOff = await buttons.evaluateAll((all) =>
    all.filter((button) => button.scrollWidth > button.clientWidth).map((button) => button.textContent),
  );
  assert.deepEqual(cutOff, []);
});

async function readSamples(path: string): Promise<Float32Array> {
  const chunks: number[] = [];
  for await (const chunk of readSpeech(path)) for (const sample of chunk) chunks.push(sample);
  return Float32Array.from(chunks);
}

function correlate(a: Float32Array, b: Float32Array): number {
  let [product, powerA, powerB] = [0, 0, 0];
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const [left, right] = [a[index]!, b[index]!];
    product += left * right;
    powerA += left * left;
    powerB += right * right;
  }
  return product / Math.sqrt(powerA * powerB);
}

test("a transcription that failed again is reported beside the transcript", { skip }, async (t) => {
  const { archive, url } = await openSite(t, { samples: [talk] });
  const page = await openTab(t, `${url}recordings/1`);
  await waitForText(page);
  rmSync(archive.soundPath(1));
  await createClient({ baseUrl: url }).transcribe(1);
  await page.getByText(/The last transcription failed\./).waitFor();
  await page.locator(".paragraph").first().waitFor();
});

test("in an archive that can only be read nothing of a recording can be edited", { skip }, async (t) => {
  const { url } = await openSite(t, { samples: [talk], readOnly: true });
  const page = await openTab(t, `${url}recordings/1`);
  await waitForText(page);
  await page.getByText(/The archive is open for reading only/).waitFor();
  for (const name of ["Title", "Notes"])
    await page.locator(`textarea[aria-label='${name}'][readonly]`).waitFor();
  await page.locator("input[aria-label='Add a tag']").waitFor({ state: "detached" });
  await page.locator("button[aria-label^='Change the date']").waitFor({ state: "detached" });
});

test("a recording whose file is missing is not said to be ready for listening", { skip }, async (t) => {
  const { archive, url } = await openSite(t, {
    name: "a tone",
    fill: async (archive) => {
      await Array.fromAsync(archive.import([writeTone(archive.folder, 1)]));
    },
  });
  const page = await openTab(t, `${url}recordings/1`);
  await page.getByText(/You can listen now/).waitFor();
  // The page has all of the sound and its waveform: it does not ask for the file again.
  await page.waitForFunction(() => {
    const isRead = (end: string) =>
      performance
        .getEntriesByType("resource")
        .some(
          (entry) =>
            entry.name.includes(`/recordings/1/${end}`) &&
            (entry as { responseEnd?: number }).responseEnd! > 0,
        );
    return isRead("peaks") && isRead("audio") && document.querySelector("audio")!.readyState === 4;
  });
  rmSync(archive.soundPath(1));
  // Any change of the archive makes the page ask for its state.
  await createClient({ baseUrl: url }).updateRecording(1, { title: "lost" });
  await page.getByText("The audio file is missing").waitFor();
  await page.getByText(/You can listen now/).waitFor({ state: "detached" });
});
