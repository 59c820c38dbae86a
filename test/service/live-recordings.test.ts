import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import type { Recording } from "../../src/domain.ts";
import { openArchive } from "../../src/fonoteka.ts";
import { makeLiveWebm } from "../support/live-webm.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { openTempService, streamOf, talk, until } from "./open-temp-service.ts";

const seconds = 12;
const webm = Buffer.concat(await makeLiveWebm(talk, seconds));
/** As many bytes as a second has, so that cuts lie inside clusters and packets. */
const parts = Array.from({ length: seconds }, (_, second) =>
  webm.subarray(
    Math.floor((webm.length * second) / seconds),
    Math.floor((webm.length * (second + 1)) / seconds),
  ),
);

test("audio sent while it is recorded becomes a recording dated by its start", async (t) => {
  const { live, archive } = await openTempService(t);
  const beforeMs = Date.now();
  const { id } = await live.start({ mimeType: "audio/webm;codecs=opus", inputName: "Fake microphone" });
  let offset = 0;
  for (const part of parts) offset = await live.append(id, streamOf(part), offset);
  assert.equal(offset, webm.length);
  const [unfinished] = await live.list();
  assert.deepEqual(
    [unfinished?.id, unfinished?.offset, unfinished?.inputName],
    [id, webm.length, "Fake microphone"],
  );
  const recording = await live.finish(id, "Заметка");
  assert.ok(Math.abs(recording.durationSeconds - seconds) < 0.1, `${recording.durationSeconds} s`);
  assert.equal(recording.title, "Заметка");
  assert.notEqual(recording.dateSource, "given", "nobody entered the date");
  const createdMs = Date.parse(recording.createdAt);
  assert.ok(createdMs >= beforeMs - 1000 && createdMs <= Date.now());
  assert.deepEqual(await live.list(), []);
  assert.deepEqual(readdirSync(join(archive.folder, "incoming", "live")), []);
});

test("finishing twice at once gives one recording; an empty one is refused and deleted; a discarded one is in the trash", async (t) => {
  const { live, archive } = await openTempService(t);
  const { id } = await live.start({ mimeType: "audio/webm" });
  await live.append(id, streamOf(webm), 0);
  const [a, b] = await Promise.all([live.finish(id), live.finish(id)]);
  assert.equal(a.id, b.id);
  assert.equal(archive.list().length, 1);
  const empty = await live.start({ mimeType: "audio/webm" });
  await assert.rejects(live.finish(empty.id), { code: "corrupt-audio" });
  assert.deepEqual(await live.list(), []);
  const discarded = await live.start({ mimeType: "audio/mp4" });
  await live.append(discarded.id, streamOf(webm), 0);
  const incoming = join(archive.folder, "incoming", "live", discarded.id);
  const longAgo = new Date(Date.now() - 60 * 24 * 3600_000);
  for (const name of readdirSync(incoming)) utimesSync(join(incoming, name), longAgo, longAgo);
  await live.discard(discarded.id);
  assert.deepEqual(await live.list(), []);
  assert.deepEqual((await archive.emptyTrash({ olderThanDays: 30 })).others, [], "discarded just now");
  assert.ok(existsSync(join(archive.folder, "trash", `live-${discarded.id}.m4a`)));
});

async function startRecorder(t: TestContext, folder: string) {
  const child = spawn(process.execPath, [join(import.meta.dirname, "live-recorder.ts"), folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  const [line] = (await once(createInterface(child.stdout!), "line")) as [string];
  return { child, ...(JSON.parse(line) as { id: string; offset: number }) };
}

test("a process killed in the middle of a recording loses nothing it acknowledged: the next service makes a recording of it, and says so once", async (t) => {
  const folder = join(tempFolder(t), "archive");
  const { child } = await startRecorder(t, folder);
  child.kill("SIGKILL");
  await once(child, "exit");

  const service = await openTempService(t, { archive: await openArchive(folder) });
  const recovered: Recording[] = [];
  await until(service, () => recovered.push(...service.takeRecovered()) > 0);
  assert.equal(recovered.length, 1);
  const { durationSeconds } = recovered[0]!;
  assert.ok(durationSeconds > 7.5 && durationSeconds < 8.5, `${durationSeconds} s of 8 s`);
  assert.deepEqual(service.takeRecovered(), []);
  assert.deepEqual(await service.live.list(), []);
});

test("a second process on the same archive leaves alone what the first is recording", async (t) => {
  const folder = join(tempFolder(t), "archive");
  const { id, offset } = await startRecorder(t, folder);
  const service = await openTempService(t, { archive: await openArchive(folder) });
  assert.deepEqual(await service.jobs.list(), []);
  assert.deepEqual(
    (await service.live.list()).map((live) => [live.id, live.offset]),
    [[id, offset]],
  );
});

test("a recording that is sent again whole after a restart keeps its start, and replaces the beginning that was recovered", async (t) => {
  const first = await openTempService(t);
  const { archive } = first;
  const about = {
    mimeType: "audio/webm;codecs=opus",
    inputName: "mic",
    startedAt: "2026-03-04T05:06:07.890Z",
  };
  const { id } = await first.live.start(about);
  const half = webm.subarray(0, Math.floor(webm.length / 2));
  await first.live.append(id, streamOf(half), 0);
  await first.close();

  const second = await openTempService(t, { archive });
  await until(second, () => archive.list().length === 1);
  await until(second, async () =>
    (await second.jobs.list()).some(({ stage, state }) => stage === "import" && state === "done"),
  );
  const recovered = archive.list()[0]!;
  await assert.rejects(second.live.append(id, streamOf(webm.subarray(half.length)), half.length), {
    code: "not-found",
  });
  const again = await second.live.start(about);
  await second.live.append(again.id, streamOf(webm), 0);
  const whole = await second.live.finish(again.id);
  assert.equal(Date.parse(whole.createdAt), Date.parse("2026-03-04T05:06:07Z"));
  assert.ok(whole.durationSeconds > recovered.durationSeconds);
  assert.deepEqual(
    archive.list().map((recording) => recording.id),
    [whole.id],
  );
  assert.equal((await archive.listTrash())[0]?.id, recovered.id);
  assert.deepEqual(second.takeRecovered(), []);
});

test("what is no audio is tried once, then listed as failed at each start until a person discards it", async (t) => {
  const first = await openTempService(t);
  const { archive } = first;
  const { id } = await first.live.start({ mimeType: "audio/webm" });
  await first.live.append(id, streamOf(new Uint8Array(2000)), 0);
  await first.close();

  const second = await openTempService(t, { archive });
  await until(second, async () => (await second.jobs.list())[0]?.state === "failed");
  await second.close();

  const third = await openTempService(t, { archive });
  const [job] = await third.jobs.list();
  assert.deepEqual([job?.id, job?.state, job?.error?.code], [`import-${id}`, "failed", "unsupported-audio"]);
  assert.equal((await third.live.list()).length, 1, "its bytes are kept");
  await third.jobs.cancel(`import-${id}`);
  assert.deepEqual([await third.jobs.list(), await third.live.list()], [[], []]);
  assert.ok(existsSync(join(archive.folder, "trash", `live-${id}.webm`)));
});

test("a read-only archive takes no live recording", async (t) => {
  const folder = join(tempFolder(t), "archive");
  await (await openArchive(folder)).close();
  const { live } = await openTempService(t, { archive: await openArchive(folder, { readOnly: true }) });
  await assert.rejects(live.start({ mimeType: "audio/webm" }), {
    code: "no-permission",
    reason: "archive-read-only",
  });
  assert.equal(existsSync(join(folder, "incoming")), false);
});
