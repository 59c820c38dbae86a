import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { toSafeName } from "../../src/service/incoming-files.ts";
import { type OpenServer, openServer, stroll, talk } from "./open-server.ts";

const bytes = new Uint8Array(readFileSync(talk));

async function outcomeOf({ client }: OpenServer, id: string) {
  for (let turn = 0; turn < 200; turn++) {
    const { outcome } = await client.getUpload(id);
    if (outcome) return outcome;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("the upload was never imported");
}

test("a file sent in parts becomes a recording with its name and date, and its bytes leave the disk", async (t) => {
  const opened = await openServer(t);
  const { client, archive, server } = opened;
  const added: number[] = [];
  server.context.events.listen(({ event }) => {
    if (event.type === "recording" && event.data.change === "added") added.push(event.data.id);
  });
  const steps: string[] = [];
  const outcome = await client.uploadFile(new Blob([bytes]), {
    name: "2021-05-06 Пасека.opus",
    lastModified: Date.parse("2024-01-02T03:04:05Z"),
    chunkByteLength: 100_000,
    onProgress: ({ state, sentBytes }) => steps.push(`${state} ${sentBytes}`),
  });
  assert.equal(outcome.status, "imported");
  assert.ok(outcome.status === "imported");
  assert.equal(outcome.recording.sourceName, "2021-05-06 Пасека.opus");
  assert.match(outcome.recording.createdAt, /^2021-05-06/);
  assert.deepEqual(steps.slice(0, 3), ["sending 0", "sending 100000", "sending 200000"]);
  assert.deepEqual(added, [outcome.recording.id]);
  const left = readdirSync(join(archive.folder, "incoming", "uploads"), { recursive: true });
  assert.equal(left.filter((name) => String(name).endsWith(".opus")).length, 0);
  const again = await client.uploadFile(new Blob([bytes]), { name: "other.opus" });
  assert.equal(again.status, "duplicate");
});

test("after a cut in the middle of a part the upload goes on from what is on the disk", async (t) => {
  const opened = await openServer(t);
  const { client, send } = opened;
  const { id } = await client.createUpload({ name: "talk.opus", byteLength: bytes.length });
  let sent = 0;
  const cut = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent >= 60_000) controller.error(new Error("cable pulled"));
      else controller.enqueue(bytes.slice(sent, sent + 20_000));
      sent += 20_000;
    },
  });
  const broken = send(`/api/uploads/${id}`, {
    method: "PATCH",
    headers: { "upload-offset": "0" },
    body: cut,
    duplex: "half",
  } as RequestInit);
  await broken.catch(() => {});
  const { offset, state } = await client.getUpload(id);
  assert.equal(state, "receiving");
  assert.ok(offset > 0 && offset <= 60_000, `${offset} bytes were kept`);
  await client.appendUpload(id, offset, new Blob([bytes.slice(offset)]));
  const outcome = await outcomeOf(opened, id);
  assert.equal(outcome.status, "imported");
});

test("uploadFile survives connections that break and answers that are lost", async (t) => {
  const opened = await openServer(t);
  let request = 0;
  const { createClient } = await import("../../src/client/client.ts");
  const flaky = createClient({
    baseUrl: "http://localhost:4321",
    fetch: async (input, init) => {
      const turn = request++;
      // Every third request never arrives; every fourth arrives, and its answer is lost.
      if (turn % 3 === 1) throw new TypeError("fetch failed");
      const answer = await opened.send(String(input), init);
      if (turn % 4 === 2) throw new TypeError("terminated");
      return answer;
    },
  });
  const outcome = await flaky.uploadFile(new Blob([bytes]), { name: "talk.opus", chunkByteLength: 90_000 });
  assert.equal(outcome.status, "imported");
  assert.ok(outcome.status === "imported");
  assert.equal(
    outcome.recording.soundSha256,
    (await opened.client.listRecordings()).recordings[0]!.soundSha256,
  );
});

test("a wrong offset is refused with the real one, more than was announced with 413, an unknown upload with 404", async (t) => {
  const { client } = await openServer(t, { uploadLimit: 1_000_000 });
  const { id } = await client.createUpload({ name: "a.opus", byteLength: 1000 });
  await client.appendUpload(id, 0, bytes.slice(0, 100));
  const conflict = await client.appendUpload(id, 50, bytes.slice(50, 100)).catch((error) => error);
  assert.deepEqual([conflict.code, conflict.status, conflict.offset], ["conflict", 409, 100]);
  await assert.rejects(client.appendUpload(id, 100, bytes.slice(100, 2000)), {
    code: "too-large",
    status: 413,
  });
  await assert.rejects(client.createUpload({ name: "b", byteLength: 1_000_001 }), { code: "too-large" });
  await assert.rejects(client.appendUpload("0".repeat(32), 0, bytes), { code: "not-found" });
  for (const evil of ["..", "../../data.db", "%2e%2e%2fdata.db", `${id}/../..`])
    await assert.rejects(client.getUpload(encodeURIComponent(evil)), (error: { status: number }) =>
      [400, 404].includes(error.status),
    );
});

test("a second sender of the same upload ends the first and goes on where it was", async (t) => {
  const opened = await openServer(t);
  const { client, send } = opened;
  const { id } = await client.createUpload({ name: "talk.opus", byteLength: bytes.length });
  let feed: ReadableStreamDefaultController<Uint8Array> | undefined;
  const stalled = send(`/api/uploads/${id}`, {
    method: "PATCH",
    headers: { "upload-offset": "0" },
    body: new ReadableStream<Uint8Array>({
      start: (controller) => {
        feed = controller;
      },
    }),
    duplex: "half",
  } as RequestInit);
  feed!.enqueue(bytes.slice(0, 5000));
  await new Promise((resolve) => setTimeout(resolve, 50));
  const error = await client.appendUpload(id, 0, bytes).catch((thrown) => thrown);
  assert.equal(error.offset, 5000);
  assert.equal((await stalled).status, 200);
  await client.appendUpload(id, 5000, bytes.slice(5000));
  assert.equal((await outcomeOf(opened, id)).status, "imported");
});

test("a name never leads out of the upload's own folder", async (t) => {
  const { client, archive } = await openServer(t);
  for (const name of [
    "../../../evil.opus",
    "..\\..\\evil.opus",
    "/etc/evil.opus",
    "about.json",
    "..",
    "a\u0000b.opus",
  ]) {
    const { id } = await client.createUpload({ name, byteLength: 10 });
    const inside = readdirSync(join(archive.folder, "incoming", "uploads", id));
    assert.equal(inside.length, 2, `${name} made ${inside.join(", ")}`);
    await client.cancelUpload(id);
    assert.equal(existsSync(join(archive.folder, "incoming", "uploads", id)), false);
  }
  assert.equal(existsSync(join(archive.folder, "..", "evil.opus")), false);
});

test("a safe name is a plain file name, short enough, and safe names stay as they are", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), (name) => {
      const safe = toSafeName(name);
      assert.doesNotMatch(safe, /[/\\\0]|^\.|[. ]$/);
      assert.ok(safe !== "" && Buffer.byteLength(safe) <= 181 && safe.isWellFormed());
      assert.equal(toSafeName(safe), safe);
    }),
    { numRuns: 50 },
  );
  assert.equal(toSafeName("Интервью с пасечником.mp3"), "Интервью с пасечником.mp3");
  assert.match(toSafeName(`${"ы".repeat(300)}.mp3`), /^ы+\.mp3$/);
});

test("what is no sound says so with its name; in a dropped folder it is passed over", async (t) => {
  const { client, archive } = await openServer(t);
  const text = new Blob(["just a text, no sound at all"]);
  const failed = await client.uploadFile(text, { name: "notes.txt" });
  assert.ok(failed.status === "failed");
  assert.equal(failed.error.code, "unsupported-audio");
  assert.match(failed.error.message, /notes\.txt/);
  assert.doesNotMatch(JSON.stringify(failed), new RegExp(archive.folder));
  const skipped = await client.uploadFile(text, { name: "notes.txt", folderPath: "Interviews/2024" });
  assert.equal(skipped.status, "skipped");
  const empty = await client.uploadFile(new Blob([]), { name: "empty.mp3" });
  assert.ok(empty.status === "failed");
  assert.equal(empty.error.code, "corrupt-audio");
});

test("an upload that was complete when the server died is imported by the next one, one that was not goes on", async (t: TestContext) => {
  const first = await openServer(t);
  const { archive } = first;
  const half = await first.client.createUpload({
    name: "stroll.opus",
    byteLength: readFileSync(stroll).length,
  });
  await first.client.appendUpload(half.id, 0, new Uint8Array(readFileSync(stroll)).slice(0, 1000));
  const whole = await first.client.createUpload({ name: "talk.opus", byteLength: bytes.length });
  await first.server.context.jobs.close();
  await first.client.appendUpload(whole.id, 0, bytes);
  assert.equal(archive.list().length, 0, "the first server imports nothing any more");

  const second = await openServer(t, { archive });
  assert.equal((await outcomeOf(second, whole.id)).status, "imported");
  assert.equal((await second.client.getUpload(half.id)).offset, 1000);
});
