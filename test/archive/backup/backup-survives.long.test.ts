/** A backup beside a working archive, one that is killed, and a disk without hard links. */
import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openArchive, restoreBackup, verifyBackup } from "../../../src/fonoteka.ts";
import { EarlierFiles } from "../../../src/storage/backup/earlier-files.ts";
import { SnapshotWriter } from "../../../src/storage/backup/snapshot-writer.ts";
import { readBackupFolder } from "../../../src/storage/backup/snapshots.ts";
import { makeBackedUpArchive, writeTone } from "../../support/backed-up-archive.ts";
import { runScript } from "../../support/run-script.ts";

const archiveModule = JSON.stringify(join(import.meta.dirname, "../../../src/fonoteka.ts"));

test("backups beside a program that imports, edits, removes and restores are whole, each of them", async (t) => {
  const { archive, folder, backup } = await makeBackedUpArchive(t, 4);
  const tones = [11, 12, 13, 14].map((number) => writeTone(join(folder, ".."), number));
  const writer = runScript(`
    import { openArchive } from ${archiveModule};
    const archive = await openArchive(${JSON.stringify(folder)});
    const tones = ${JSON.stringify(tones)};
    for (let round = 0; ; round++) {
      archive.update(1, { title: "round " + round });
      if (round < tones.length) for await (const outcome of archive.import([tones[round]])) if (outcome.status === "failed") throw outcome.error;
      archive.remove(2);
      archive.update(3, { notes: "n".repeat(round % 50) });
      await archive.restore(2);
      if (round === 2) console.log("working");
    }
  `);
  t.after(writer.kill);
  assert.equal(await writer.firstLine, "working");
  const title = () => archive.describe(1).recording.title;
  // Three backups during which the other program has written, however slow it is.
  for (let overlapping = 0; overlapping < 3; ) {
    const before = title();
    const result = await archive.backup(backup);
    assert.deepEqual(result.notes, []);
    if (title() !== before) overlapping++;
  }
  writer.kill();
  await writer.done;
  const verified = await verifyBackup(backup);
  assert.ok(verified.snapshots.length >= 3);
  assert.deepEqual(
    verified.snapshots.flatMap(({ problems }) => problems),
    [],
  );
  for (const { name } of verified.snapshots) {
    const to = join(folder, "..", `restored-${name}`);
    await restoreBackup(backup, { to, snapshot: name });
    await using restored = await openArchive(to);
    const { problems } = await restored.status({ check: true });
    assert.deepEqual(problems, []);
    const trashed = (await restored.listTrash()).map(({ id }) => id);
    const ids = [...restored.list().map(({ id }) => id), ...trashed].sort((a, b) => a - b);
    assert.equal(ids.filter((id) => id <= 4).join(), "1,2,3,4", name);
  }
});

test("a backup that is killed anywhere leaves the earlier snapshots whole, and the next one goes on", async (t) => {
  const { archive, folder, backup } = await makeBackedUpArchive(t, 4);
  await archive.backup(backup);
  // Reports come for each step of data.db and each file that is read.
  for (const reports of [1, 4, 7]) {
    archive.update(1, { title: `before kill ${reports}` });
    for await (const outcome of archive.import([writeTone(join(folder, ".."), 20 + reports)]))
      assert.equal(outcome.status, "imported");
    const killed = await runScript(`
      import { openArchive } from ${archiveModule};
      const archive = await openArchive(${JSON.stringify(folder)});
      let reports = 0;
      await archive.backup(${JSON.stringify(backup)}, {
        onProgress: () => { if (++reports === ${reports}) process.kill(process.pid, "SIGKILL"); },
      });
      console.log("not killed");
    `).done;
    assert.equal(killed.stdout, "");
    assert.equal(killed.code, null);
    const verified = await verifyBackup(backup);
    assert.ok(verified.isSound);
    assert.deepEqual(
      verified.notes.map(({ code }) => code),
      ["backup-snapshot-unfinished"],
    );
    if (reports === 4) {
      const result = await archive.backup(backup);
      assert.ok(result.isSound);
      assert.deepEqual(
        visible(backup).filter((name) => name.includes(".")),
        [],
      );
    }
  }
  const last = await archive.backup(backup);
  assert.ok((await verifyBackup(backup)).isSound);
  assert.equal(last.recordings, 7);
});

test("a snapshot that was cut off before its last steps: with its manifest it is complete, without it is done again", async (t) => {
  const { archive, backup } = await makeBackedUpArchive(t, 2);
  const { snapshot } = await archive.backup(backup);
  const unfinished = join(backup, `${snapshot}.unfinished`);
  renameSync(join(backup, snapshot), unfinished);
  await archive.backup(backup);
  assert.ok(visible(backup).includes(snapshot), "only its name was missing");

  renameSync(join(backup, snapshot), unfinished);
  rmSync(join(unfinished, "fonoteka-backup.json"));
  // What a power cut can leave: a file of the right size with other bytes, and one that nobody needs any more.
  const name = archive.describe(1).recording.filename;
  const { size } = statSync(join(unfinished, "recordings", name));
  rmSync(join(unfinished, "recordings", name));
  writeFileSync(join(unfinished, "recordings", name), Buffer.alloc(size));
  writeFileSync(join(unfinished, "recordings", "2001-01-01_00-00-00.json"), "{}");
  const result = await archive.backup(backup);
  assert.ok((await verifyBackup(backup)).isSound);
  assert.equal(existsSync(join(backup, result.snapshot, "recordings", "2001-01-01_00-00-00.json")), false);
  assert.deepEqual(
    readFileSync(join(backup, result.snapshot, "recordings", name)),
    readFileSync(archive.soundPath(1)),
  );
});

test("a removal that was cut off is finished, and half a snapshot never passes for a whole one", async (t) => {
  const { archive, backup } = await makeBackedUpArchive(t, 1);
  const { snapshot } = await archive.backup(backup);
  const removing = join(backup, `${snapshot}.removing`);
  renameSync(join(backup, snapshot), removing);
  rmSync(join(removing, "data.db"));
  await assert.rejects(verifyBackup(backup), { code: "not-found" });
  const next = await archive.backup(backup);
  assert.deepEqual(visible(backup), [next.snapshot]);
});

test("a restore that was cut off leaves no archive, and goes on", async (t) => {
  const { archive, folder, backup } = await makeBackedUpArchive(t, 3);
  await archive.backup(backup);
  const to = join(folder, "..", "restored");
  const stop = new AbortController();
  let reports = 0;
  const cut = restoreBackup(backup, {
    to,
    signal: stop.signal,
    onProgress: () => ++reports === 3 && stop.abort(),
  });
  await assert.rejects(cut, { code: "cancelled" });
  assert.equal(existsSync(join(to, "data.db")), false);
  assert.ok(existsSync(join(to, "restore.unfinished")));
  const restored = await restoreBackup(backup, { to });
  assert.ok(restored.isSound);
  assert.deepEqual(readdirSync(to).sort(), ["data.db", "recordings"]);
});

test("a restore that was cut off after its last file is not done over an archive that was used since", async (t) => {
  const { archive, folder, backup } = await makeBackedUpArchive(t, 1);
  await archive.backup(backup);
  const to = join(folder, "..", "restored");
  await restoreBackup(backup, { to });
  const marker = join(to, "restore.unfinished");
  mkdirSync(marker);
  await restoreBackup(backup, { to });
  assert.equal(existsSync(marker), false, "only its mark was left");
  mkdirSync(marker);
  {
    await using restored = await openArchive(to);
    restored.update(1, { title: "changed since" });
    await assert.rejects(restoreBackup(backup, { to }), { reason: "restore-target-not-empty" });
  }
  await assert.rejects(restoreBackup(backup, { to }), { reason: "restore-target-not-empty" });
  await using again = await openArchive(to);
  assert.equal(again.describe(1).recording.title, "changed since");
});

const otherDisk = "/dev/shm";
const hasOtherDisk = existsSync(otherDisk) && statSync(otherDisk).dev !== statSync("/tmp").dev;

test("where no hard link is possible, files are copied and it is said", {
  skip: hasOtherDisk ? false : "no second disk in /dev/shm",
}, async (t) => {
  const { archive, backup } = await makeBackedUpArchive(t, 1);
  const { snapshot } = await archive.backup(backup);
  const [earlier] = readBackupFolder(backup).snapshots;
  const elsewhere = mkdtempSync(join(otherDisk, "fonoteka-"));
  t.after(() => rmSync(elsewhere, { recursive: true, force: true }));
  let told = 0;
  const writer = new SnapshotWriter(elsewhere, new EarlierFiles([earlier!]), { onNoLinks: () => told++ });
  const name = `recordings/${archive.describe(1).recording.filename}`;
  const stored = await writer.store(name, archive.soundPath(1));
  assert.equal(stored.isSourceDamaged, false);
  assert.equal(told, 1);
  assert.deepEqual(readFileSync(join(elsewhere, name)), readFileSync(join(backup, snapshot, name)));
  assert.equal(writer.totals().copied.files, 1);
});

function visible(folder: string): string[] {
  return readdirSync(folder).filter((name) => !name.startsWith("."));
}
