/**
 * Power cuts: a process imports, edits, removes, restores and forgets while strace records what it does to its files. From
 * the record a disk is made as it may be after a power cut at any moment: of what was not flushed nothing, all or a part is
 * there. Each such archive must open, hold everything that was acknowledged until then, and be whole.
 *
 * POWER_CUTS=all tries every moment; the default is a sample of them.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { seededRandom } from "../../src/evaluation/seeded-random.ts";
import { type Archive, openArchive } from "../../src/fonoteka.ts";
import { samplesFolder } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { DiskModel, type Survival } from "./disk-model.ts";
import { type DiskStep, recordWrites } from "./recorded-writes.ts";

const hasStrace = spawnSync("strace", ["-V"]).status === 0;
const library = pathToFileURL(join(import.meta.dirname, "../../src/fonoteka.ts")).href;

/** What the process has promised: how the recordings are, by number. */
type Promised = Record<string, { title?: string; words?: number; where: "archive" | "trash" | "nowhere" }>;

const script = (folder: string, sound: string) => `
  const { openArchive } = await import(${JSON.stringify(library)});
  const { writeSync } = await import("node:fs");
  const promised = {};
  const say = (id, facts) => {
    promised[id] = { ...promised[id], ...facts };
    writeSync(1, JSON.stringify(promised) + "\\n");
  };
  const archive = await openArchive(${JSON.stringify(folder)});
  for await (const outcome of archive.import([${JSON.stringify(sound)}])) {
    if (outcome.status === "imported")
      say(outcome.recording.id, { where: "archive", words: outcome.transcription.wordCount, title: outcome.recording.title });
  }
  for (const title of ["Первое имя", "Второе имя"]) {
    archive.update(1, { title });
    say(1, { title });
  }
  archive.remove(2);
  say(2, { where: "trash" });
  await archive.restore(2);
  say(2, { where: "archive" });
  archive.remove(2);
  say(2, { where: "trash" });
  await archive.forget(2);
  say(2, { where: "nowhere" });
  await archive.close();
`;

test("after a power cut at any moment the archive opens, is whole, and has everything that was acknowledged", {
  skip: hasStrace ? false : "strace is not installed",
}, async (t) => {
  const work = tempFolder(t);
  const folder = join(work, "archive");
  const sound = await makeSounds(work);
  mkdirSync(folder);
  const steps = await recordWrites(script(folder, sound), folder, work);
  assert.ok(steps.filter(({ kind }) => kind === "sync").length > 20);
  assert.ok(steps.filter(({ kind }) => kind === "said").length >= 7);

  const all = process.env.POWER_CUTS === "all";
  const random = seededRandom(20261128);
  const survivals: Survival[] = [
    "lost",
    "kept",
    "names-only",
    "bytes-only",
    (n) => Math.floor(random() * (n + 1)),
  ];
  const cut = join(work, "cut");
  let tried = 0;
  const disk = new DiskModel(folder);
  let promised: Promised = {};
  let next = nextPromise(steps, 0) ?? promised;
  for (const [index, step] of steps.entries()) {
    disk.apply(step);
    if (step.kind === "said") {
      promised = JSON.parse(step.line) as Promised;
      next = nextPromise(steps, index + 1) ?? promised;
    }
    const chosen = all ? survivals : isTelling(steps, index) ? [survivals[tried % survivals.length]!] : [];
    for (const survival of chosen) {
      tried++;
      rmSync(cut, { recursive: true, force: true });
      disk.writeAfterPowerCut(cut, survival);
      await assertKeeps(cut, [promised, next], `step ${index} (${step.kind}), ${survival}`);
    }
  }
  t.diagnostic(`${tried} power cuts in ${steps.length} steps`);
});

/** Just before and after a promise, and around the changes of names: where an order that is wrong shows. */
function isTelling(steps: readonly DiskStep[], index: number): boolean {
  const kinds = ["said", "rename", "link", "remove"];
  return kinds.includes(steps[index]!.kind) || steps[index + 1]?.kind === "said" || index % 40 === 0;
}

function nextPromise(steps: readonly DiskStep[], from: number): Promised | undefined {
  const said = steps.slice(from).find((step) => step.kind === "said");
  return said?.kind === "said" ? (JSON.parse(said.line) as Promised) : undefined;
}

/** Each recording is as was promised last, or as the next promise will say: what is done and not yet said. */
async function assertKeeps(folder: string, [now, next]: [Promised, Promised], when: string): Promise<void> {
  if (!existsSync(join(folder, "data.db"))) {
    assert.deepEqual(now, {}, when);
    return;
  }
  await using archive = await openArchive(folder);
  // What a person asked to forget is finished by the command that \`status\` names.
  for (const { complete, notes } of await archive.finishForgetting())
    assert.ok(complete, `${when}: ${JSON.stringify(notes)}`);
  const trash = await archive.listTrash();
  for (const [id, promise] of Object.entries(now)) {
    const found = trash.some((entry) => entry.id === Number(id))
      ? { where: "trash" }
      : describeRecording(archive, Number(id));
    const allowed = [promise, next[id]!].map(({ where, title, words }) =>
      where === "archive" ? { where, title, words } : { where },
    );
    assert.ok(
      allowed.some((one) => isDeepStrictEqual(one, found)),
      `${when}: recording ${id} is ${JSON.stringify(found)}, promised was ${JSON.stringify(allowed)}`,
    );
  }
  // Every row has its file; files without a row are left to `status`.
  for (const { id, opusSha256 } of archive.list()) {
    const bytes = readFileSync(archive.soundPath(id));
    assert.equal(createHash("sha256").update(bytes).digest("hex"), opusSha256, `${when}: recording ${id}`);
  }
  const { problems } = await archive.status({ check: true });
  const codes = problems.map(({ code }) => code);
  const harmless = ["file-orphaned", "trash-entry-stale", "trash-leftover", "part-file-left"];
  assert.deepEqual(
    codes.filter((code) => !harmless.includes(code)),
    [],
    when,
  );
}

function describeRecording(archive: Archive, id: number) {
  if (!archive.list().some((recording) => recording.id === id)) return { where: "nowhere" };
  const { recording, transcriptions } = archive.describe(id);
  return { where: "archive", title: recording.title, words: transcriptions[0]?.wordCount };
}

/** A folder with two short recordings and their transcripts. */
async function makeSounds(work: string): Promise<string> {
  const folder = join(work, "sounds");
  mkdirSync(folder);
  const source = join(work, "source");
  await using archive = await openArchive(source);
  const sample = join(samplesFolder, "2026-04-17_12-05-44.opus");
  for await (const _ of archive.import([sample]));
  for (const [index, name] of ["2026-01-02_10-00-00", "2026-01-03_10-00-00"].entries()) {
    const targetPath = join(folder, `${name}.opus`);
    await archive.clip(1, { startMs: index * 1000, endMs: index * 1000 + 900, targetPath });
    writeFileSync(join(folder, `${name}.srt`), "1\n00:00:00,100 --> 00:00:00,800\nThree spoken words.\n");
  }
  await archive.close();
  rmSync(source, { recursive: true });
  return folder;
}
