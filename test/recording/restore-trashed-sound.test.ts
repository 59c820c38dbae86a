/** A recording in the trash whose Opus file was lost there: it says so, and importing its source restores it. */
import assert from "node:assert/strict";
import { rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openArchive } from "../../src/fonoteka.ts";
import { writeTone } from "../support/backed-up-archive.ts";
import { tempFolder } from "../support/temp-folder.ts";

const losses: [what: string, lose: (path: string) => void, sound: "missing" | "damaged"][] = [
  ["lost", (path) => rmSync(path), "missing"],
  ["cut", (path) => truncateSync(path, 200), "damaged"],
];

for (const [what, lose, sound] of losses)
  test(`a recording in the trash whose sound was ${what} comes back with its number and notes when its source is imported again`, async (t) => {
    const parent = tempFolder(t);
    await using archive = await openArchive(join(parent, "archive"));
    const tone = writeTone(parent, 1);
    const [imported] = await Array.fromAsync(archive.import([tone]));
    assert.ok(imported?.status === "imported");
    const { id, filename } = imported.recording;
    archive.update(id, { notes: "written by hand" });
    archive.remove(id);
    lose(join(archive.folder, "trash", filename.replace(/opus$/, `${id}.opus`)));

    const [trashed] = await archive.listTrash();
    assert.equal(trashed?.sound, sound);
    if (sound === "missing")
      await assert.rejects(archive.restore(id), { code: "not-found", reason: "trash-sound-missing" });

    const [outcome] = await Array.fromAsync(archive.import([tone]));
    assert.ok(outcome?.status === "restored", JSON.stringify(outcome));
    assert.equal(outcome.flaw === "missing", sound === "missing");
    const { recording } = archive.describe(id);
    assert.deepEqual([recording.filename, recording.notes], [filename, "written by hand"]);
    assert.deepEqual(await archive.listTrash(), []);
    assert.deepEqual((await archive.verify({ deep: true })).findings, []);
    const [again] = await Array.fromAsync(archive.import([tone]));
    assert.equal(again?.status, "duplicate");
  });
