/** An archive that can only be read: every change is refused at once, with one reason. */
import assert from "node:assert/strict";
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openArchive } from "../../src/fonoteka.ts";
import { writeTone } from "../support/backed-up-archive.ts";
import { addSample, openServer } from "./open-server.ts";

test("every request that changes a read-only archive is refused at once, with one reason", async (t) => {
  const { archive, send } = await openServer(t);
  const id = await addSample(archive, writeTone(archive.folder, 1));
  const reader = await openServer(t, {
    archive: await openArchive(archive.folder, { create: false, readOnly: true }),
  });
  assert.equal((await reader.client.status()).readOnly, true);
  const changes: [method: string, path: string, body?: unknown][] = [
    ["POST", `/api/recordings/${id}/transcribe`, {}],
    ["PATCH", `/api/recordings/${id}`, { title: "other" }],
    ["DELETE", `/api/recordings/${id}`],
    ["DELETE", "/api/trash"],
    ["POST", "/api/uploads"],
    ["POST", "/api/live", {}],
    ["POST", `/api/jobs/transcribe-${id}/retry`],
  ];
  for (const [method, path, body] of changes) {
    const response = await reader.send(path, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" },
      }),
    });
    const { error } = (await response.json()) as { error: { reason: string } };
    assert.deepEqual([path, response.status, error.reason], [path, 403, "archive-read-only"]);
  }
  assert.equal((await send(`/api/recordings/${id}`)).status, 200);
});

test("when data.db is moved away under a running server nothing is written, and the status says so until it is back", async (t) => {
  const { archive, client } = await openServer(t);
  const id = await addSample(archive, writeTone(archive.folder, 1));
  const path = join(archive.folder, "data.db");
  renameSync(path, `${path}.moved`);
  await assert.rejects(client.updateRecording(id, { title: "lost" }), { reason: "database-gone" });
  await assert.rejects(client.removeRecording(id), { reason: "database-gone" });
  assert.deepEqual(
    (await client.status()).problems.map(({ code }) => code),
    ["database-gone"],
  );
  renameSync(`${path}.moved`, path);
  await client.updateRecording(id, { title: "kept" });
  assert.deepEqual((await client.status()).problems, []);
  rmSync(path);
  await assert.rejects(client.updateRecording(id, { title: "lost" }), { reason: "database-gone" });
});

test("the trash is not emptied by an age of zero days, which elsewhere means never", async (t) => {
  const { archive, client } = await openServer(t);
  const id = await addSample(archive, writeTone(archive.folder, 1));
  await client.removeRecording(id);
  await assert.rejects(client.emptyTrash({ olderThanDays: 0 }), { code: "invalid-input" });
  assert.equal((await client.listTrash()).recordings.length, 1);
});

test("what a failed upload says holds no path of this machine", async (t) => {
  const { archive, send, service } = await openServer(t);
  const bytes = Buffer.from("no sound at all");
  const { id } = await service.uploads.create({ name: "a.mp3", byteLength: bytes.length });
  await service.uploads.append(id, new Blob([bytes]).stream(), 0);
  for (;;) {
    const text = await (await send(`/api/uploads/${id}`)).text();
    if (!text.includes("outcome")) {
      await new Promise((resolve) => setImmediate(resolve));
      continue;
    }
    assert.ok(!text.includes(archive.folder), text);
    break;
  }
});

test("a request line with the address of another host is refused, whatever its Host says", async (t) => {
  const { server } = await openServer(t);
  const answer = await server.app.fetch(
    new Request("http://evil.example/api/status", { headers: { host: "localhost" } }),
  );
  assert.equal(answer.status, 403);
});
