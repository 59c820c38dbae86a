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
  const { paths } = (await (await reader.send("/api/openapi.json")).json()) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const changes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations)
      .map((method) => method.toUpperCase())
      .filter((method) => ["POST", "PUT", "PATCH", "DELETE"].includes(method))
      // Models lie outside of the archive, and which jobs there are is the server's.
      .filter(() => !/^\/api\/(models|jobs)\//.test(path))
      .map((method) => [method, path.replace(/\{\w+\}/, String(id))] as const),
  );
  assert.ok(changes.length >= 16, `${changes.length} routes that change something`);
  for (const [method, path] of [...changes, ["POST", `/api/jobs/transcribe-${id}/retry`] as const]) {
    const response = await reader.send(path, { method });
    const { error } = (await response.json()) as { error: { reason: string } };
    assert.deepEqual([method, path, response.status, error.reason], [method, path, 403, "archive-read-only"]);
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
