/**
 * SIGKILL in the middle of a migration, `forget`, a restore from the trash and from a backup, of one of two processes, and
 * on a full disk. Afterwards the archive opens, is whole, has all that was acknowledged, and the work can be repeated to
 * its end. A few kills in `npm run test:long`; by hand more: `KILLS=60 node --test test/crash/kills.long.test.ts`, other moments with
 * `KILL_SEED=2`.
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { type Archive, openArchive, restoreBackup, verifyBackup } from "../../src/fonoteka.ts";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import { addForget } from "../../src/storage/forgets.ts";
import { getRecording, removeRecording } from "../../src/storage/recordings.ts";
import { dumpSources, writeTone } from "../support/backed-up-archive.ts";
import { copyArchive } from "../support/copy-archive.ts";
import { runScript } from "../support/run-script.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { writeWav } from "../support/write-wav.ts";
import { killOften, killsByHand } from "./kill-often.ts";

const library = JSON.stringify(join(import.meta.dirname, "../../src/fonoteka.ts"));
const fixtures = join(import.meta.dirname, "../fixtures/archives");

const namespace = ["--user", "--map-root-user", "--mount"];

/** What an interruption may leave: named by `status`, with what to do, and without harm. */
const harmless = [
  "file-orphaned",
  "trash-entry-stale",
  "trash-leftover",
  "part-file-left",
  "forget-unfinished",
];

/** A script that opens the archive, says so, works, and says that it is done. */
const work = (folder: string, body: string) => `
  const { openArchive } = await import(${library});
  const { writeSync } = await import("node:fs");
  const say = (line) => writeSync(1, line + "\\n");
  const archive = await openArchive(${JSON.stringify(folder)});
  say("begun");
  ${body}
  await archive.close();
  say("done");
`;

async function assertWhole(archive: Archive, allowed: readonly string[] = harmless): Promise<void> {
  const { problems } = await archive.status({ check: true });
  assert.deepEqual(
    problems.filter(({ code }) => !allowed.includes(code)).map(({ text }) => text),
    [],
  );
}

test("killed within a migration: the archive is of the old or the new format, whole, and nothing is left over", async (t) => {
  const counts = await killOften({ expectedMs: 60, inSuite: 3 }, async (kill) => {
    const format = `format-${1 + (kill % 3)}`;
    const folder = join(tempFolder(t), "archive");
    cpSync(join(fixtures, format), folder, { recursive: true });
    writeFileSync(join(folder, "data.db"), gunzipSync(readFileSync(join(folder, "data.db.gz"))));
    rmSync(join(folder, "data.db.gz"));
    const script = `
      const { openArchive } = await import(${library});
      await import("../../src/index/open-archive-database.ts");
      console.log("begun");
      await (await openArchive(${JSON.stringify(folder)})).close();
      console.log("done");
    `;
    return {
      script,
      check: async () => {
        await using archive = await openArchive(folder);
        assert.deepEqual(
          archive.list().map(({ id, filename, state }) => [id, filename, state]),
          [
            [2, "2026-03-16_10-00-12.opus", "transcribed"],
            [1, "2026-01-22_11-15-30.opus", "transcribed"],
          ],
        );
        assert.equal(archive.describe(1).recording.title, "Глиняная табличка");
        assert.equal(archive.describe(2).transcriptions.length, 2);
        assert.equal((await archive.listTrash()).length, 1);
        await assertWhole(archive);
        const copies = readdirSync(folder).filter((name) => name.startsWith("data.db.before-"));
        assert.ok(copies.length >= 1);
        assert.deepEqual(
          copies.filter((name) => name.includes("part")),
          [],
        );
      },
    };
  });
  t.diagnostic(JSON.stringify(counts));
});

const secrets = ["Заповедников", "заповедников", "Журавлёвские", "журавлевские", "ульи молчат"];

/** Two recordings, one with words that must not stay; the other has another form of one of them. */
function copySpoken(t: TestContext): Promise<string> {
  return copyArchive(t, "kills: spoken", async (archive) => {
    const folder = mkdtempSync(join(archive.folder, "../sources-"));
    const texts = [
      ["Заповедников здесь пять.", "Журавлёвские ульи молчат."],
      ["We moved to Kubernetes.", "Пчёлы заповедника спят."],
    ];
    for (const [index, lines] of texts.entries()) {
      const path = join(folder, `tone-${index}.wav`);
      const samples = Float32Array.from({ length: 28_000 }, (_, at) => Math.sin(at * (0.1 + 0.03 * index)));
      writeWav(path, samples, 8000);
      const srt = lines.map(
        (line, at) => `${at + 1}\n00:00:0${at * 2},100 --> 00:00:0${at * 2},900\n${line}\n`,
      );
      writeFileSync(path.replace(/wav$/, "srt"), srt.join("\n"));
      for await (const outcome of archive.import([path]))
        assert.ok(outcome.status === "imported" && outcome.transcription);
    }
    rmSync(folder, { recursive: true });
  });
}

function filesWith(folder: string, text: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return paths.filter((path) => readFileSync(path).includes(text));
}

const forgettings = {
  "a recording": { call: "forget(1)", before: async () => {}, gone: secrets },
  "a recording of the trash": {
    call: "forget(1)",
    before: async (archive: Archive) => void archive.remove(1),
    gone: secrets,
  },
  "a stretch": {
    call: "forget(1, { stretch: { startMs: 0, endMs: 1500 } })",
    before: async () => {},
    gone: secrets.slice(0, 2),
  },
};

for (const [what, { call, before, gone }] of Object.entries(forgettings))
  test(`killed while ${what} is forgotten: it is finished later, and no byte of the words is left`, async (t) => {
    const counts = await killOften({ expectedMs: 150 }, async () => {
      const folder = await copySpoken(t);
      {
        await using archive = await openArchive(folder);
        await before(archive);
      }
      const check = async () => {
        await using archive = await openArchive(folder);
        await assertWhole(archive);
        const finished = await archive.finishForgetting();
        // Killed before it was noted: it is as if it had not been asked for.
        const isThere =
          archive.list().some(({ id }) => id === 1) || (await archive.listTrash()).some(({ id }) => id === 1);
        if (finished.length === 0 && isThere)
          finished.push(
            await (call.includes("stretch")
              ? archive.forget(1, { stretch: { startMs: 0, endMs: 1500 } })
              : archive.forget(1)),
          );
        assert.deepEqual(
          finished.flatMap(({ notes }) => notes.filter(({ code }) => code !== "forget-not-searched")),
          [],
        );
        assert.deepEqual(await archive.finishForgetting(), []);
        for (const text of gone) assert.deepEqual(filesWith(folder, text), [], text);
        assert.ok(filesWith(folder, "Kubernetes").length > 0);
        const { hits } = await archive.search("заповедника", { mode: "keyword" });
        assert.deepEqual(
          hits.map(({ recording }) => recording.id),
          [2],
        );
        await assertWhole(archive, []);
      };
      return { script: work(folder, `await archive.${call};`), check };
    });
    t.diagnostic(JSON.stringify(counts));
  });

test("ended after the words went: status says that it is to be finished, and advises nothing else", async (t) => {
  const folder = await copySpoken(t);
  {
    using db = openArchiveDatabase(join(folder, "data.db"));
    const { filename } = getRecording(db, 1);
    addForget(db, { recordingId: 1, filename, stretch: undefined }, "2026-03-02T09:00:00+03:00");
    removeRecording(db, 1);
  }
  // Another form of the word is in the other recording.
  assert.notDeepEqual(filesWith(folder, "заповедников"), []);
  await using archive = await openArchive(folder);
  const codes = async () => (await archive.status()).problems.map(({ code }) => code);
  assert.deepEqual(await codes(), ["forget-unfinished"]);
  assert.deepEqual(
    (await archive.finishForgetting()).map(({ complete }) => complete),
    [true],
  );
  assert.deepEqual(filesWith(folder, "заповедников"), []);
  assert.deepEqual(await codes(), []);
});

test("killed while a recording is restored from the trash: it is there or in the trash, and can be restored", async (t) => {
  const counts = await killOften({ expectedMs: 40 }, async () => {
    const folder = await copySpoken(t);
    const expected = dumpSources(folder);
    {
      await using archive = await openArchive(folder);
      archive.remove(1);
    }
    const check = async () => {
      await using archive = await openArchive(folder);
      await assertWhole(archive);
      const isBack = archive.list().some(({ id }) => id === 1);
      assert.notEqual(
        isBack,
        (await archive.listTrash()).some(({ id }) => id === 1),
      );
      if (!isBack) await archive.restore(1);
      assert.equal(dumpSources(folder), expected);
      await archive.indexPending();
      const { hits } = await archive.search("заповедник", { mode: "keyword" });
      assert.ok(hits.some(({ recording }) => recording.id === 1));
      await assertWhole(archive, ["trash-entry-stale"]);
    };
    return { script: work(folder, "await archive.restore(1);"), check };
  });
  t.diagnostic(JSON.stringify(counts));
});

test("killed while a backup is restored: no half of an archive passes for one, and the next restore ends it", async (t) => {
  const source = await copySpoken(t);
  const backup = join(source, "../backup");
  {
    await using archive = await openArchive(source);
    await archive.backup(backup);
  }
  const expected = dumpSources(source);
  const counts = await killOften({ expectedMs: 60, inSuite: 2 }, async (kill) => {
    const to = join(tempFolder(t), "restored");
    const replace = kill % 2 === 1;
    if (replace) cpSync(source, to, { recursive: true });
    const script = `
      const { restoreBackup } = await import(${library});
      console.log("begun");
      await restoreBackup(${JSON.stringify(backup)}, { to: ${JSON.stringify(to)}, replace: ${replace} });
      console.log("done");
    `;
    const check = async (lines: string[]) => {
      if (existsSync(join(to, "data.db"))) {
        assert.equal(dumpSources(to), expected);
        await using archive = await openArchive(to);
        await assertWhole(archive, []);
      } else assert.equal(lines.includes("done"), false);
      const repeated = join(tempFolder(t), "repeated");
      const again = existsSync(join(to, "data.db")) && !replace ? repeated : to;
      const { isSound } = await restoreBackup(backup, { to: again, replace });
      assert.ok(isSound);
      await using archive = await openArchive(again);
      assert.equal(dumpSources(again), expected);
      await assertWhole(archive, []);
      assert.equal(existsSync(join(again, "restore.unfinished")), false);
    };
    return { script, check };
  });
  assert.ok((await verifyBackup(backup)).isSound);
  t.diagnostic(JSON.stringify(counts));
});

/** Imports what is given, and edits; each line is what was acknowledged. */
const imports = (paths: readonly string[]) => `
  for (const path of ${JSON.stringify(paths)})
    for await (const outcome of archive.import([path])) say(outcome.status + " " + path);
`;
const edits = (count: number) => `
  for (let round = 1; round <= ${count}; round++) {
    archive.update(2, { title: "round " + round });
    say("title round " + round);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
`;

test("one of two processes is killed: the other one ends its work, and what both acknowledged is there", async (t) => {
  const sounds = tempFolder(t);
  const paths = Array.from({ length: 12 }, (_, index) => {
    const path = writeTone(sounds, 20 + index);
    // Transcripts load the embedding model, which is not for every run of the suite.
    if (killsByHand && index % 4 === 0)
      writeFileSync(path.replace(/wav$/, "srt"), `1\n00:00:00,000 --> 00:00:00,300\nTone ${index} sounds.\n`);
    return path;
  });
  const counts = await killOften({ expectedMs: 300 }, async (kill) => {
    const folder = await copySpoken(t);
    const bodies = [imports(paths), edits(60)];
    const [victim, survivor] = (kill % 2 === 0 ? bodies : bodies.toReversed()) as [string, string];
    const other = runScript(work(folder, survivor));
    await other.firstLine;
    const check = async (lines: string[]) => {
      const { stdout, stderr } = await other.done;
      assert.equal(stderr, "");
      const otherLines = stdout.split("\n").filter(Boolean);
      assert.equal(otherLines.at(-1), "done");
      await using archive = await openArchive(folder);
      await assertWhole(archive);
      assertAcknowledged(archive, [...lines, ...otherLines]);
      for (const path of paths)
        for await (const outcome of archive.import([path]))
          assert.ok(["imported", "duplicate"].includes(outcome.status), outcome.status);
      assert.equal(archive.list().length, 2 + paths.length);
      await archive.indexPending();
      await assertWhole(archive);
    };
    return { script: work(folder, victim), check };
  });
  t.diagnostic(JSON.stringify(counts));
});

/** The last title, or the next one: done and not yet said. */
function assertAcknowledged(archive: Archive, lines: readonly string[]): void {
  const imported = lines.filter((line) => line.startsWith("imported "));
  const names = new Set(archive.list().map(({ sourceName }) => sourceName));
  for (const line of imported) assert.ok(names.has(line.split("/").at(-1)!), line);
  const last = lines.filter((line) => line.startsWith("title round ")).length;
  const { title } = archive.describe(2).recording;
  const allowed = last === 0 ? ["tone-1", "round 1"] : [`round ${last}`, `round ${last + 1}`];
  assert.ok(allowed.includes(title), `${title}: ${last} were acknowledged`);
}

test("killed while the disk is full: with space again the archive is whole and has all that was acknowledged", {
  skip: canMount() ? false : "needs Linux and unprivileged user namespaces",
}, (t) => {
  const words = [join(import.meta.dirname, "kill-on-full-disk.ts"), tempFolder(t)];
  const printed = execFileSync("unshare", [...namespace, process.execPath, ...words], { encoding: "utf8" });
  const { kills, fullAtKill, ...counts } = JSON.parse(printed);
  assert.equal(kills, killsByHand ?? 1);
  assert.ok(fullAtKill > 0, "the disk was never full");
  t.diagnostic(JSON.stringify({ kills, fullAtKill, ...counts }));
});

function canMount(): boolean {
  try {
    execFileSync("unshare", [...namespace, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
