import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
import type { BrowserContextOptions } from "playwright-core";
import type { Archive } from "../../src/fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { writeWav } from "../support/write-wav.ts";
import {
  closeBrowser,
  findBarriers,
  holdMeaning,
  nextFrames,
  openSite,
  openTab,
  searchFor,
  skipWithoutChromium,
  waitUntil,
} from "./open-page.ts";

const skip = skipWithoutChromium;

after(closeBrowser);

type Spoken = { title: string; tags?: string[]; notes?: string; lines?: string[] };

/** Pauses so long that each line is a passage of its own. */
const lineEverySeconds = 45;

/** Imports recordings of a tone with given transcripts. Those without lines are not transcribed. */
async function addRecordings(t: TestContext, archive: Archive, all: readonly Spoken[]): Promise<void> {
  const folder = tempFolder(t);
  for (const [index, { title, tags, notes, lines = [] }] of all.entries()) {
    const wav = join(folder, `2026-03-0${index + 1}_10-00-00.wav`);
    const sampleRate = 8000;
    const length = sampleRate * Math.max(2, lineEverySeconds * lines.length);
    writeWav(
      wav,
      Float32Array.from({ length }, (_, at) => Math.sin(at / (5 + index)) / 4),
      sampleRate,
    );
    const [outcome] = await Array.fromAsync(archive.import([wav]));
    assert.ok(outcome?.status === "imported");
    const { id } = archive.update(outcome.recording.id, { title, tags, notes });
    if (lines.length === 0) continue;
    const clock = (seconds: number) => new Date(seconds * 1000).toISOString().slice(11, 23).replace(".", ",");
    const cues = lines.map((line, at) => {
      const from = at * lineEverySeconds;
      return `${at + 1}\n${clock(from)} --> ${clock(from + 6)}\n${line}\n`;
    });
    const srt = join(folder, `${index}.srt`);
    writeFileSync(srt, cues.join("\n"));
    await archive.attachTranscript(id, srt);
  }
}

const shift: Spoken = {
  title: "Планёрка: переезд",
  tags: ["инфраструктура"],
  notes: "Решили не спешить. Кластер собирает Марина.",
  lines: [
    "Мы решили перенести все сервисы в кубернетис до конца месяца.",
    "Марина соберёт кластер, а Павел проверит резервные копии.",
  ],
};
const upgrade: Spoken = {
  title: "Upgrade call",
  lines: [
    "The kubernetes upgrade went fine, only one node had to be drained twice.",
    "Next time we will take a snapshot of the database before we begin.",
  ],
};
const hives: Spoken = { title: "Разговор с пасечником о мёде", tags: ["пчёлы"] };
const budget: Spoken = {
  title: "Budget marathon",
  lines: Array.from(
    { length: 6 },
    (_, at) => `Item ${at + 1}: the budget of department ${at + 1} was discussed.`,
  ),
};
const party: Spoken = {
  title: "Office party",
  lines: ["The budget for the party is small, so bring your own cake."],
};

type Look = [name: string, options: BrowserContextOptions, question: string];
const looks: Look[] = [
  ["light and wide", { colorScheme: "light" }, "database budget"],
  [
    "dark and on a phone, in Russian",
    {
      colorScheme: "dark",
      locale: "ru-RU",
      viewport: { width: 360, height: 740 },
      isMobile: true,
      hasTouch: true,
    },
    "budget drained rabbits",
  ],
];

test("an answer shows its evidence and its confidence", { skip }, async (t) => {
  const { url } = await openSite(t, {
    name: "evidence",
    fill: (archive) => addRecordings(t, archive, [shift, upgrade, hives, budget, party]),
  });

  await t.test(
    "icons show the evidence, a line shows what else was searched, and quotes switch that off",
    async (t) => {
      const page = await openTab(t, `${url}?q=kubernetes&mode=keyword`);
      const own = page.locator(".result", { hasText: "Upgrade call" });
      const other = page.locator(".result", { hasText: "Планёрка" });
      await own.getByRole("button", { name: "Why here? Found by: word", exact: true }).waitFor();
      await other.getByRole("button", { name: "Why here? Found by: similar word", exact: true }).waitFor();
      assert.match(await other.locator("mark").first().innerText(), /кубернетис/);
      assert.match(
        await page.locator(".expansions").innerText(),
        /“kubernetes”: also searched for “кубернетис”/,
      );
      await page.getByRole("link", { name: "Exact spelling only" }).click();
      await waitUntil(async () => (await page.locator(".result").count()) === 1);
      assert.equal(new URL(page.url()).searchParams.get("q"), '"kubernetes"');
      await page.locator(".expansions").waitFor({ state: "detached" });
      await own.getByRole("button", { name: "Why here? Found by: phrase", exact: true }).waitFor();
    },
  );

  await t.test("“Why here?” shows the evidence, and its parts add up", async (t) => {
    const page = await openTab(t, `${url}?q=${encodeURIComponent("кластер Марина")}`);
    await page.locator(".hit .evidence-meaning").first().waitFor();
    await page.locator(".summary-wait").waitFor({ state: "detached" });
    const best = page.locator(".hit").first();
    await best.getByRole("button", { name: /^Why here\? Found by: word/ }).click();
    const why = best.getByRole("region", { name: "Why here?" });
    assert.match(await why.innerText(), /Words\s+(кластер · марин|марин · кластер)\s+BM25 \d+\.\d\d/);
    assert.match(await why.innerText(), /Meaning\s+cosine 0\.\d\d\d · \d+\.\d σ above unrelated/);
    const parts = await why.locator("tbody .why-part").allInnerTexts();
    const sum = parts.reduce((total, part) => total + Number(part), 0);
    const together = Number(await why.locator("tfoot .why-part").innerText());
    assert.ok(parts.length > 1);
    assert.ok(Math.abs(sum - together) < 0.016, `${parts.join(" + ")} is not ${together}`);
    await best.getByRole("button", { name: /^Why here/ }).click();
    await why.waitFor({ state: "detached" });
  });

  await t.test(
    "uncertain hits are separate, after all confident ones; an answer with only uncertain hits says so",
    async (t) => {
      const page = await openTab(t, `${url}?q=${encodeURIComponent("database budget")}`);
      await page.getByRole("heading", { name: "Possible matches", exact: true }).waitFor();
      const isWeak = await page
        .locator(".hit")
        .evaluateAll((rows) => rows.map((row) => row.closest(".uncertain") !== null));
      assert.ok(isWeak.includes(false) && isWeak.includes(true));
      assert.deepEqual(isWeak, isWeak.toSorted());
      assert.match(await page.locator(".summary").innerText(), /^1 match in 1 recording/);

      await searchFor(page, "budget drained rabbits");
      await page.getByRole("heading", { name: "No confident matches" }).waitFor();
      await page.getByText("they may be unrelated").waitFor();
      assert.equal(await page.locator(".hit").count(), await page.locator(".uncertain .hit").count());
    },
  );

  await t.test("hits found by words do not move when uncertain hits by meaning arrive", async (t) => {
    const page = await openTab(t, url);
    const places = () =>
      page
        .locator(".result:not(.result-uncertain) .hit, .result:not(.result-uncertain) .hit-text")
        .evaluateAll((rows) => rows.map((row) => JSON.stringify(row.getBoundingClientRect())));
    for (const question of ["database budget", "кластер Марина"]) {
      const meaning = await holdMeaning(page);
      await page.getByRole("searchbox").fill(question);
      await page
        .locator(".result mark", { hasText: new RegExp(question.slice(0, 6), "i") })
        .first()
        .waitFor();
      const byWords = await places();
      assert.equal(await page.locator(".uncertain").count(), 0);
      await meaning.letGo();
      await nextFrames(page);
      assert.ok(byWords.length > 0);
      assert.deepEqual((await places()).slice(0, byWords.length), byWords, question);
    }
  });

  await t.test("one recording does not crowd out the others, and a link shows all its hits", async (t) => {
    const page = await openTab(t, `${url}?q=budget&mode=keyword`);
    const long = page.locator(".result", { hasText: "Budget marathon" });
    const all = long.getByRole("link", { name: "All matches in this recording 2 more" });
    await all.waitFor();
    await page.locator(".result", { hasText: "Office party" }).waitFor();
    assert.equal(await long.locator(".hit").count(), 4);
    await page.locator(".result", { hasText: "Office party" }).waitFor();
    await all.click();
    await waitUntil(async () => (await page.locator(".hit").count()) === 6);
    await page.getByRole("button", { name: "Remove: In: Budget marathon" }).click();
    await page.locator(".result", { hasText: "Office party" }).waitFor();
  });

  for (const [name, options, question] of looks) {
    await t.test(`axe finds nothing in evidence, explanations and uncertain hits: ${name}`, async (t) => {
      const page = await openTab(t, `${url}?q=${encodeURIComponent(question)}`, {
        reducedMotion: "reduce",
        ...options,
      });
      await page.locator(".uncertain .hit").first().waitFor();
      await page.locator(".hit-evidence").first().click();
      await page.locator(".why").waitFor();
      assert.deepEqual(await findBarriers(page), []);
      const beyond = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
      assert.ok(beyond <= 0, `${beyond} px too wide`);
    });
  }

  await t.test(
    "a recording that is not transcribed is found by its title, and can be transcribed there",
    async (t) => {
      const page = await openTab(t, `${url}?q=пасечник&mode=keyword`, { locale: "ru-RU" });
      const found = page.locator(".result");
      await found.getByRole("button", { name: /^Почему здесь\? Найдено: название/ }).waitFor();
      assert.match(await found.locator("h2 mark").innerText(), /пасечником/);
      assert.match(await found.innerText(), /3 марта 2026.*Расшифровки пока нет/s);
      assert.match(await page.locator(".summary").innerText(), /^1 запись по названию/);
      await found.getByRole("button", { name: "Расшифровать" }).click();
      await found.getByText(/Следующая в очереди|Расшифровывается|Только что расшифрована/).waitFor();
      await found.getByRole("link", { name: hives.title }).click();
      await page.waitForURL(/\/recordings\/3\?q=/);
    },
  );
});
