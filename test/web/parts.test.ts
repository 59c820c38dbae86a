import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import type { Hit, RecordingSummary } from "../../src/client/client.ts";
import { parseQuery } from "../../src/search/parse-query.ts";
import { pairTranscripts } from "../../web/src/import/pair-transcripts.ts";
import { layOutRows, rowsWithin } from "../../web/src/library/list-rows.ts";
import { zipFiles } from "../../web/src/library/zip-files.ts";
import { quoteWords, withoutQuoted } from "../../web/src/search/exact-query.ts";
import { hasWordToFind } from "../../web/src/search/has-word-to-find.ts";
import { arrangeHits, groupByRecording, mergeHits } from "../../web/src/search/merge-hits.ts";
import { tempFolder } from "../support/temp-folder.ts";

const hit = (
  recordingId: number,
  startMs: number,
  {
    foundBy = ["word"],
    certainty = "confident",
  }: { foundBy?: Hit["foundBy"]; certainty?: Hit["certainty"] } = {},
): Hit =>
  ({
    recording: { id: recordingId },
    startMs,
    endMs: startMs + 60_000,
    playFromMs: startMs + 1000,
    excerpt: `${recordingId} at ${startMs}`,
    foundBy,
    certainty,
  }) as unknown as Hit;
const byMeaning = { foundBy: ["meaning"] } satisfies { foundBy: Hit["foundBy"] };
const uncertain = { foundBy: ["meaning"], certainty: "uncertain" } satisfies Parameters<typeof hit>[2];
const excerptsOf = (hits: readonly Hit[]) => hits.map(({ excerpt }) => excerpt);

test("a better answer moves no shown hit: it adds evidence to them, and new hits after them", () => {
  const shown = [hit(1, 0), hit(2, 0)];
  const better = [hit(3, 0, byMeaning), hit(2, 30_000, byMeaning), hit(1, 120_000, byMeaning)];
  const { hits, related } = mergeHits(shown, better);
  assert.deepEqual(
    hits.map(({ excerpt, foundBy }) => [excerpt, foundBy]),
    [
      ["1 at 0", ["word"]],
      ["2 at 0", ["word", "meaning"]],
    ],
  );
  assert.deepEqual(excerptsOf(related), ["3 at 0", "1 at 120000"]);
});

test("a shown hit that turns out uncertain keeps its place; new uncertain hits come after new confident ones", () => {
  const shown = [hit(1, 0), hit(2, 0)];
  const better = [hit(2, 0), hit(1, 0, uncertain), hit(4, 0, uncertain), hit(3, 0, byMeaning)];
  const merged = mergeHits(shown, better);
  assert.deepEqual(
    merged.hits.map(({ excerpt, certainty }) => [excerpt, certainty]),
    [
      ["1 at 0", "uncertain"],
      ["2 at 0", "confident"],
    ],
  );
  assert.deepEqual(excerptsOf(merged.related), ["3 at 0"]);
  assert.deepEqual(excerptsOf(merged.uncertain), ["4 at 0"]);
});

test("merging loses no hit and shows none twice; confident hits come before uncertain ones", () => {
  const hits = fc.array(
    fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 9 }), fc.boolean())
      .map(([id, place, isConfident]) => hit(id, place * 60_000, isConfident ? {} : uncertain)),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(hits, hits, (shown, better) => {
      const merged = mergeHits(shown, better);
      if (shown.length === 0) {
        assert.deepEqual(merged, arrangeHits(better));
        return;
      }
      assert.deepEqual(excerptsOf(merged.hits), excerptsOf(shown));
      const places = new Set(excerptsOf(shown));
      const fresh = better.filter(({ excerpt }) => !places.has(excerpt));
      assert.deepEqual(
        merged.related,
        fresh.filter(({ certainty }) => certainty === "confident"),
      );
      assert.deepEqual(
        merged.uncertain,
        fresh.filter(({ certainty }) => certainty === "uncertain"),
      );
    }),
  );
});

test("a recording with many hits shows the best and counts the rest; alone it shows all", () => {
  const many = [9, 3, 7, 1, 5, 2].map((minute) => hit(1, minute * 60_000));
  const [first, second] = groupByRecording([...many, hit(2, 0)], { maxHits: 4 });
  assert.deepEqual(
    first!.hits.map(({ startMs }) => startMs / 60_000),
    [1, 3, 7, 9],
  );
  assert.equal(first!.more, 2);
  assert.equal(second!.more, 0);
  assert.equal(groupByRecording(many, { maxHits: 4 })[0]!.more, 0);
});

test("the exact query quotes only the words that were expanded", () => {
  assert.equal(quoteWords("kubernetes план", ["kubernetes"]), '"kubernetes" план');
  assert.equal(quoteWords("двадцать пять двадцать", ["двадцать пять"]), '"двадцать пять" двадцать');
  assert.equal(quoteWords("подкаст про каст", ["каст"]), 'подкаст про "каст"');
  assert.equal(quoteWords("-докер «docker hub»", ["докер", "docker"]), null);
  const expansions = [{ written: "Docker" }, { written: "slack" }];
  assert.deepEqual(withoutQuoted(expansions, ["docker hub"]), [{ written: "slack" }]);
});

test("groups are in the order of their best hit, and hits inside a group in the order of time", () => {
  const groups = groupByRecording([hit(2, 90_000), hit(1, 0), hit(2, 0)]);
  assert.deepEqual(
    groups.map(({ recording, hits }) => [recording.id, hits.map(({ startMs }) => startMs)]),
    [
      [2, [0, 90_000]],
      [1, [0]],
    ],
  );
});

const listed = (id: number, createdAt: string): RecordingSummary =>
  ({ id, createdAt, durationSeconds: 60 }) as unknown as RecordingSummary;

test("the library groups rows by month and marks each day once", () => {
  const rows = layOutRows(
    [
      listed(3, "2026-03-02T10:00:00+03:00"),
      listed(2, "2026-03-02T09:00:00+03:00"),
      listed(1, "2026-02-28T23:59:00+03:00"),
    ],
    true,
    { month: 60, recording: 50 },
  );
  assert.deepEqual(
    rows.map((row) => [row.kind, row.top]),
    [
      ["month", 0],
      ["recording", 60],
      ["recording", 110],
      ["month", 160],
      ["recording", 220],
    ],
  );
  assert.deepEqual(
    rows.flatMap((row) => (row.kind === "recording" ? [[row.indexInDay, row.day?.count]] : [])),
    [
      [0, 2],
      [1, 2],
      [0, 1],
    ],
  );
});

test("of ten thousand rows exactly those near the screen are rendered", () => {
  const list = Array.from({ length: 10_000 }, (_, index) =>
    listed(index, new Date(Date.UTC(2026, 0, 1) - index * 7e6).toISOString()),
  );
  const rows = layOutRows(list, true, { month: 60, recording: 50 });
  fc.assert(
    fc.property(fc.integer({ min: -2000, max: 600_000 }), (top) => {
      const within = rowsWithin(rows, top, top + 1000);
      const wanted = rows.filter((row) => row.top + row.height > top && row.top <= top + 1000);
      assert.deepEqual(within, wanted);
      assert.ok(within.length <= 23);
    }),
    { numRuns: 50 },
  );
});

const noPython = spawnSync("python3", ["-V"]).status === 0 ? false : "no python3, whose zipfile is the judge";

test("another program's reader finds nothing wrong with a ZIP of exports", { skip: noPython }, async (t) => {
  const zip = await zipFiles([
    { name: "2026-03-01.txt", content: new Blob(["мёд"]) },
    { name: "2026-03-01.txt", content: new Blob(["honey"]) },
    { name: "пусто.txt", content: new Blob([]) },
  ]);
  assert.equal(zip.type, "application/zip");
  const path = join(tempFolder(t), "fonoteka.zip");
  writeFileSync(path, new Uint8Array(await zip.arrayBuffer()));
  const script =
    "import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print([(n,z.read(n).decode()) for n in z.namelist()])";
  const printed = execFileSync("python3", ["-c", script, path], {
    encoding: "utf8",
    env: { ...process.env, PYTHONIOENCODING: "utf8" },
  });
  assert.equal(
    printed.trim(),
    "[('2026-03-01.txt', 'мёд'), ('2026-03-01-2.txt', 'honey'), ('пусто.txt', '')]",
  );
});

const file = (folderPath: string, name: string) => ({ file: new File(["x"], name), folderPath });

test("a transcript is paired with the audio file of its name and folder; hidden files are dropped", () => {
  const { audioFiles, others } = pairTranscripts([
    file("a", "Talk.mp3"),
    file("a", "talk.srt"),
    file("a", "talk.mp3.vtt"),
    file("b", "talk.srt"),
    file("a", ".DS_Store"),
    file("a", "unknown.xyz"),
  ]);
  assert.deepEqual(
    audioFiles.map(({ file: { name }, transcripts }) => [
      name,
      transcripts.map((transcript) => transcript.name),
    ]),
    [
      ["Talk.mp3", ["talk.mp3.vtt", "talk.srt"]],
      ["unknown.xyz", []],
    ],
  );
  assert.deepEqual(
    others.map(({ folderPath, file: { name } }) => `${folderPath}/${name}`),
    ["b/talk.srt"],
  );
});

test("dropped transcripts are grouped by language, the one that should be current first", () => {
  const { audioFiles, others } = pairTranscripts([
    file("a", "Беседа.mp3".normalize("NFD")),
    file("a", "Беседа.en.vtt"),
    file("a", "Беседа.ru.vtt"),
    file("a", "Беседа.RU.SRT"),
    file("a", "Другая.srt"),
  ]);
  assert.deepEqual(
    audioFiles[0]!.languages.map((forms) =>
      forms.map(({ file: { name }, language }) => `${language} ${name}`),
    ),
    [["ru Беседа.ru.vtt", "ru Беседа.RU.SRT"], ["en Беседа.en.vtt"]],
  );
  assert.deepEqual(
    others.map(({ file: { name } }) => name),
    ["Другая.srt"],
  );
});

test("the page searches for what the server finds a word in, and waits otherwise", () => {
  const searched = ["мёд", "5", "a -b", '-"a b" c', "x-y", '"memory limits', "-«как раз» липа", "a-"];
  const awaited = ['"', "?", "-мёд", "-honey -wax", '-"two words"', "-«как раз»", "--", "« »"];
  for (const query of searched) {
    assert.ok(hasWordToFind(query), query);
    assert.ok(parseQuery(query).words.length > 0, query);
  }
  for (const query of awaited) {
    assert.ok(!hasWordToFind(query), query);
    assert.throws(() => parseQuery(query), { code: "invalid-input" }, query);
  }
  // A phrase that is still being typed is no search for its second word.
  assert.ok(!hasWordToFind('-"two words'));
});
