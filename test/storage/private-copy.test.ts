/** A read-only archive whose database was not closed well: as on a snapshot, or a backup disk after a crash. */

import assert from "node:assert/strict";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { sweepPrivateCopies } from "../../src/storage/private-copy.ts";
import { runScript } from "../support/run-script.ts";
import { addSpokenRecording, openTempArchive, tempFolder } from "../support/temp-archive.ts";

// Root may write anywhere, so this runs as nobody where the tests run as root.
const canDropRights = process.getuid?.() === 0;
const otherUser = canDropRights ? { uid: 65534, gid: 65534 } : {};
const skip = process.platform === "win32";

/** A folder that nobody may write, with data.db and a log that has everything. */
function leftByCrash(t: TestContext): string {
  const archive = openTempArchive(t);
  archive.db.exec("pragma wal_checkpoint(truncate)");
  addSpokenRecording(archive, ["последнее слово"]);
  const folder = join(tempFolder(t), "snapshot");
  mkdirSync(join(folder, "recordings"), { recursive: true });
  for (const name of ["data.db", "data.db-wal"]) {
    copyFileSync(join(archive.folder, name), join(folder, name));
    chmodSync(join(folder, name), 0o444);
  }
  chmodSync(join(folder, ".."), 0o755);
  chmodSync(folder, 0o555);
  return folder;
}

const copies = (folder: string) => readdirSync(folder).filter((name) => name.startsWith("fonoteka-copy-"));

test("an archive that cannot be written, with a log that was left, is read from a private copy as of now", {
  skip,
}, async (t) => {
  const folder = leftByCrash(t);
  const script = `
    import { readdirSync } from "node:fs";
    import { tmpdir } from "node:os";
    import { openArchive } from "../../src/fonoteka.ts";
    const own = () => readdirSync(tmpdir()).filter((name) => name.startsWith("fonoteka-copy-" + process.pid + "-"));
    const archive = await openArchive(${JSON.stringify(folder)}, { create: false });
    const { segments } = archive.show(1);
    const { readOnly, copyTakenAt } = await archive.status();
    const during = own().length;
    await archive.close();
    console.log(JSON.stringify({ found: segments.flatMap(({ words }) => words.map(({ text }) => text)).join(" "), readOnly, copyTakenAt, during, after: own().length }));
  `;
  const { stdout, stderr } = await runScript(script, otherUser).done;
  chmodSync(folder, 0o755);
  const { copyTakenAt, during, ...rest } = JSON.parse(stdout || JSON.stringify({ stderr }));
  assert.deepEqual(rest, { found: "последнее слово", readOnly: true, after: 0 });
  assert.ok(Math.abs(Date.now() - Date.parse(copyTakenAt)) < 60_000);
  // A copy without a name cannot be left behind, not even by a kill.
  assert.equal(during, 0);
  assert.ok(!existsSync(join(folder, "data.db-shm")), "nothing was written beside it");
});

test("what a program left that was killed while it copied is removed by the next; a living one's is not", {
  skip,
}, (t) => {
  const folder = tempFolder(t);
  const gone = mkdtempSync(join(folder, "fonoteka-copy-4194304-"));
  writeFileSync(join(gone, "data.db"), "x");
  mkdtempSync(join(folder, `fonoteka-copy-${process.ppid}-`));
  mkdtempSync(join(folder, "another-4194304-"));
  sweepPrivateCopies(folder);
  assert.equal(copies(folder).length, 1);
  assert.ok(!existsSync(gone));
  assert.ok(readdirSync(folder).some((name) => name.startsWith("another-")));
});
