import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createClient } from "../../src/client/client.ts";
import {
  closeBrowser,
  holdMeaning,
  nextFrames,
  openSite,
  openTab,
  readSound,
  searchFor,
  skipWithoutChromium,
  waitUntil,
  watchPositions,
} from "./open-page.ts";

const skip = skipWithoutChromium;
const beekeeper = "REC_20260502_151230";
const talk = "2026-02-19_18-42-05";
const maps = "2026-01-22_11-15-30";
const standUp = "2026-03-16_10-00-12";

after(closeBrowser);

test("typing finds words at once, and matches by meaning come later without moving them", {
  skip,
}, async (t) => {
  const { url } = await openSite(t, { samples: [beekeeper, talk, standUp] });
  const page = await openTab(t, url);
  const meaning = await holdMeaning(page);
  await page.getByRole("searchbox").fill("суббота");
  const first = page.locator(".hit").first();
  await first.locator("mark").first().waitFor();
  assert.match(await first.innerText(), /субботу/);
  assert.equal(new URL(page.url()).searchParams.get("q"), "суббота");
  assert.equal(await page.locator(".evidence-meaning").count(), 0);
  const place = await first.boundingBox();
  await meaning.letGo();
  await page.locator(".hit .evidence-meaning").first().waitFor();
  await nextFrames(page);
  assert.deepEqual(await first.boundingBox(), place);

  // A query without any of the spoken words finds the stand-up about orchestration.
  await searchFor(page, "Kubernetes cluster migration plan");
  const planned = page.locator(".result", { hasText: "оркестрацию" });
  await planned.locator(".hit .evidence-meaning").first().waitFor();
});

test("filters are part of the address, and Back removes them one by one", { skip }, async (t) => {
  const { url } = await openSite(t, { samples: [talk, maps] });
  const page = await openTab(t, `${url}?q=the&mode=keyword`);
  await page.locator(".result").nth(1).waitFor();

  await page.getByRole("button", { name: /^Language/ }).click();
  await page.getByRole("menuitemradio", { name: "English" }).click();
  await page.waitForURL(/language=en/);
  await page.getByRole("button", { name: "Search in this recording only" }).first().click();
  await page.waitForURL(/recording=\d/);
  await waitUntil(async () => (await page.locator(".result").count()) === 1);

  await page.goBack();
  await waitUntil(async () => (await page.locator(".result").count()) === 2);
  assert.match(page.url(), /language=en/);
  assert.doesNotMatch(page.url(), /recording=/);
  await page.goBack();
  await page.waitForURL((address) => !address.searchParams.has("language"));
  await page.getByRole("button", { name: "Mode: Words only" }).waitFor();
  await page.getByRole("button", { name: "Remove: Words only" }).click();
  await page.waitForURL((address) => !address.searchParams.has("mode"));
});

test("a hit plays from a second before its word; Play all plays every hit in turn", {
  skip,
}, async (t) => {
  const { url } = await openSite(t, { samples: [talk, maps] });
  const page = await openTab(t, `${url}?q=backups&mode=keyword`);
  const positions = await watchPositions(page);
  await page.locator(".hit-play").first().click();
  await waitUntil(async () => (await readSound(page)).seconds > 0);
  const answer = await createClient({ baseUrl: url }).search({ q: "backups", mode: "keyword" });
  const wordSeconds = answer.hits[0]!.playFromMs / 1000;
  assert.ok((await readSound(page)).isPlaying);
  const [seconds] = await positions();
  assert.ok(
    seconds! >= wordSeconds - 1.05 && seconds! < wordSeconds,
    `plays from ${seconds} s, the word is at ${wordSeconds} s`,
  );
  // Playback goes on while pages change.
  await page.getByRole("link", { name: "Library", exact: true }).first().click();
  await page.locator(".row").first().waitFor();
  assert.ok((await readSound(page)).isPlaying);

  await page.goto(`${url}?q=the&mode=keyword`);
  await page.getByRole("button", { name: "Play all" }).click();
  await waitUntil(async () => (await readSound(page)).seconds > 0);
  const before = await readSound(page);
  await page.getByRole("button", { name: "Next match" }).click();
  await waitUntil(async () => (await readSound(page)).source !== before.source);
});

test("the keyboard alone leads from the query to playback and to the recording", { skip }, async (t) => {
  const { url } = await openSite(t, { samples: [talk] });
  const page = await openTab(t, `${url}library`);
  await page.locator(".row").first().waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("memory limits");
  await page.locator(".hit mark").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await waitUntil(async () => (await readSound(page)).isPlaying);
  await page.keyboard.press("o");
  await page.waitForURL(/\/recordings\/1\?at=\d+&q=memory/);
  await page.goBack();
  await page.locator(".hit mark").first().waitFor();
  await waitUntil(async () => (await page.getByRole("searchbox").inputValue()) === "memory limits");
});

test("an empty answer says what would help", { skip }, async (t) => {
  const { url } = await openSite(t, { samples: [talk] });
  const page = await openTab(t, `${url}?q=zebra&mode=keyword&to=2020-01-01`);
  await page.getByRole("heading", { name: "No results" }).waitFor();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await page.waitForURL((address) => !address.searchParams.has("to"));
  await page.getByRole("button", { name: "Search by meaning too" }).waitFor();
});

test("a query that has no word yet leaves the results, and a very long one is cut with a note", {
  skip,
}, async (t) => {
  const { url } = await openSite(t, { samples: [talk] });
  const page = await openTab(t, `${url}?q=memory&mode=keyword`);
  await page.locator(".hit").first().waitFor();
  for (const begun of ['"', "-honey", '-"two words', "?"]) {
    await page.getByRole("searchbox").fill(begun);
    await page.waitForURL((address) => address.searchParams.get("q") === begun);
    await nextFrames(page);
    assert.ok((await page.locator(".hit").count()) > 0, begun);
  }
  await page.goto(`${url}?q=-honey`);
  await page.getByText("Type a word, a question or a phrase in quotes.").waitFor();
  await page.goto(`${url}?q=${encodeURIComponent(`memory ${"x".repeat(3000)}`)}`);
  await page.getByText(/The query is very long: only its first 1,?000 characters were used/).waitFor();
});
