/** Kills at every step between a change and its sidecar: what was acknowledged is kept, and the sidecar follows. */
import assert from "node:assert/strict";
import { chmodSync, chownSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openArchive } from "../../src/fonoteka.ts";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import { compareSidecar } from "../../src/storage/compare-sidecar.ts";
import { readSidecar } from "../../src/storage/read-sidecar.ts";
import { getRecording } from "../../src/storage/recordings.ts";
import { findSidecar } from "../../src/storage/sidecar-files.ts";
import { countDueSidecars } from "../../src/storage/sidecars-due.ts";
import { sweepPartFiles } from "../../src/storage/sweep-part-files.ts";
import { writeDueSidecars } from "../../src/storage/write-sidecars.ts";
import { runScript } from "../support/run-script.ts";
import { addSpokenRecording, openTempArchive } from "../support/temp-archive.ts";

/** What is patched in the child before anything of the program is loaded, and what must be true after its death. */
const steps = [
  { name: "before the commit", kill: "", inTransaction: true, isStored: false, sidecar: "old" },
  { name: "after the commit", kill: "", inTransaction: false, isStored: true, sidecar: "old" },
  {
    name: "after the part, before the rename",
    kill: "fs.renameSync = die;",
    inTransaction: false,
    isStored: true,
    sidecar: "old",
  },
  {
    name: "after the rename, before the mark goes",
    kill: "const { renameSync } = fs; fs.renameSync = (a, b) => { renameSync(a, b); die(); };",
    inTransaction: false,
    isStored: true,
    sidecar: "new",
  },
] as const;

for (const { name, kill, inTransaction, isStored, sidecar } of steps)
  test(`killed ${name}: ${isStored ? "the change is kept" : "nothing has changed"}, the sidecar is whole and catches up`, async (t) => {
    const { db, files } = openTempArchive(t);
    const { recording } = addSpokenRecording({ db }, ["раз два три"], { title: "old" });
    writeFileSync(join(files.recordings, recording.filename), "sound");
    await writeDueSidecars(db, files);
    db.close();
    const child = runScript(`
      import fs from "node:fs";
      import { syncBuiltinESMExports } from "node:module";
      const die = () => process.kill(process.pid, "SIGKILL");
      ${kill}
      syncBuiltinESMExports();
      const { openArchiveDatabase } = await import("../../src/index/open-archive-database.ts");
      const { archiveFiles } = await import("../../src/storage/archive-files.ts");
      const { transaction } = await import("../../src/storage/database.ts");
      const { updateRecording } = await import("../../src/storage/recordings.ts");
      const { SidecarWriter } = await import("../../src/storage/sidecar-writer.ts");
      const files = archiveFiles(${JSON.stringify(files.folder)});
      const db = openArchiveDatabase(files.database);
      const writer = new SidecarWriter(db, files);
      writer.start();
      transaction(db, () => {
        updateRecording(db, ${recording.id}, { title: "new" });
        ${inTransaction ? "die();" : ""}
      });
      ${kill === "" ? "die();" : "await writer.close();"}
      console.log("survived");
    `);
    assert.equal((await child.done).stdout, "");

    const found = await readSidecar(findSidecar(files, recording)!);
    assert.equal(found.state === "whole" && found.sidecar.recording.title, sidecar);
    const archive = await openArchive(files.folder);
    assert.equal(archive.describe(recording.id).recording.title, isStored ? "new" : "old");
    await archive.close();
    using again = openArchiveDatabase(files.database);
    assert.equal(countDueSidecars(again), 0);
    assert.equal((await compareSidecar(again, files, getRecording(again, recording.id))).state, "equal");
    sweepPartFiles(again, files, Date.now() + 120_000);
    assert.equal(readdirSync(files.recordings).filter((name) => !name.startsWith(".")).length, 2);
  });

test("what cannot be written stays acknowledged and outdated, is reported, and is written later", async (t) => {
  const { db, files } = openTempArchive(t);
  const { recording } = addSpokenRecording({ db }, ["раз"]);
  writeFileSync(join(files.recordings, recording.filename), "sound");
  await writeDueSidecars(db, files);
  db.close();
  // A folder that cannot be used, also for root.
  const away = `${files.recordings}.away`;
  const archive = await openArchive(files.folder);
  renameSync(files.recordings, away);
  writeFileSync(files.recordings, "");
  archive.update(recording.id, { title: "new" });
  await archive.close();
  rmSync(files.recordings);
  mkdirSync(files.recordings);
  const second = await openArchive(files.folder);
  const status = await second.status();
  assert.equal(second.describe(recording.id).recording.title, "new");
  assert.equal(status.waiting.sidecars, 1);
  await second.close();
  assert.deepEqual(readdirSync(files.recordings), [], "nothing is written where the recordings are away");
  rmSync(files.recordings, { recursive: true });
  renameSync(away, files.recordings);
  const third = await openArchive(files.folder);
  assert.equal((await third.status()).waiting.sidecars, 0);
  await third.close();
});

test("a change in an archive whose recordings/ cannot be written is kept, and status says what is outdated and why", {
  skip: process.platform === "win32",
}, async (t) => {
  const { db, files, folder } = openTempArchive(t);
  const { recording } = addSpokenRecording({ db }, ["раз"]);
  writeFileSync(join(files.recordings, recording.filename), "sound");
  await writeDueSidecars(db, files);
  db.close();
  // Root may write anywhere, so this runs as nobody where the tests run as root.
  const other = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  if (other.uid) for (const path of [folder, files.database]) chownSync(path, other.uid, other.gid);
  chmodSync(files.recordings, 0o555);
  const { stdout, stderr } = await runScript(
    `
    import { openArchive } from "../../src/fonoteka.ts";
    const archive = await openArchive(${JSON.stringify(folder)});
    archive.update(${recording.id}, { title: "new" });
    const { problems, waiting } = await archive.status();
    await archive.close();
    console.log(JSON.stringify([archive.readOnly, waiting.sidecars, problems.map(({ code, text }) => [code, text])]));
    `,
    other,
  ).done;
  chmodSync(files.recordings, 0o755);
  const [readOnly, outdated, problems] = JSON.parse(stdout || stderr) as [boolean, number, string[][]];
  assert.deepEqual([readOnly, outdated], [false, 1]);
  const [[code, text]] = problems.filter(([found]) => found === "sidecars-outdated") as [[string, string]];
  assert.equal(code, "sidecars-outdated");
  assert.match(text, /1 recording has a \.json file older than data\.db: \S+recordings: no permission/);
  const archive = await openArchive(folder);
  assert.equal(archive.describe(recording.id).recording.title, "new");
  await archive.close();
  const read = await readSidecar(findSidecar(files, recording)!);
  assert.equal(read.state === "whole" && read.sidecar.recording.title, "new");
});
