import assert from "node:assert/strict";
import { after, test } from "node:test";
import {
  closeBrowser,
  findBarriers,
  openSite,
  openTab,
  readSound,
  skipWithoutChromium,
  waitUntil,
} from "./open-page.ts";

after(closeBrowser);

test("an empty archive imports the samples, and a word of one is found and played", {
  skip: skipWithoutChromium,
}, async (t) => {
  const { url } = await openSite(t, { automatic: true });
  const page = await openTab(t, url);
  await page.getByRole("heading", { name: "Your recordings, found by word and by meaning" }).waitFor();
  assert.deepEqual(await findBarriers(page), []);
  await page.getByRole("button", { name: "Try the samples" }).click();
  await page.getByRole("heading", { name: "What was said?" }).waitFor();
  await page.locator(".sidebar .nav-count").waitFor();

  // The lecture is transcribed first; the others follow in the background.
  await page.goto(`${url}activity`);
  await page.locator(".job-done", { hasText: "Transcribing" }).first().waitFor();
  await page.goto(`${url}?q=map&mode=keyword`);
  await page.locator(".hit mark").first().waitFor();
  await page.locator(".hit-play").first().click();
  await waitUntil(async () => (await readSound(page)).seconds > 0);
  assert.ok((await readSound(page)).isPlaying);
});
