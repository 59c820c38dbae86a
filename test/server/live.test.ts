import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makeLiveWebm } from "../support/live-webm.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { openServer, talk } from "./open-server.ts";
import { startServe } from "./start-serve.ts";

const seconds = 12;
const webm = Buffer.concat(await makeLiveWebm(talk, seconds));
/** As many bytes as a second has, so that cuts lie inside clusters and packets. */
const parts = Array.from({ length: seconds }, (_, second) =>
  webm.subarray(
    Math.floor((webm.length * second) / seconds),
    Math.floor((webm.length * (second + 1)) / seconds),
  ),
);

test("sound sent while it is recorded becomes a recording with its start as its date", async (t) => {
  const { client, archive } = await openServer(t);
  const before = Date.now();
  const { id } = await client.startLive({ mimeType: "audio/webm;codecs=opus", inputName: "Fake microphone" });
  let offset = 0;
  for (const part of parts) offset = (await client.appendLive(id, offset, new Uint8Array(part))).offset;
  assert.equal(offset, webm.length);
  const { live } = await client.listLive();
  assert.deepEqual([live[0]?.id, live[0]?.offset, live[0]?.inputName], [id, webm.length, "Fake microphone"]);
  const { recording } = await client.finishLive(id, { title: "Заметка" });
  assert.ok(Math.abs(recording.durationSeconds - seconds) < 0.1, `${recording.durationSeconds} s`);
  assert.equal(recording.title, "Заметка");
  assert.equal(recording.sourceFormat, "webm/opus");
  const createdMs = Date.parse(recording.createdAt);
  assert.ok(createdMs >= before - 1000 && createdMs <= Date.now(), "it has whole seconds");
  assert.deepEqual((await client.listLive()).live, []);
  assert.deepEqual(readdirSync(join(archive.folder, "incoming", "live")), []);
});

test("finishing twice at once is one recording; what has nothing in it is refused and gone", async (t) => {
  const { client, archive } = await openServer(t);
  const { id } = await client.startLive({ mimeType: "audio/webm" });
  await client.appendLive(id, 0, new Uint8Array(webm));
  const [one, two] = await Promise.all([client.finishLive(id), client.finishLive(id)]);
  assert.equal(one.recording.id, two.recording.id);
  assert.equal(one.recording.title, "");
  assert.equal(archive.list().length, 1);
  const empty = await client.startLive({ mimeType: "audio/webm" });
  await assert.rejects(client.finishLive(empty.id), { code: "corrupt-audio" });
  assert.deepEqual((await client.listLive()).live, []);
  await assert.rejects(client.startLive({ mimeType: "text/plain" }), { code: "invalid-input" });
});

test("a discarded live recording lies in the trash folder", async (t) => {
  const { client, archive } = await openServer(t);
  const { id } = await client.startLive({ mimeType: "audio/webm" });
  await client.appendLive(id, 0, new Uint8Array(webm));
  await client.discardLive(id);
  assert.deepEqual((await client.listLive()).live, []);
  assert.ok(existsSync(join(archive.folder, "trash", `live-${id}.webm`)));
});

test("a second server on the same archive leaves alone what the first one is recording", async (t) => {
  const folder = join(tempFolder(t), "archive");
  const first = await startServe(t, folder);
  const { id } = await first.client.startLive({ mimeType: "audio/webm" });
  const { offset } = await first.client.appendLive(id, 0, new Uint8Array(parts[0]!));
  const { openArchive } = await import("../../src/fonoteka.ts");
  const second = await openServer(t, { archive: await openArchive(folder) });
  assert.deepEqual((await second.client.listJobs()).jobs, []);
  await first.client.appendLive(id, offset, new Uint8Array(webm.subarray(offset)));
  assert.ok((await first.client.finishLive(id)).recording.durationSeconds > 11.5);
});

test("a server killed in the middle of a recording loses nothing it acknowledged: after the next start it is a recording", async (t) => {
  const folder = join(tempFolder(t), "archive");
  const first = await startServe(t, folder);
  const { id } = await first.client.startLive({ mimeType: "audio/webm;codecs=opus" });
  let offset = 0;
  for (const part of parts.slice(0, 8))
    offset = (await first.client.appendLive(id, offset, new Uint8Array(part))).offset;
  first.child.kill("SIGKILL");
  await first.exited;

  const second = await startServe(t, folder);
  let recovered: { durationSeconds: number; id: number }[] = [];
  while (recovered.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    recovered = (await second.client.status()).recovered;
  }
  assert.equal(recovered.length, 1);
  const lengthSeconds = recovered[0]!.durationSeconds;
  assert.ok(lengthSeconds > 7.5 && lengthSeconds < 8.5, `${lengthSeconds} s of 8 s are there`);
  assert.deepEqual((await second.client.status()).recovered, [], "it is said once");
  assert.deepEqual((await second.client.listLive()).live, []);
  const sound = await fetch(second.client.audioUrl(recovered[0]!.id), { headers: { range: "bytes=0-3" } });
  assert.equal(await sound.text(), "OggS");
  second.child.kill("SIGTERM");
  assert.equal(await second.exited, 0, "it ends cleanly");
});
