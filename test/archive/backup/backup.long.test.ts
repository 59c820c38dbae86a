import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { assertApart } from "../../../src/archive/backup/assert-apart.ts";
import { type BackupResult, openArchive, restoreBackup, verifyBackup } from "../../../src/fonoteka.ts";
import { withFileLock } from "../../../src/models/file-lock.ts";
import { openDatabase } from "../../../src/storage/database.ts";
import { dumpSources, makeBackedUpArchive, unshare, writeTone } from "../../support/backed-up-archive.ts";
import { flipByte } from "../../support/flip-byte.ts";
import { tempFolder } from "../../support/temp-folder.ts";

const codes = ({ notes }: { notes: { code: string }[] }) => notes.map(({ code }) => code);
const pathOf = ({ folder, snapshot }: BackupResult, ...parts: string[]) => join(folder, snapshot, ...parts);
const inode = (path: string) => statSync(path).ino;

function visible(folder: string): string[] {
  return readdirSync(folder).filter((name) => !name.startsWith("."));
}

async function assertSound(backup: string, snapshot?: string): Promise<void> {
  const verified = await verifyBackup(backup, { snapshot });
  assert.deepEqual(
    [...verified.snapshots.flatMap(({ problems }) => problems), ...verified.notes].map(({ text }) => text),
    [],
  );
}

test("a snapshot is a whole archive; the next one shares what has not changed", async (t) => {
  const { archive, folder, backup } = await makeBackedUpArchive(t);
  archive.update(1, { title: "Первая", notes: "n", tags: ["a"] });
  archive.remove(3);
  writeFileSync(join(folder, "fonoteka.json"), '{"languages": ["ru"]}');
  const first = await archive.backup(backup);
  assert.equal(first.isSound, true);
  assert.equal(first.recordings, 2);
  assert.deepEqual(first.linked, { files: 0, byteLength: 0 });
  for (const name of ["data.db", "fonoteka.json", "recordings", "trash"])
    assert.ok(existsSync(pathOf(first, name)), name);
  assert.equal(existsSync(pathOf(first, "data.db-wal")), false);
  assert.equal(dumpSources(pathOf(first)), dumpSources(folder));

  archive.update(2, { title: "changed later" });
  const second = await archive.backup(backup);
  const [kept, changed] = archive
    .list({ sort: "oldest" })
    .map(({ filename }) => filename.replace(".opus", ""));
  assert.ok(second.linked.files >= 4);
  assert.equal(
    inode(pathOf(second, `recordings/${kept}.opus`)),
    inode(pathOf(first, `recordings/${kept}.opus`)),
  );
  assert.notEqual(
    readFileSync(pathOf(second, `recordings/${changed}.json`), "utf8"),
    readFileSync(pathOf(first, `recordings/${changed}.json`), "utf8"),
  );
  await assertSound(backup);

  // Opened as it is, for reading.
  await using snapshot = await openArchive(pathOf(first));
  assert.equal(snapshot.readOnly, true);
  assert.equal(snapshot.describe(1).recording.title, "Первая");
  assert.throws(() => snapshot.remove(1), { code: "no-permission" });
  assert.equal((await snapshot.listTrash()).length, 1);
  await snapshot.close();
  await assertSound(backup);
});

test("a restored archive has every row and file, and can be worked with", async (t) => {
  const { archive, folder, backup } = await makeBackedUpArchive(t);
  archive.remove(2);
  const { snapshot } = await archive.backup(backup);
  const to = join(folder, "..", "restored");
  const restored = await restoreBackup(backup, { to });
  assert.equal(restored.isSound, true);
  assert.deepEqual(restored.notes, []);
  assert.equal(dumpSources(to), dumpSources(folder));
  const names = (place: string) => readdirSync(place).sort();
  assert.deepEqual(names(to), ["data.db", "recordings", "trash"]);
  assert.deepEqual(names(join(to, "recordings")), names(join(backup, snapshot, "recordings")));
  await using again = await openArchive(to);
  assert.equal(again.readOnly, false);
  assert.deepEqual((await again.status({ check: true })).problems, []);
  again.update(1, { title: "new" });
  assert.equal((await again.restore(2)).id, 2);
  await again.close();
  await assertSound(backup);
});

test("of a damaged or lost file the good copy of an earlier snapshot is kept, and both are said", async (t) => {
  const { archive, backup } = await makeBackedUpArchive(t);
  let previous = (await archive.backup(backup)).snapshot;
  const [damaged, lost] = [1, 2].map((id) => archive.soundPath(id)) as [string, string];
  const good = readFileSync(damaged);
  flipByte(damaged);
  rmSync(lost);
  for (const quick of [false, true]) {
    const next = await archive.backup(backup, { quick, keep: 1 });
    assert.equal(next.isSound, false);
    // A damaged file of the right size is what only reading finds.
    assert.deepEqual(codes(next), [...(quick ? [] : ["backup-source-damaged"]), "backup-source-missing"]);
    assert.equal(next.notes.at(-1)!.values.snapshot, previous);
    previous = next.snapshot;
    assert.deepEqual(next.removed, [], "nothing is removed while something is damaged");
    const name = archive.describe(1).recording.filename;
    assert.deepEqual(readFileSync(pathOf(next, "recordings", name)), good);
  }
  await assertSound(backup);
});

test("a damaged file without a good copy is backed up as it is, and named by every later check", async (t) => {
  const { archive, backup } = await makeBackedUpArchive(t);
  flipByte(archive.soundPath(1));
  rmSync(archive.soundPath(2));
  const result = await archive.backup(backup);
  assert.deepEqual(codes(result), ["backup-source-damaged-no-copy", "backup-source-missing-no-copy"]);
  const verified = await verifyBackup(backup);
  assert.equal(verified.isSound, false);
  assert.deepEqual(
    verified.snapshots[0]!.problems.map(({ code }) => code),
    ["backup-file-stored-damaged", "backup-recording-without-file"],
  );
});

test("files of versions that kept no hash are compared with what an earlier snapshot has", async (t) => {
  const { archive, folder, backup } = await makeBackedUpArchive(t);
  using db = openDatabase(join(folder, "data.db"));
  db.run("update recordings set opus_sha256 = null, opus_sha256_from = null");
  assert.equal((await archive.backup(backup)).isSound, true);
  flipByte(archive.soundPath(1));
  assert.deepEqual(codes(await archive.backup(backup)), ["backup-source-damaged"]);
  await assertSound(backup);
});

test("a copy that went bad in an earlier snapshot is not linked on", async (t) => {
  const { archive, backup } = await makeBackedUpArchive(t);
  const first = await archive.backup(backup);
  const name = `recordings/${archive.describe(1).recording.filename}`;
  flipByte(pathOf(first, name));
  const second = await archive.backup(backup);
  assert.deepEqual(codes(second), ["backup-copy-damaged"]);
  assert.equal(second.isSound, true, "the archive itself is whole");
  await assertSound(backup, second.snapshot);
  const verified = await verifyBackup(backup);
  assert.deepEqual(
    verified.snapshots.map(({ problems }) => problems.map(({ code, values }) => [code, values.path])),
    [[["backup-file-damaged", name]], []],
  );

  // The first snapshot is restored with the copy of the second.
  const to = join(backup, "..", "restored");
  const restored = await restoreBackup(backup, { to, snapshot: first.snapshot });
  assert.deepEqual(codes(restored), ["restore-copy-from"]);
  assert.equal(restored.isSound, true);
  assert.deepEqual(readFileSync(join(to, name)), readFileSync(archive.soundPath(1)));
});

test("the check finds every change: a flipped byte anywhere, a file that is gone or new, a damaged database", async (t) => {
  const { archive, backup } = await makeBackedUpArchive(t, 2);
  archive.remove(2);
  const result = await archive.backup(backup);
  const names = readdirSync(pathOf(result), { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(pathOf(result, name)).isFile(),
  );
  assert.equal(names.length, 7);
  const places = [0, 1 / 3, 1].map((share) => (length: number) => Math.floor((length - 1) * share));
  const files = names.filter((name) => name !== "fonoteka-backup.json");
  const original = new Map(names.map((name) => [name, readFileSync(pathOf(result, name))]));
  const restore = () => {
    for (const [name, bytes] of original) writeFileSync(pathOf(result, name), bytes);
  };
  for (const place of places) {
    for (const name of files) flipByte(pathOf(result, name), place(original.get(name)!.length));
    const [snapshot] = (await verifyBackup(backup)).snapshots;
    assert.deepEqual(
      snapshot!.problems.map(({ code, values }) => [code, values.path]).sort(),
      files.map((name) => ["backup-file-damaged", name]).sort(),
    );
    restore();
  }
  const manifest = original.get("fonoteka-backup.json")!;
  for (const digit of ["byteLength", "recordings", "archiveId", "checksum"]) {
    flipByte(pathOf(result, "fonoteka-backup.json"), manifest.indexOf(`"${digit}":`) + digit.length + 6);
    await assert.rejects(verifyBackup(backup), { code: "not-found" }, digit);
    restore();
  }
  await assertSound(backup);
  const victim = pathOf(result, "recordings", archive.describe(1).recording.filename);
  renameSync(victim, `${victim}.moved`);
  const [snapshot] = (await verifyBackup(backup)).snapshots;
  assert.deepEqual(
    snapshot!.problems.map(({ code }) => code),
    ["backup-file-missing", "backup-file-unknown"],
  );
});

test("recordings that are removed, restored or deleted while a backup runs are whole in it", async (t) => {
  const { archive, folder, backup } = await makeBackedUpArchive(t, 6);
  archive.remove(5);
  archive.remove(6);
  const [second, third] = [2, 3].map((id) => archive.describe(id).recording.filename);
  let restoring: Promise<unknown> | undefined;
  const result = await archive.backup(backup, {
    onProgress: () => {
      const [unfinished] = existsSync(backup) ? visible(backup) : [];
      if (restoring || !unfinished || !existsSync(join(backup, unfinished, "data.db"))) return;
      // The copy of data.db is being made: it holds the rows as they were.
      archive.remove(2);
      archive.remove(3);
      for (const name of readdirSync(join(folder, "trash")).filter((found) => /\.3\./.test(found)))
        rmSync(join(folder, "trash", name));
      restoring = archive.restore(5);
    },
  });
  await restoring;
  assert.deepEqual(codes(result), ["backup-recording-deleted"]);
  assert.equal(result.isSound, true);
  await assertSound(backup);
  assert.ok(existsSync(pathOf(result, "recordings", second!)), "removed meanwhile");
  assert.equal(existsSync(pathOf(result, "recordings", third!)), false, "deleted for good meanwhile");
  const to = join(folder, "..", "restored");
  await restoreBackup(backup, { to });
  await using restored = await openArchive(to);
  assert.deepEqual((await restored.status({ check: true })).problems, []);
  const ids = [...restored.list().map(({ id }) => id), ...(await restored.listTrash()).map(({ id }) => id)];
  assert.deepEqual(ids.sort(), [1, 2, 4, 5, 6]);
});

test("retention: only snapshots with our manifest go, by number and age, and never the newest", async (t) => {
  const { archive, backup } = await makeBackedUpArchive(t, 1);
  const names: string[] = [];
  for (let run = 0; run < 4; run++) names.push((await archive.backup(backup)).snapshot);
  const foreign = join(backup, "2001-01-01_00-00-00");
  mkdirSync(foreign);
  writeFileSync(join(foreign, "holiday.jpg"), "mine");
  writeFileSync(join(backup, names[0]!, "note to self.txt"), "mine");
  const next = await archive.backup(backup, { keep: 2 });
  assert.deepEqual(next.removed, names.slice(0, 3));
  assert.equal(readFileSync(join(foreign, "holiday.jpg"), "utf8"), "mine");
  assert.equal(readFileSync(join(backup, `${names[0]}.removing`, "note to self.txt"), "utf8"), "mine");
  assert.equal(existsSync(join(backup, names[1]!)), false);
  const young = await archive.backup(backup, { keepDays: 1 });
  assert.deepEqual(young.removed, []);
  const both = await archive.backup(backup, { keep: 1, keepDays: 1 });
  assert.deepEqual(both.removed, []);
  const verified = await verifyBackup(backup);
  assert.equal(verified.snapshots.length, 4);
  assert.deepEqual(codes(verified), ["backup-snapshot-unreadable"]);
});

test("folders that would hold each other, another archive's folder and a second backup at once are refused", async (t) => {
  const { archive, folder, backup } = await makeBackedUpArchive(t, 1);
  for (const inside of [folder, join(folder, "backup"), join(folder, "..")])
    await assert.rejects(archive.backup(inside), { code: "invalid-input" });
  assert.throws(() => assertApart(folder, join(folder, "..", "archive", "x")), { code: "invalid-input" });
  assert.doesNotThrow(() => assertApart(folder, `${folder}-2`));
  await archive.backup(backup);
  await using other = await openArchive(join(tempFolder(t), "other"));
  await assert.rejects(other.backup(backup), { reason: "backup-of-another-archive" });
  await withFileLock(join(backup, ".fonoteka-backup.lock"), undefined, async () => {
    await assert.rejects(archive.backup(backup), { reason: "backup-busy" });
  });
  await assert.rejects(restoreBackup(backup, { to: folder }), { reason: "restore-target-not-empty" });
  await assert.rejects(restoreBackup(folder, { to: join(folder, "..", "x") }), {
    reason: "backup-not-found",
  });
  await assert.rejects(restoreBackup(backup, { to: join(backup, "x"), snapshot: "2001-01-01_00-00-00" }), {
    reason: "snapshot-not-found",
  });
});

test("a finished snapshot takes no backup into it, nor does a folder inside it", async (t) => {
  const { archive, backup } = await makeBackedUpArchive(t);
  const first = await archive.backup(backup);
  for (const inner of [pathOf(first), pathOf(first, "recordings"), pathOf(first, "new")])
    await assert.rejects(archive.backup(inner), { code: "invalid-input", reason: "backup-inside-snapshot" });
  await assertSound(backup);
});

test("a backup disk that is not mounted, and a recordings/ that is not, are noticed", async (t) => {
  const { archive, folder, backup } = await makeBackedUpArchive(t, 1);
  await archive.backup(backup);
  renameSync(backup, `${backup}-away`);
  await assert.rejects(archive.backup(backup), { reason: "backup-folder-not-mounted", code: "disk-error" });
  assert.equal(existsSync(backup), false, "nothing is made in its place");
  mkdirSync(backup);
  await assert.rejects(archive.backup(backup), { reason: "backup-folder-not-mounted" });
  assert.equal((await archive.backup(backup, { startAnew: true })).isSound, true);
  renameSync(join(folder, "recordings"), join(folder, "away"));
  await assert.rejects(archive.backup(backup), { reason: "recordings-not-mounted" });
});

test("a disk without enough space is said before anything is written", async (t) => {
  const { archive, folder, backup } = await makeBackedUpArchive(t, 1);
  mkdirSync(join(folder, "trash"));
  writeFileSync(join(folder, "trash", "huge"), "");
  truncateSync(join(folder, "trash", "huge"), 2 ** 43);
  await assert.rejects(archive.backup(backup), { reason: "backup-disk-full", code: "disk-full" });
  assert.deepEqual(
    readdirSync(backup).filter((name) => !name.startsWith(".")),
    [],
  );
});

test("a broken archive is replaced only on request, and its files are kept beside it", async (t) => {
  const { archive, folder, backup } = await makeBackedUpArchive(t, 2);
  await archive.backup(backup);
  const before = dumpSources(folder);
  await archive.close();
  writeFileSync(join(folder, "data.db"), "broken");
  const restored = await restoreBackup(backup, { to: folder, replace: true });
  assert.equal(readFileSync(join(restored.keptAside!, "data.db"), "utf8"), "broken");
  assert.equal(readdirSync(join(restored.keptAside!, "recordings")).length >= 2, true);
  assert.equal(dumpSources(folder), before);
});

test("a database that is damaged in the snapshot is not restored as if it were whole", async (t) => {
  const { archive, folder, backup } = await makeBackedUpArchive(t, 1);
  const result = await archive.backup(backup);
  unshare(pathOf(result, "data.db"));
  flipByte(pathOf(result, "data.db"));
  const to = join(folder, "..", "restored");
  await assert.rejects(restoreBackup(backup, { to }), { code: "archive-damaged" });
  assert.equal(existsSync(to), false);
});

test("a backup can be cancelled; the next one goes on with it", async (t) => {
  const { archive, folder, backup } = await makeBackedUpArchive(t, 3);
  const stop = new AbortController();
  const cancelled = archive.backup(backup, {
    signal: stop.signal,
    onProgress: () => existsSync(join(backup, visible(backup)[0]!, "recordings")) && stop.abort(),
  });
  await assert.rejects(cancelled, { code: "cancelled" });
  assert.deepEqual(
    visible(backup).map((name) => name.replace(/.*\./, "")),
    ["unfinished"],
  );
  const extra = writeTone(join(folder, ".."), 9);
  for await (const outcome of archive.import([extra])) assert.equal(outcome.status, "imported");
  const result = await archive.backup(backup);
  assert.deepEqual(visible(backup), [result.snapshot]);
  assert.equal(result.recordings, 4);
  await assertSound(backup);
});

test("an orphan is backed up, too, and files of a running import are not", async (t: TestContext) => {
  const { archive, folder, backup } = await makeBackedUpArchive(t, 1);
  writeFileSync(join(folder, "recordings", "2020-01-01_00-00-00.opus"), "mine");
  writeFileSync(join(folder, "recordings", "1-ab-000000000000.opus.part"), "half");
  const result = await archive.backup(backup);
  assert.deepEqual(codes(result), ["backup-orphan"]);
  assert.ok(existsSync(pathOf(result, "recordings", "2020-01-01_00-00-00.opus")));
  assert.equal(
    readdirSync(pathOf(result, "recordings")).some((name) => name.endsWith(".part")),
    false,
  );
  await assertSound(backup);
});
