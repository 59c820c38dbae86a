import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  renameSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { addRecording } from "../../src/storage/add-recording.ts";
import {
  archiveFiles,
  createArchiveFolders,
  newPartPath,
  recordingPath,
  removeRecordingFile,
  wantedFilename,
} from "../../src/storage/archive-files.ts";
import { checkFiles } from "../../src/storage/check-files.ts";
import { insertRecording, listRecordings } from "../../src/storage/recordings.ts";
import { listLeftPartFiles, sweepPartFiles } from "../../src/storage/sweep-part-files.ts";
import { runScript } from "../support/run-script.ts";
import { inventRecording, openTempArchive, type TempArchive, tempFolder } from "../support/temp-archive.ts";

function writePart({ files }: TempArchive, bytes = "opus"): string {
  const path = newPartPath(files);
  writeFileSync(path, bytes);
  return path;
}

test("a recording is named by its local time, and by a number when the name is taken", async (t) => {
  const archive = openTempArchive(t);
  const names: string[] = [];
  for (let number = 0; number < 3; number++) {
    const partPath = writePart(archive, `sound ${number}`);
    const { added, recording } = await addRecording(archive.db, archive.files, {
      partPath,
      recording: inventRecording({ createdAt: "2024-01-15T14:30:00+03:00" }),
    });
    assert.equal(added, true);
    assert.equal(readFileSync(recordingPath(archive.files, recording.filename), "utf8"), `sound ${number}`);
    names.push(recording.filename);
  }
  assert.deepEqual(names, [
    "2024-01-15_14-30-00.opus",
    "2024-01-15_14-30-00_2.opus",
    "2024-01-15_14-30-00_3.opus",
  ]);
  assert.deepEqual(readdirSync(archive.files.recordings).sort(), names.sort(), "no part is left");
});

test("never takes the name of a stray file, nor of a row whose file is missing", async (t) => {
  const archive = openTempArchive(t);
  writeFileSync(join(archive.files.recordings, "2024-01-15_14-30-00.opus"), "someone's");
  insertRecording(archive.db, inventRecording({ filename: "2024-01-15_14-30-00_2.opus" }));
  const { recording } = await addRecording(archive.db, archive.files, {
    partPath: writePart(archive),
    recording: inventRecording({ createdAt: "2024-01-15T14:30:00Z" }),
  });
  assert.equal(recording.filename, "2024-01-15_14-30-00_3.opus");
  assert.equal(readFileSync(join(archive.files.recordings, "2024-01-15_14-30-00.opus"), "utf8"), "someone's");
});

test("the same sound is kept once, unless one insists", async (t) => {
  const archive = openTempArchive(t);
  const add = (allowDuplicate: boolean) =>
    addRecording(archive.db, archive.files, {
      partPath: writePart(archive),
      recording: inventRecording({ soundSha256: "same" }),
      allowDuplicate,
    });
  const first = await add(false);
  const second = await add(false);
  assert.deepEqual(second, { added: false, recording: first.recording });
  assert.equal((await add(true)).added, true);
  assert.equal(readdirSync(archive.files.recordings).length, 2);
});

test("an import that fails at the last step leaves neither row nor file", async (t) => {
  const archive = openTempArchive(t);
  const recording = inventRecording({ channels: null as unknown as number });
  await assert.rejects(addRecording(archive.db, archive.files, { partPath: writePart(archive), recording }));
  assert.deepEqual(readdirSync(archive.files.recordings), []);
  assert.deepEqual(listRecordings(archive.db), []);
  await assert.rejects(
    addRecording(archive.db, archive.files, {
      partPath: newPartPath(archive.files),
      recording: inventRecording(),
    }),
    { code: "not-found" },
  );
});

test("a file name from the database never leads out of recordings/", (t) => {
  const files = archiveFiles(tempFolder(t));
  for (const name of ["../data.db", "..", ".", "", "a/b.opus", "/etc/passwd", "..\\data.db", "a\0.opus"]) {
    assert.throws(() => recordingPath(files, name), { code: "archive-damaged" }, JSON.stringify(name));
    assert.throws(() => removeRecordingFile(files, name), { code: "archive-damaged" });
  }
  assert.equal(recordingPath(files, "a..b.opus"), join(files.recordings, "a..b.opus"));
  assert.throws(() => wantedFilename("yesterday"), TypeError);
});

test("removing a file that is gone is fine", (t) => {
  const archive = openTempArchive(t);
  removeRecordingFile(archive.files, "absent.opus");
});

test("an archive is not made where a file is in the way", (t) => {
  const folder = tempFolder(t);
  writeFileSync(join(folder, "recordings"), "a file");
  assert.throws(() => createArchiveFolders(archiveFiles(folder)), { code: "not-found" });
  assert.throws(() => createArchiveFolders(archiveFiles(join(folder, "recordings"))), { code: "not-found" });
});

test("the sweep takes what dead processes left, and leaves live work alone", async (t) => {
  const archive = openTempArchive(t);
  const { files, db } = archive;
  const hourLater = Date.now() + 3600_000;
  const ours = writePart(archive);
  const { stdout } = await runScript(`
    import { writeFileSync } from "node:fs";
    import { archiveFiles, newPartPath } from "../../src/storage/archive-files.ts";
    const path = newPartPath(archiveFiles(${JSON.stringify(archive.folder)}));
    writeFileSync(path, "half");
    console.log(path);
  `).done;
  const dead = stdout.trim();
  writeFileSync(join(files.recordings, "from-another-machine.part"), "?");
  assert.deepEqual(sweepPartFiles(db, files), [], "a minute of silence first");
  assert.deepEqual(sweepPartFiles(db, files, hourLater), [dead.split("/").at(-1)]);
  const inAYear = Date.now() + 365 * 24 * 3600_000;
  assert.deepEqual(
    sweepPartFiles(db, files, inAYear),
    [],
    "no clock ends a living process's or a stranger's file",
  );
  assert.ok(existsSync(ours), "its process lives");
  assert.deepEqual(listLeftPartFiles(files), [], "it may be at work elsewhere");
  assert.deepEqual(listLeftPartFiles(files, inAYear), ["from-another-machine.part"]);
});

test("a part file of an earlier process that had this one's number is swept", (t) => {
  const { files, db } = openTempArchive(t);
  const own = basename(newPartPath(files));
  const earlier = own.replace(/-[0-9a-f]{12}\./, "-000000000000.");
  for (const name of [own, earlier]) writeFileSync(join(files.recordings, name), "half");
  assert.deepEqual(sweepPartFiles(db, files, Date.now() + 3600_000), [earlier]);
});

test("the sweep takes a named file whose row was never stored, and keeps one whose row was", (t) => {
  const archive = openTempArchive(t);
  const { files, db } = archive;
  const ended = spawnSync(process.execPath, ["--version"]).pid;
  const place = (filename: string) => {
    const own = writePart(archive, filename);
    const part = own.replace(/\d+(-[^/]+)$/, `${ended}$1`);
    renameSync(own, part);
    linkSync(part, join(files.recordings, filename));
    utimesSync(part, 0, 0);
  };
  place("rowless.opus");
  place("stored.opus");
  insertRecording(db, inventRecording({ filename: "stored.opus" }));
  sweepPartFiles(db, files, Date.now() + 48 * 3600_000);
  assert.deepEqual(readdirSync(files.recordings), ["stored.opus"]);
});

test("reports missing, changed, stray and half-made files", async (t) => {
  const archive = openTempArchive(t);
  const { files, db } = archive;
  const add = async (byteLength: number) =>
    (
      await addRecording(db, files, {
        partPath: writePart(archive, "1234"),
        recording: inventRecording({ byteLength }),
      })
    ).recording;
  const missing = await add(4);
  await add(4);
  const changed = await add(5);
  removeRecordingFile(files, missing.filename);
  writeFileSync(join(files.recordings, "stray.opus"), "");
  writeFileSync(join(files.recordings, "notes.txt"), "a person's own file is nobody's business");
  writePart(archive);
  assert.deepEqual(checkFiles(db, files), {
    missingFiles: [{ id: missing.id, filename: missing.filename }],
    changedFiles: [{ id: changed.id, filename: changed.filename, byteLength: 4 }],
    orphanFiles: ["stray.opus"],
  });
});
