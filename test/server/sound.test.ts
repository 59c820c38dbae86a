import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openOggOpus } from "../../src/audio/opus/ogg-opus-file.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { openServer, stroll } from "./open-server.ts";

async function withSound(t: Parameters<typeof openServer>[0]) {
  const opened = await openServer(t);
  const [outcome] = await Array.fromAsync(opened.archive.import([stroll]));
  assert.ok(outcome?.status === "imported");
  const bytes = readFileSync(opened.archive.soundPath(outcome.recording.id));
  return {
    ...opened,
    recording: outcome.recording,
    bytes,
    url: opened.client.audioUrl(outcome.recording.id),
  };
}

test("the sound is given whole, or the bytes of a range with 206, or 416 with the length", async (t) => {
  const { send, url, bytes } = await withSound(t);
  const whole = await send(url);
  assert.equal(whole.status, 200);
  assert.equal(whole.headers.get("content-type"), "audio/ogg; codecs=opus");
  assert.equal(whole.headers.get("accept-ranges"), "bytes");
  assert.equal(whole.headers.get("content-length"), String(bytes.length));
  assert.deepEqual(Buffer.from(await whole.arrayBuffer()), bytes);
  const ranges: [string, number, number][] = [
    ["bytes=0-0", 0, 0],
    ["bytes=100-99999", 100, 99_999],
    ["bytes=1000-", 1000, bytes.length - 1],
    ["bytes=-500", bytes.length - 500, bytes.length - 1],
    [`bytes=10-${bytes.length * 2}`, 10, bytes.length - 1],
  ];
  for (const [range, start, end] of ranges) {
    const part = await send(url, { headers: { range } });
    assert.equal(part.status, 206, range);
    assert.equal(part.headers.get("content-range"), `bytes ${start}-${end}/${bytes.length}`);
    assert.deepEqual(Buffer.from(await part.arrayBuffer()), bytes.subarray(start, end + 1), range);
  }
  const beyond = await send(url, { headers: { range: `bytes=${bytes.length}-` } });
  assert.equal(beyond.status, 416);
  assert.equal(beyond.headers.get("content-range"), `bytes */${bytes.length}`);
  const { error } = (await beyond.json()) as { error: { code: string } };
  assert.equal(error.code, "range-not-satisfiable");
});

test("an unchanged sound is answered with 304, another version's part never, and only an address that names the sound is kept for ever", async (t) => {
  const { send, url, bytes, recording } = await withSound(t);
  const head = await send(url, { method: "HEAD" });
  const etag = head.headers.get("etag")!;
  assert.equal(head.headers.get("content-length"), String(bytes.length));
  assert.equal(head.headers.get("cache-control"), "private, no-cache");
  assert.equal((await send(url, { headers: { "if-none-match": etag } })).status, 304);
  assert.equal((await send(url, { headers: { "if-none-match": '"other"' } })).status, 200);
  assert.equal((await send(url, { headers: { range: "bytes=0-9", "if-range": etag } })).status, 206);
  assert.equal((await send(url, { headers: { range: "bytes=0-9", "if-range": '"other"' } })).status, 200);
  const named = await send(`${url}?v=${recording.soundSha256}`, { method: "HEAD" });
  assert.match(named.headers.get("cache-control")!, /immutable/);
});

test("a player that leaves in the middle does not keep the file open", {
  skip: process.platform !== "linux",
}, async (t) => {
  const { send, url, archive, recording } = await withSound(t);
  const { readdirSync, readlinkSync } = await import("node:fs");
  const openCount = () =>
    readdirSync("/proc/self/fd").filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`) === archive.soundPath(recording.id);
      } catch {
        return false;
      }
    }).length;
  for (let time = 0; time < 5; time++) {
    const reader = (await send(url)).body!.getReader();
    await reader.read();
    await reader.cancel();
  }
  // The system closes a file a moment after the player has left.
  while (openCount() > 0) await new Promise((resolve) => setImmediate(resolve));
});

test("peaks are given as they are kept or joined to fewer, never more", async (t) => {
  const { client, recording } = await withSound(t);
  const fine = await client.peaks(recording.id);
  assert.equal(fine.peaksPerSecond, 50);
  assert.equal(fine.peaks.length, Math.ceil(recording.durationSeconds * 50) * 2);
  const coarse = await client.peaks(recording.id, { peaksPerSecond: 5 });
  assert.equal(coarse.peaksPerSecond, 5);
  assert.equal(Math.max(...coarse.peaks), Math.max(...fine.peaks));
  assert.equal(Math.min(...coarse.peaks), Math.min(...fine.peaks));
  assert.equal((await client.peaks(recording.id, { peaksPerSecond: 1000 })).peaksPerSecond, 50);
});

test("a clip is an Opus file of just that stretch", async (t) => {
  const { send, client, recording } = await withSound(t);
  const clip = await send(client.clipUrl(recording.id, { startMs: 2000, endMs: 5500 }));
  assert.equal(clip.status, 200);
  assert.match(clip.headers.get("content-disposition")!, /2026-01-22_11-15-30_2000-5500ms\.opus/);
  const path = join(tempFolder(t), "clip.opus");
  writeFileSync(path, Buffer.from(await clip.arrayBuffer()));
  const file = await openOggOpus(path, {});
  await file.close();
  assert.equal(Math.round(file.durationSeconds * 1000), 3500);
  const wrong = await send(client.clipUrl(recording.id, { startMs: 5000, endMs: 2000 }));
  assert.equal(wrong.status, 400);
});
