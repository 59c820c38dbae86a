import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { tone } from "../audio/opus/opus-fixtures.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { writeTracks } from "../support/write-tracks.ts";
import { closeBrowser, findBarriers, openSite, openTab, skipWithoutChromium } from "./open-page.ts";

const skip = skipWithoutChromium;

after(closeBrowser);

test("the page offers the other sound tracks of a file, imports one, lets the rest go, and each recording shows them", {
  skip,
}, async (t) => {
  const { archive, url } = await openSite(t, { name: "empty", fill: async () => {} });
  const path = await writeTracks(join(tempFolder(t), "2024-05-03 10-20-30.mkv"), [
    { samples: tone(1, { hz: 300 }), name: "Desktop", isDefault: true },
    { samples: tone(1, { hz: 600 }), name: "Microphone", isDefault: false },
    { samples: tone(1, { hz: 900 }), name: "Guest", isDefault: false },
  ]);
  const page = await openTab(t, `${url}import`, { viewport: { width: 360, height: 740 } });
  await page.locator("#files").setInputFiles(path);
  await page.getByRole("button", { name: "Import Track 2 · Microphone" }).waitFor();
  await page.getByText("the file has 2 more sound tracks").waitFor();
  assert.deepEqual(await findBarriers(page), []);
  assert.ok(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"));
  // The choice is kept by the server, not by the page.
  await page.reload();
  await page.getByRole("button", { name: "Import Track 2 · Microphone" }).click();
  await page.getByRole("link", { name: "Open Track 2 · Microphone" }).waitFor();
  await page.getByRole("button", { name: "Import Track 3 · Guest" }).waitFor();
  await page.getByRole("button", { name: /^Don't import the others/ }).click();
  await page.getByRole("button", { name: "Delete the copy" }).click();
  await page.getByRole("heading", { name: "More sound tracks" }).waitFor({ state: "detached" });
  assert.equal((await archive.status()).incoming.count, 0);
  assert.deepEqual(
    archive.list({ sort: "oldest" }).map(({ sourceTrack }) => sourceTrack),
    [1, 2],
  );
  await page.goto(`${url}recordings/2`);
  await page.getByText("Details").click();
  await page.getByRole("link", { name: "Track 1 · Desktop" }).click();
  await page.waitForURL(/recordings\/1$/);
});
