import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type EvaluationReport, openArchive } from "../../src/fonoteka.ts";
import { runFonoteka, samplesFolder } from "../support/run-fonoteka.ts";
import { trueWords } from "../support/sample-truth.ts";

/** Four samples in two languages, with their true transcripts, embedded by the bundled model. */
const stems = ["2026-02-19_18-42-05", "2026-03-16_10-00-12", "Call_20260318_143007", "REC_20260502_151230"];
let folder: string;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "fonoteka-eval-test-"));
  const archive = await openArchive(join(folder, "archive"));
  for (const stem of stems) {
    const words = trueWords(stem).map(({ text, startMs, endMs }) => ({
      word: text,
      start: startMs / 1000,
      end: endMs / 1000,
    }));
    const text = words.map(({ word }) => word).join(" ");
    const transcript = join(folder, `${stem}.json`);
    const segment = { start: words[0]!.start, end: words.at(-1)!.end, text, words };
    writeFileSync(transcript, JSON.stringify({ segments: [segment] }));
    for await (const outcome of archive.import([join(samplesFolder, `${stem}.opus`)], { transcript }))
      assert.equal(outcome.status, "imported");
  }
  await archive.close();
});
after(() => rmSync(folder, { recursive: true, force: true }));
const evaluate = (...words: string[]) =>
  runFonoteka(["--archive", join(folder, "archive"), "eval", ...words]);

/** One run, shared by the two tests that look at a report. */
let report: EvaluationReport;

test("nearly everything said in the samples is found again, in both languages and every mode", async () => {
  const { status, stdout, stderr } = await evaluate("-n", "8", "--json");
  assert.equal(status, 0, stderr);
  report = JSON.parse(stdout);
  assert.deepEqual([report.moments, report.recordings], [8, 4]);
  const all = report.rows.filter((row) => row.kind === null);
  assert.deepEqual(
    all.map((row) => `${row.language} ${row.mode}`),
    ["en keyword", "ru keyword", "en semantic", "ru semantic", "en hybrid", "ru hybrid"],
  );
  for (const { mode, questions, hit1, hit10, plays } of all) {
    assert.ok(questions >= 10);
    // Measured: keyword and hybrid .95 to 1, semantic .80 and more; chance alone finds one of four recordings first.
    assert.ok(hit1 >= (mode === "semantic" ? 0.6 : 0.85), `${mode}: first ${hit1}`);
    assert.ok(hit10 >= 0.9, `${mode}: in ten ${hit10}`);
    assert.ok(plays <= hit10 && plays >= 0.8, `${mode}: plays ${plays}`);
  }
});

test("the table names languages, kinds and modes; --compare lists only what has changed", async () => {
  const earlier = join(folder, "earlier.json");
  report.rows.find((row) => row.kind === "phrase" && row.mode === "keyword")!.hit1 = 0.125;
  writeFileSync(earlier, JSON.stringify(report));
  const { status, stdout, stderr } = await evaluate("-n", "8", "--compare", earlier);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^8 sentences from 4 recordings\./);
  assert.match(stdout, /queries {8}keyword {7}semantic {9}hybrid/);
  for (const name of ["as said", "other forms", "three rarest words", "phrase in quotes", "misspelt"])
    assert.match(stdout, new RegExp(`^ {6}${name} +\\d`, "m"));
  const [, changes] = stdout.split(`compared with ${earlier}:\n`);
  assert.match(changes!, /^ {2}en phrase in quotes, keyword: first hit 12\.5 → 100\.0\n$/);
});

test("an archive without speech, a file that is not a saved result and an invalid number are reported", async () => {
  const empty = join(folder, "empty");
  await (await openArchive(empty)).close();
  const bare = await runFonoteka(["--archive", empty, "eval"]);
  assert.notEqual(bare.status, 0);
  assert.match(bare.stderr, /no speech to evaluate.*\ntry:.*fonoteka transcribe/);
  const wrong = join(folder, "wrong.json");
  writeFileSync(wrong, '{"rows": 1}');
  assert.match(
    (await evaluate("--compare", wrong)).stderr,
    /wrong\.json: not a saved result of fonoteka eval/,
  );
  assert.match((await evaluate("--compare", join(folder, "none.json"))).stderr, /no such file/);
  assert.match((await evaluate("-n", "0")).stderr, /--sentences: "0" is not a whole number/);
});

test("it reports progress and can be cancelled", async () => {
  const archive = await openArchive(join(folder, "archive"), { readOnly: true });
  const stop = new AbortController();
  const seen: number[] = [];
  const evaluation = archive.evaluateSearch({
    moments: 2,
    modes: ["keyword"],
    signal: stop.signal,
    onProgress: ({ done, total }) => {
      seen.push(done);
      assert.ok(done <= total && total <= 10);
      if (done === 3) stop.abort();
    },
  });
  await assert.rejects(evaluation, { code: "cancelled" });
  assert.deepEqual(seen, [1, 2, 3]);
  await archive.close();
});
