import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { ErrorInfo } from "../../src/errors.ts";
import type { Service } from "../../src/service/service.ts";
import type { UploadOutcome } from "../../src/service/upload-outcome.ts";
import { openTempService, streamOf, stroll, talk, until } from "./open-temp-service.ts";

const bytes = new Uint8Array(readFileSync(talk));
const weekMs = 7 * 24 * 3600_000;

async function outcomeOf(service: Service, id: string): Promise<UploadOutcome> {
  await until(service, async () => (await service.uploads.get(id)).outcome !== undefined);
  return (await service.uploads.get(id)).outcome!;
}

async function upload(service: Service, name: string, content: Uint8Array, folderPath?: string) {
  const { id } = await service.uploads.create({ name, byteLength: content.length, folderPath });
  if (content.length > 0) await service.uploads.append(id, streamOf(content), 0);
  return outcomeOf(service, id);
}

test("a file sent in two parts becomes a recording with its name and date; its bytes leave the disk; twice is a duplicate", async (t) => {
  const service = await openTempService(t);
  const added: number[] = [];
  service.events.listen(({ event }) => {
    if (event.type === "recording" && event.data.change === "added") added.push(event.data.id);
  });
  const name = "2021-05-06 Пасека.opus";
  const { id } = await service.uploads.create({ name, byteLength: bytes.length });
  assert.equal(await service.uploads.append(id, streamOf(bytes.subarray(0, 100_000)), 0), 100_000);
  const { startedAt, ...receiving } = await service.uploads.get(id);
  assert.ok(Math.abs(Date.parse(startedAt) - Date.now()) < 60_000);
  assert.deepEqual(receiving, {
    id,
    name,
    byteLength: bytes.length,
    offset: 100_000,
    state: "receiving",
  });
  await service.uploads.append(id, streamOf(bytes.subarray(100_000)), 100_000);
  const outcome = await outcomeOf(service, id);
  assert.ok(outcome.status === "imported");
  assert.equal(outcome.recording.sourceName, name);
  assert.match(outcome.recording.createdAt, /^2021-05-06/);
  assert.deepEqual(added, [outcome.recording.id]);
  const left = readdirSync(join(service.archive.folder, "incoming", "uploads"), { recursive: true });
  assert.equal(left.filter((entry) => String(entry).endsWith(".opus")).length, 0);
  assert.equal((await upload(service, "other.opus", bytes)).status, "duplicate");
});

test("several files at once are all imported, one job after another", async (t) => {
  const service = await openTempService(t);
  const other = new Uint8Array(readFileSync(stroll));
  const outcomes = await Promise.all([
    upload(service, "talk.opus", bytes),
    upload(service, "stroll.opus", other),
    upload(service, "again.opus", bytes),
  ]);
  assert.deepEqual(outcomes.map(({ status }) => status).sort(), ["duplicate", "imported", "imported"]);
});

test("the limit is checked before the first byte, the announced length while bytes arrive, the offset always", async (t) => {
  const service = await openTempService(t, { maxUploadByteLength: 1_000_000 });
  const { uploads } = service;
  await assert.rejects(uploads.create({ name: "b", byteLength: 1_000_001 }), {
    code: "too-large",
    message: "b: 1000001 bytes; the limit is 1000000",
  });
  assert.equal(existsSync(join(service.archive.folder, "incoming", "uploads")), false, "nothing was made");
  const { id } = await uploads.create({ name: "a.opus", byteLength: 1000 });
  await uploads.append(id, streamOf(bytes.subarray(0, 100)), 0);
  await assert.rejects(uploads.append(id, streamOf(bytes.subarray(50, 100)), 50), {
    code: "conflict",
    offset: 100,
    message: "offset mismatch: server has 100 bytes, not 50",
  });
  await assert.rejects(uploads.append(id, streamOf(bytes.subarray(100, 2000)), 100), { code: "too-large" });
  await assert.rejects(uploads.append("0".repeat(32), streamOf(bytes), 0), { code: "not-found" });
});

test("a second sender of the same upload ends the first and continues from its last byte", async (t) => {
  const service = await openTempService(t);
  const { uploads } = service;
  const { id } = await uploads.create({ name: "talk.opus", byteLength: bytes.length });
  const first = new TransformStream<Uint8Array, Uint8Array>();
  const writer = first.writable.getWriter();
  const stalled = uploads.append(id, first.readable, 0);
  await writer.write(bytes.slice(0, 5000));
  while ((await uploads.get(id)).offset < 5000) await new Promise((resolve) => setImmediate(resolve));
  await assert.rejects(uploads.append(id, streamOf(bytes), 0), { code: "conflict", offset: 5000 });
  assert.equal(await stalled, 5000);
  await uploads.append(id, streamOf(bytes.subarray(5000)), 5000);
  assert.equal((await outcomeOf(service, id)).status, "imported");
});

test("a name never leads out of the upload's own folder, and is told as it was given", async (t) => {
  const service = await openTempService(t);
  for (const name of [
    "../../../evil.opus",
    "..\\..\\evil.opus",
    "/etc/evil.opus",
    "about.json",
    "..",
    "a\u0000b",
  ]) {
    const { id } = await service.uploads.create({ name, byteLength: 10 });
    const folder = join(service.archive.folder, "incoming", "uploads", id);
    assert.equal(readdirSync(folder).length, 2, name);
    assert.equal((await service.uploads.get(id)).name, name);
    await service.uploads.cancel(id);
    assert.equal(existsSync(folder), false);
  }
  assert.equal(existsSync(join(service.archive.folder, "..", "evil.opus")), false);
});

test("a file that is not audio fails with its own name, without a path; in a dropped folder it is skipped", async (t) => {
  const service = await openTempService(t);
  const text = new TextEncoder().encode("just a text, no audio at all");
  const failed = await upload(service, "notes.txt", text);
  assert.ok(failed.status === "failed");
  assert.equal(failed.error.code, "unsupported-audio");
  assert.match(failed.error.message, /notes\.txt/);
  assert.doesNotMatch(JSON.stringify(failed), new RegExp(service.archive.folder));
  const skipped = await upload(service, "notes.txt", text, "Interviews/2024");
  assert.ok(skipped.status === "skipped");
  assert.match(skipped.note.text, /^skipped: notes\.txt: not an audio file/);
  // Named as audio it was meant as audio: it counts as failed, also in a folder.
  const namedAudio = await upload(service, "talk.mp3", text, "Interviews/2024");
  assert.ok(namedAudio.status === "failed");
  assert.equal(namedAudio.error.reason, "not-audio");
  assert.equal(namedAudio.error.values.path, "talk.mp3");
  const empty = await upload(service, "empty.mp3", new Uint8Array());
  assert.ok(empty.status === "failed");
  assert.equal(empty.error.code, "corrupt-audio");
});

test("an upload that was complete when the process ended is imported by the next one, an incomplete one continues", async (t) => {
  const first = await openTempService(t);
  const { archive } = first;
  const other = new Uint8Array(readFileSync(stroll));
  const half = await first.uploads.create({ name: "stroll.opus", byteLength: other.length });
  await first.uploads.append(half.id, streamOf(other.subarray(0, 1000)), 0);
  const whole = await first.uploads.create({ name: "talk.opus", byteLength: bytes.length });
  await first.close();
  await first.uploads.append(whole.id, streamOf(bytes), 0);
  assert.equal(archive.list().length, 0, "a closed service imports nothing");

  const second = await openTempService(t, { archive });
  assert.equal((await outcomeOf(second, whole.id)).status, "imported");
  assert.equal((await second.uploads.get(half.id)).offset, 1000);
  await second.uploads.append(half.id, streamOf(other.subarray(1000)), 1000);
  assert.equal((await outcomeOf(second, half.id)).status, "imported");
});

test("no age deletes an upload: a complete one is imported after years, an incomplete one goes on", async (t) => {
  const first = await openTempService(t);
  const { archive } = first;
  const half = await first.uploads.create({ name: "half.opus", byteLength: 1000 });
  await first.uploads.append(half.id, streamOf(bytes.subarray(0, 100)), 0);
  const whole = await first.uploads.create({ name: "talk.opus", byteLength: bytes.length });
  await first.close();
  await first.uploads.append(whole.id, streamOf(bytes), 0);
  for (const { id } of [half, whole]) makeOld(archive.folder, id);

  const second = await openTempService(t, { archive });
  await second.uploads.resume();
  await second.uploads.resume();
  assert.equal((await outcomeOf(second, whole.id)).status, "imported");
  assert.equal((await second.uploads.get(half.id)).offset, 100);
  assert.deepEqual(
    (await second.uploads.list()).map(({ id, state }) => [id, state]),
    [[half.id, "receiving"]],
  );
});

/** As if it had been announced ten years ago. */
function makeOld(archiveFolder: string, id: string): void {
  const folder = join(archiveFolder, "incoming", "uploads", id);
  const path = join(folder, "about.json");
  const content = JSON.parse(readFileSync(path, "utf8")) as { about: { createdMs: number } };
  content.about.createdMs -= 520 * weekMs;
  writeFileSync(path, JSON.stringify(content));
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), 1e9, 1e9);
}

test("an import that failed for a passing reason is tried again at the next start, whatever its age", async (t) => {
  const first = await openTempService(t);
  const { archive } = first;
  const recordings = join(archive.folder, "recordings");
  // A disk that is not there: a file stands where the folder was.
  renameSync(recordings, `${recordings}-away`);
  writeFileSync(recordings, "");
  const outcome = await upload(first, "talk.opus", bytes);
  assert.ok(outcome.status === "failed");
  const id = (await first.uploads.list())[0]!.id;
  await first.close();
  makeOld(archive.folder, id);
  renameSync(recordings, `${recordings}-file`);
  renameSync(`${recordings}-away`, recordings);

  const second = await openTempService(t, { archive });
  await until(second, async () => (await second.uploads.get(id)).outcome?.status === "imported");
  assert.equal(archive.list().length, 1);
  assert.deepEqual(await second.uploads.list(), []);
});

test("one bad file sent three times is kept once and listed once; another of the same name and length is not lost", async (t) => {
  const service = await openTempService(t);
  const send = async (text: string) => {
    const content = new TextEncoder().encode(text);
    const { id } = await service.uploads.create({ name: "notes.mp3", byteLength: content.length });
    await service.uploads.append(id, streamOf(content), 0);
    await until(service, async () =>
      (await service.jobs.list()).some((job) => job.id === `import-${id}` && job.state === "failed"),
    );
    return id;
  };
  const ids: string[] = [];
  for (const text of ["not audio", "not audio", "NOT AUDIO", "not audio"]) ids.push(await send(text));
  const listed = (await service.jobs.list()).map(({ id }) => id.slice("import-".length));
  assert.deepEqual(listed.sort(), [ids[2]!, ids[3]!].sort());
  assert.deepEqual((await service.uploads.list()).map(({ id }) => id).sort(), listed);
  assert.equal((await service.uploads.get(ids[0]!)).outcome?.status, "failed", "its sender may still ask");
  await service.close();
  const again = await openTempService(t, { archive: service.archive });
  assert.equal((await again.jobs.list()).length, 2);
});

test("what the disk cannot hold is refused before the first byte, with what is needed and free; so are too many at once", async (t) => {
  const service = await openTempService(t, { maxUploadByteLength: 2 ** 52, maxOpenUploads: 2 });
  const { uploads } = service;
  await assert.rejects(uploads.create({ name: "b.wav", byteLength: 2 ** 51 }), (error: ErrorInfo) => {
    assert.equal(error.code, "disk-full");
    assert.ok(Number(error.values.needed) > 2 ** 51 && Number(error.values.free) < 2 ** 51);
    assert.match(error.hint, /^\d+ bytes are needed and \d+ are free/);
    return true;
  });
  const one = await uploads.create({ name: "a.wav", byteLength: 1000 });
  await uploads.create({ name: "b.wav", byteLength: 1000 });
  await assert.rejects(uploads.create({ name: "c.wav", byteLength: 1000 }), {
    code: "conflict",
    reason: "too-many-uploads",
  });
  await uploads.cancel(one.id);
  await uploads.create({ name: "c.wav", byteLength: 1000 });
});

test("what is announced and not sent yet counts as used", async (t) => {
  const { statfsSync } = await import("node:fs");
  const service = await openTempService(t, { maxUploadByteLength: 2 ** 52 });
  const { uploads, archive } = service;
  const { bavail, bsize } = statfsSync(archive.folder);
  const twoThirds = Math.floor((bavail * bsize * 2) / 3);
  await uploads.create({ name: "a.wav", byteLength: twoThirds });
  await assert.rejects(uploads.create({ name: "b.wav", byteLength: twoThirds }), { code: "disk-full" });
});

test("an import that is cancelled while it waits says so to its upload, and is done when tried again", async (t) => {
  const service = await openTempService(t);
  const other = new Uint8Array(readFileSync(stroll));
  // A job in the same lane that lasts until it is told to end.
  const before = Promise.withResolvers<void>();
  service.jobs.add("import", {
    id: "import-slow",
    stage: "import",
    subject: "slow",
    unit: "seconds",
    work: () => before.promise,
  });
  const { id } = await service.uploads.create({ name: "stroll.opus", byteLength: other.length });
  await service.uploads.append(id, streamOf(other), 0);
  assert.equal((await service.uploads.get(id)).state, "importing");
  assert.equal((await service.jobs.cancel(`import-${id}`)).state, "cancelled");
  const { outcome } = await service.uploads.get(id);
  assert.ok(outcome?.status === "failed");
  assert.equal(outcome.error.code, "cancelled");
  before.resolve();
  await service.jobs.retry(`import-${id}`);
  await until(service, async () => (await service.uploads.get(id)).outcome?.status === "imported");
});

test("a failed import is listed after a restart, can be tried again, and loses its bytes only when it is dismissed", async (t) => {
  const first = await openTempService(t);
  const { archive } = first;
  const text = new TextEncoder().encode("just a text, no audio at all");
  const outcomes = [await upload(first, "notes.mp3", text), await upload(first, "garbage.mp3", text)];
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ["failed", "failed"],
  );
  await first.close();

  const second = await openTempService(t, { archive });
  const failed = (await second.jobs.list()).filter(({ state }) => state === "failed");
  assert.deepEqual(failed.map(({ subject }) => subject).sort(), ["garbage.mp3", "notes.mp3"]);
  assert.deepEqual([failed[0]!.stage, failed[0]!.error?.reason], ["import", "not-audio"]);
  const [one, other] = failed;
  const folderOf = (jobId: string) =>
    join(archive.folder, "incoming", "uploads", jobId.slice("import-".length));
  assert.ok(existsSync(join(folderOf(one!.id), one!.subject)));

  await second.jobs.retry(one!.id);
  await until(second, async () =>
    (await second.jobs.list()).some((job) => job.state === "failed" && job.id === one!.id),
  );
  assert.equal((await second.jobs.cancel(one!.id)).state, "cancelled");
  assert.equal(existsSync(folderOf(one!.id)), false);
  await second.uploads.cancel(other!.id.slice("import-".length));
  assert.equal(existsSync(folderOf(other!.id)), false);
  assert.deepEqual(await second.jobs.list(), []);
  await assert.rejects(second.jobs.cancel(one!.id), { code: "not-found" });

  await second.close();
  const third = await openTempService(t, { archive });
  assert.deepEqual(await third.jobs.list(), []);
});

test("an import that the end of the service interrupts is done by the next one", async (t) => {
  const first = await openTempService(t);
  const { archive } = first;
  const { id } = await first.uploads.create({ name: "talk.opus", byteLength: bytes.length });
  const closed = new Promise<void>((resolve) => {
    first.events.listen(({ event }) => {
      if (event.type === "job" && event.data.state === "running")
        resolve(Promise.resolve().then(() => first.close()));
    });
  });
  await Promise.all([first.uploads.append(id, streamOf(bytes), 0), closed]);
  assert.equal(archive.list().length, 0);
  const second = await openTempService(t, { archive });
  assert.equal((await outcomeOf(second, id)).status, "imported");
});
