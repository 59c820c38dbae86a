import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openArchive } from "../../src/fonoteka.ts";
import { openService } from "../../src/service/service.ts";
import { makeBackedUpArchive } from "../support/backed-up-archive.ts";
import { runFonoteka } from "../support/run-fonoteka.ts";

/** Says that a recording was removed some days ago. */
function age(folder: string, id: number, days: number): void {
  const name = readdirSync(join(folder, "trash")).find((found) => found.endsWith(`.${id}.json`))!;
  const path = join(folder, "trash", name);
  const data = JSON.parse(readFileSync(path, "utf8"));
  data.removedAt = new Date(Date.now() - days * 24 * 3600_000).toISOString();
  writeFileSync(path, JSON.stringify(data));
}

async function makeTrash(t: TestContext) {
  const made = await makeBackedUpArchive(t, 4);
  for (const id of [1, 2, 3]) made.archive.remove(id);
  age(made.folder, 2, 40);
  return made;
}

const ids = (list: { id: number }[]) => list.map(({ id }) => id).sort();

test("what is deleted for good frees its bytes, and nothing else is touched", async (t) => {
  const { archive, folder } = await makeTrash(t);
  const before = await archive.listTrash();
  const old = await archive.emptyTrash({ olderThanDays: 30 });
  assert.deepEqual(ids(old.recordings), [2]);
  assert.equal(old.byteLength, before.find(({ id }) => id === 2)!.byteLength);
  assert.ok(old.byteLength > 1000);
  assert.deepEqual(ids(await archive.listTrash()), [1, 3]);
  await assert.rejects(archive.emptyTrash({ recordings: [1, 4] }), { code: "not-found" });
  assert.deepEqual(ids(await archive.listTrash()), [1, 3], "one wrong name deletes nothing");
  const name = before.find(({ id }) => id === 1)!.recording.filename;
  assert.deepEqual(ids((await archive.emptyTrash({ recordings: [name] })).recordings), [1]);
  assert.deepEqual(ids((await archive.emptyTrash()).recordings), [3]);
  assert.deepEqual(readdirSync(join(folder, "trash")), []);
  assert.deepEqual(ids(archive.list()), [4]);
});

test("halves of entries are named and stay; discarded live recordings go with the rest", async (t) => {
  const { archive, folder } = await makeTrash(t);
  const trash = join(folder, "trash");
  const entryOf = (id: number) => readdirSync(trash).find((name) => name.endsWith(`.${id}.json`))!;
  writeFileSync(join(trash, "2026-01-01_00-00-00.9.json.part"), "{");
  writeFileSync(join(trash, "2026-01-01_00-00-00.9.opus"), "sound");
  writeFileSync(join(trash, "live-00ff.webm"), "live");
  writeFileSync(join(trash, entryOf(3)), "{ damaged");
  const names = (await archive.listOtherTrashFiles()).map(({ name, kind }) => [name, kind]);
  const leftovers = [
    "2026-01-01_00-00-00.9.json.part",
    "2026-01-01_00-00-00.9.opus",
    entryOf(3),
    entryOf(3).replace("json", "opus"),
  ].sort();
  assert.deepEqual(names, [...leftovers.map((name) => [name, "leftover"]), ["live-00ff.webm", "live"]]);
  assert.deepEqual((await archive.emptyTrash({ olderThanDays: 1 })).others, [], "discarded just now");
  const emptied = await archive.emptyTrash();
  assert.deepEqual(
    emptied.others.map(({ name }) => name),
    ["live-00ff.webm"],
  );
  assert.deepEqual(readdirSync(trash).sort(), leftovers);
});

test("a deletion that was cut off between sound and data is finished by the next one", async (t) => {
  const { archive, folder } = await makeTrash(t);
  const sound = readdirSync(join(folder, "trash")).find((name) => name.endsWith(".1.opus"))!;
  rmSync(join(folder, "trash", sound));
  assert.deepEqual(await archive.listOtherTrashFiles(), []);
  await assert.rejects(archive.restore(1), { code: "not-found" });
  assert.deepEqual(ids((await archive.emptyTrash({ recordings: [1] })).recordings), [1]);
});

test("a read-only archive gets no trash and loses none", async (t) => {
  const { archive, folder } = await makeTrash(t);
  await archive.close();
  await using reader = await openArchive(folder, { readOnly: true });
  const names = readdirSync(join(folder, "trash"));
  assert.throws(() => reader.remove(4), { code: "no-permission" });
  await assert.rejects(reader.emptyTrash(), { code: "no-permission" });
  await assert.rejects(reader.restore(1), { code: "no-permission" });
  assert.deepEqual(readdirSync(join(folder, "trash")), names);
});

test("a host empties the trash by age only when a person has set one", async (t) => {
  const { archive, folder } = await makeTrash(t);
  const never = await openService(archive, { automatic: false });
  await never.close();
  assert.equal((await archive.listTrash()).length, 3);
  await archive.close();
  writeFileSync(join(folder, "fonoteka.json"), '{"trashDays": 30}');
  await using again = await openArchive(folder);
  await using service = await openService(again, { automatic: false });
  const removed = new Promise((resolve) =>
    service.events.listen(({ event }) => event.type === "recording" && resolve(event.data)),
  );
  const gone = { id: 2, change: "removed" };
  if ((await again.listTrash()).length === 3) assert.deepEqual(await removed, gone);
  assert.deepEqual(ids(await again.listTrash()), [1, 3]);
});

test("the command line removes, lists, restores and deletes, and asks before it deletes", async (t) => {
  const { archive, folder } = await makeBackedUpArchive(t, 3);
  await archive.close();
  const run = (...words: string[]) => runFonoteka(["--archive", folder, ...words]);
  const removed = await run("remove", "1", "2", "99");
  assert.equal(removed.status, 10);
  assert.match(removed.stderr, /no recording "99"/);
  const listed = JSON.parse((await run("trash", "list", "--json")).stdout);
  assert.deepEqual(ids(listed.recordings), [1, 2]);
  const [restored, asked] = await Promise.all([run("trash", "restore", "1"), run("trash", "empty")]);
  assert.equal(restored.status, 0);
  assert.match(restored.stdout, /restored/);
  assert.equal(asked.status, 2);
  const emptied = await run("trash", "empty", "--yes", "--json");
  assert.deepEqual(ids(JSON.parse(emptied.stdout).recordings), [2]);
  assert.match((await run("trash", "list")).stdout, /the trash is empty/);
});

test("backup, its check and restore answer with a status that cron can use", async (t) => {
  const { archive, folder, backup } = await makeBackedUpArchive(t, 1);
  const sound = archive.soundPath(1);
  await archive.close();
  const run = (...words: string[]) => runFonoteka(["--archive", folder, ...words]);
  assert.equal((await run("backup", join(folder, "inside"))).status, 2);
  assert.equal((await run("backup", backup)).status, 0);
  renameSync(sound, `${sound}.away`);
  const second = await run("backup", backup, "--json");
  assert.equal(second.status, 20);
  assert.equal(JSON.parse(second.stdout).notes[0].code, "backup-source-missing");
  assert.equal((await run("backup", backup, "--verify", "--deep")).status, 0);
  const restored = await run("restore", backup, "--to", join(folder, "..", "restored"));
  assert.equal(restored.status, 0);
  assert.ok(existsSync(join(folder, "..", "restored", "data.db")));
  assert.equal((await run("restore", backup)).status, 2);
  rmSync(join(backup, JSON.parse(second.stdout).snapshot, "data.db"));
  assert.equal((await run("backup", backup, "--verify")).status, 20);
});
