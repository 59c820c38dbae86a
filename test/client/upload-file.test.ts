import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createClient } from "../../src/client/client.ts";
import { openServer, talk } from "../server/open-server.ts";
import { startServe } from "../server/start-serve.ts";
import { tempFolder } from "../support/temp-folder.ts";

const bytes = new Uint8Array(readFileSync(talk));

test("the client sends a file in parts and tells how far it is; the same file again is a duplicate", async (t) => {
  const { client } = await openServer(t);
  const steps: string[] = [];
  const name = "2021-05-06 Пасека.opus";
  const outcome = await client.uploadFile(new Blob([bytes]), {
    name,
    lastModified: Date.parse("2024-01-02T03:04:05Z"),
    chunkByteLength: 100_000,
    onProgress: ({ state, sentBytes }) => steps.push(`${state} ${sentBytes}`),
  });
  assert.ok(outcome.status === "imported");
  assert.equal(outcome.recording.sourceName, name);
  assert.match(outcome.recording.createdAt, /^2021-05-06/);
  assert.deepEqual(steps.slice(0, 3), ["sending 0", "sending 100000", "sending 200000"]);
  assert.equal(steps.at(-1), `importing ${bytes.length}`);
  assert.equal((await client.uploadFile(new Blob([bytes]), { name: "other.opus" })).status, "duplicate");
});

test("names of any script, the folder and the file's own time arrive", async (t) => {
  const { client } = await openServer(t);
  const text = new Blob(["just a text"]);
  const name = "«Ёж», 写真 🐝 a,b c.txt";
  const failed = await client.uploadFile(text, { name });
  assert.ok(failed.status === "failed" && failed.error.message.includes(name));
  const skipped = await client.uploadFile(text, { name, folderPath: "Записи/2024" });
  assert.equal(skipped.status, "skipped");
  const dated = await client.uploadFile(new Blob([bytes]), {
    name: "talk.opus",
    lastModified: Date.parse("2024-01-02T03:04:05Z"),
  });
  assert.ok(dated.status === "imported" && dated.recording.sourceName === "talk.opus");
});

test("uploadFile survives connections that break and answers that are lost", async (t) => {
  const opened = await openServer(t);
  let request = 0;
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
  const states = new Set<string>();
  const outcome = await flaky.uploadFile(new Blob([bytes]), {
    name: "talk.opus",
    chunkByteLength: 90_000,
    onProgress: ({ state }) => states.add(state),
  });
  assert.ok(outcome.status === "imported");
  const { recordings } = await opened.client.listRecordings();
  assert.equal(outcome.recording.soundSha256, recordings[0]!.soundSha256);
  assert.deepEqual([...states].sort(), ["importing", "retrying", "sending"]);
});

test("an upload goes on over a server that is killed in the middle and started again", async (t) => {
  const folder = join(tempFolder(t), "archive");
  const first = await startServe(t, folder);
  let current = first;
  const client = createClient({
    baseUrl: "http://fonoteka.invalid",
    fetch: (input, init) =>
      fetch(String(input).replace("http://fonoteka.invalid", current.url.slice(0, -1)), init),
  });
  const sent: number[] = [];
  const outcome = await client.uploadFile(new Blob([bytes]), {
    name: "talk.opus",
    chunkByteLength: 50_000,
    onProgress: async ({ sentBytes, state }) => {
      if (state === "sending") sent.push(sentBytes);
      if (sentBytes !== 100_000 || first.child.killed) return;
      first.child.kill("SIGKILL");
      current = await startServe(t, folder);
    },
  });
  assert.equal(outcome.status, "imported");
  assert.equal(
    sent.filter((offset) => offset === 50_000).length,
    1,
    "what was acknowledged is not sent again",
  );
});

test("aborted, uploadFile ends at once with the signal's reason; the upload can be cancelled", async (t) => {
  const { client, archive } = await openServer(t);
  const stop = new AbortController();
  let id = "";
  const sending = client.uploadFile(new Blob([bytes]), {
    name: "talk.opus",
    chunkByteLength: 10_000,
    signal: stop.signal,
    onProgress: (progress) => {
      id = progress.id;
      if (progress.sentBytes >= 20_000) stop.abort(new Error("enough"));
    },
  });
  await assert.rejects(sending, { message: "enough" });
  assert.ok(existsSync(join(archive.folder, "incoming", "uploads", id)));
  await client.cancelUpload(id);
  assert.equal(existsSync(join(archive.folder, "incoming", "uploads", id)), false);
  await assert.rejects(client.getUpload(id), { code: "not-found" });
});

test("aborted before its first request, it sends nothing", async (t) => {
  const opened = await openServer(t);
  const stop = new AbortController();
  const methods: string[] = [];
  const client = createClient({
    baseUrl: "http://localhost:4321",
    fetch: async (input, init) => {
      init?.signal?.throwIfAborted();
      methods.push(init?.method ?? "GET");
      return opened.send(String(input), init);
    },
  });
  const blob = new Blob([bytes]);
  // The size is read when tus-js-client opens the file, which is too late for its own `abort`.
  Object.defineProperty(blob, "size", {
    get: () => {
      stop.abort(new Error("enough"));
      return bytes.length;
    },
  });
  const options = { name: "talk.opus", signal: stop.signal };
  await assert.rejects(client.uploadFile(blob, options), { message: "enough" });
  // Three answers of the server later anything that was still to be sent would have been.
  for (let turn = 0; turn < 3; turn++) await opened.client.status();
  assert.deepEqual(methods, []);
});
