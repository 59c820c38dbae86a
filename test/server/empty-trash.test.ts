import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { otherTrashFileSchema } from "../../src/server/trash-schemas.ts";
import { writeTone } from "../support/backed-up-archive.ts";
import { addSample, openServer } from "./open-server.ts";

test("the trash is listed with sizes, and what is deleted for good over HTTP is gone", async (t) => {
  const { archive, client } = await openServer(t);
  const tones = [1, 2, 3].map((number) => writeTone(archive.folder, number));
  for await (const outcome of archive.import(tones)) assert.equal(outcome.status, "imported");
  for (const id of [1, 2, 3]) await client.removeRecording(id);
  writeFileSync(join(archive.folder, "trash", "x.9.opus"), "sound");
  const { recordings, others } = await client.listTrash();
  assert.deepEqual(
    others.map((other) => [otherTrashFileSchema.parse(other).name, other.byteLength]),
    [["x.9.opus", 5]],
  );
  const size = recordings.find(({ id }) => id === 2)!.byteLength;
  assert.ok(size > 1000);
  assert.deepEqual(await client.deleteForGood(2), { recordings: 1, byteLength: size });
  await assert.rejects(client.deleteForGood(2), { code: "not-found" });
  await assert.rejects(client.restoreRecording(2), { code: "not-found" });
  assert.deepEqual(await client.emptyTrash({ olderThanDays: 1 }), { recordings: 0, byteLength: 0 });
  assert.equal((await client.emptyTrash()).recordings, 2);
  assert.deepEqual((await client.listTrash()).recordings, []);
});

test("the trash is not emptied by an age of zero days, which elsewhere means never", async (t) => {
  const { archive, client } = await openServer(t);
  const id = await addSample(archive, writeTone(archive.folder, 1));
  await client.removeRecording(id);
  await assert.rejects(client.emptyTrash({ olderThanDays: 0 }), { code: "invalid-input" });
  assert.equal((await client.listTrash()).recordings.length, 1);
});
