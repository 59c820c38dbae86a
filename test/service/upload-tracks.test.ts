/** Uploaded files with several sound tracks: one is imported, the file is kept until the others are or it is discarded. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { Service } from "../../src/service/service.ts";
import { tone } from "../audio/opus/opus-fixtures.ts";
import { runFonoteka } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { writeTracks } from "../support/write-tracks.ts";
import { openTempService, streamOf, until } from "./open-temp-service.ts";

const name = "2024-05-03 10-20-30.mkv";

async function makeBytes(t: TestContext, ending = "mkv"): Promise<Uint8Array> {
  const path = await writeTracks(join(tempFolder(t), `three.${ending}`), [
    { samples: tone(1, { hz: 300 }), name: "Desktop", isDefault: true },
    { samples: tone(1, { hz: 600 }), name: "Microphone", isDefault: false },
    { samples: tone(1, { hz: 900 }), name: "Guest", isDefault: false },
    { samples: new Float32Array(48_000), isDefault: false },
  ]);
  return new Uint8Array(readFileSync(path));
}

async function upload(
  service: Service,
  bytes: Uint8Array,
  options: { offerTracks?: boolean; track?: number | "all" } = { offerTracks: true },
): Promise<string> {
  const { id } = await service.uploads.create({ name, byteLength: bytes.length, ...options });
  await service.uploads.append(id, streamOf(bytes), 0);
  await until(service, async () => (await service.uploads.get(id)).outcome !== undefined);
  return id;
}

async function states(service: Service, id: string) {
  return (await service.uploads.get(id)).tracks?.map(({ number, state }) => [number, state]);
}

function keptFiles(service: Service): string[] {
  const folder = join(service.archive.folder, "incoming", "uploads");
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((path) => path.endsWith(".mkv"));
}

test("the other tracks are offered, also after a restart; each becomes a recording, and then the file goes", async (t) => {
  const service = await openTempService(t);
  const id = await upload(service, await makeBytes(t));
  assert.deepEqual(await states(service, id), [
    [2, "offered"],
    [3, "offered"],
  ]);
  const { incoming } = await service.archive.status();
  assert.deepEqual(
    incoming.withTracks.map(({ startedAt: _, ...rest }) => rest),
    [{ name, byteLength: incoming.byteLength, tracks: 2 }],
  );
  assert.equal(incoming.count, 1);
  const { stdout } = await runFonoteka(["--archive", service.archive.folder, "status"]);
  assert.match(stdout, /30\.mkv is kept for 2 more sound tracks/);

  await service.close();
  const next = await openTempService(t, { archive: service.archive });
  assert.deepEqual(
    (await next.uploads.list()).map((kept) => kept.id),
    [id],
  );
  await assert.rejects(next.uploads.importTracks(id, [2, 4]), { reason: "track-not-offered" });
  assert.deepEqual(await states(next, id), [
    [2, "offered"],
    [3, "offered"],
  ]);
  await next.uploads.importTracks(id, [2]);
  await until(next, async () => (await states(next, id))?.[0]?.[1] === "done");
  assert.deepEqual(await states(next, id), [
    [2, "done"],
    [3, "offered"],
  ]);
  assert.equal(keptFiles(next).length, 1);
  await next.uploads.importTracks(id, [3]);
  await until(next, async () => (await next.uploads.list()).length === 0);
  await until(next, () => keptFiles(next).length === 0);
  const recordings = next.archive.list().map(({ title, sourceTrack }) => [sourceTrack, title]);
  assert.deepEqual(recordings.sort(), [
    [1, ""],
    [2, "Microphone"],
    [3, "Guest"],
  ]);
});

test("a track that was asked for is imported by the next process", async (t) => {
  const service = await openTempService(t);
  const id = await upload(service, await makeBytes(t));
  // The process ends before the import has begun: its queue is closed already.
  await service.close();
  await service.uploads.importTracks(id, [3]);
  assert.deepEqual(await states(service, id), [
    [2, "offered"],
    [3, "importing"],
  ]);
  const next = await openTempService(t, { archive: service.archive });
  await until(next, async () => (await states(next, id))?.[1]?.[1] === "done");
  assert.equal(next.archive.list().length, 2);
});

test("discarding deletes the file and keeps the recording", async (t) => {
  const service = await openTempService(t);
  const id = await upload(service, await makeBytes(t));
  await service.uploads.cancel(id);
  assert.deepEqual(keptFiles(service), []);
  assert.equal(service.archive.list().length, 1);
  assert.equal((await service.archive.status()).incoming.count, 0);
});

test("the same file sent again is kept once, and offers what is not in the archive yet", async (t) => {
  const service = await openTempService(t);
  const bytes = await makeBytes(t);
  const first = await upload(service, bytes);
  await service.uploads.importTracks(first, [2]);
  await until(service, async () => (await states(service, first))?.[0]?.[1] === "done");
  const second = await upload(service, bytes);
  assert.equal((await service.uploads.get(second)).outcome?.status, "duplicate");
  assert.deepEqual(await states(service, second), [[3, "offered"]]);
  assert.deepEqual(
    (await service.uploads.list()).map(({ id }) => id),
    [second],
  );
  assert.equal(keptFiles(service).length, 1);
});

test("a sender can ask for one track or all; who does not ask to be offered the others is not", async (t) => {
  const service = await openTempService(t);
  const bytes = await makeBytes(t);
  const silent = await upload(service, bytes, {});
  assert.equal((await service.uploads.get(silent)).tracks, undefined);
  assert.deepEqual(keptFiles(service), []);
  const third = await upload(service, bytes, { track: 3 });
  const { outcome } = await service.uploads.get(third);
  assert.ok(outcome?.status === "imported" && outcome.recording.sourceTrack === 3);
  await upload(service, bytes, { track: "all" });
  await until(service, () => keptFiles(service).length === 0);
  assert.equal(service.archive.list().length, 3);
});

test("a track whose import fails is kept and can be tried again or let go", async (t) => {
  const service = await openTempService(t);
  const bytes = await makeBytes(t);
  const id = await upload(service, bytes);
  // The second track's codec becomes one that nothing decodes, as if the file had been damaged on the disk.
  const [path] = keptFiles(service);
  const { writeFileSync } = await import("node:fs");
  const kept = join(service.archive.folder, "incoming", "uploads", path!);
  const whole = readFileSync(kept);
  const broken = Buffer.from(whole);
  broken.write("A_OPUX", broken.indexOf("A_OPUS", broken.indexOf("A_OPUS") + 1), "latin1");
  writeFileSync(kept, broken);
  await service.uploads.importTracks(id, [2]);
  await until(service, async () => (await states(service, id))?.[0]?.[1] === "failed");
  assert.ok(existsSync(kept));
  writeFileSync(kept, whole);
  await service.uploads.importTracks(id, [2]);
  await until(service, async () => (await states(service, id))?.[0]?.[1] === "done");
  assert.equal(service.archive.list().length, 2);
});
