import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { test } from "node:test";
import type { Service } from "../../src/service/service.ts";
import { openTempService, streamOf, talk, until } from "./open-temp-service.ts";

const bytes = new Uint8Array(readFileSync(talk));

async function upload(service: Service) {
  const { id } = await service.uploads.create({ name: "talk.opus", byteLength: bytes.length });
  await service.uploads.append(id, streamOf(bytes), 0);
  await until(service, async () => (await service.uploads.get(id)).outcome !== undefined);
  return (await service.uploads.get(id)).outcome!;
}

test("an uploaded duplicate puts the lost file of its recording back; one that is in the trash is offered", async (t) => {
  const service = await openTempService(t);
  const first = await upload(service);
  assert.ok(first.status === "imported");
  const { id } = first.recording;
  rmSync(service.archive.soundPath(id));
  const restored = await upload(service);
  assert.ok(restored.status === "restored" && restored.flaw === "missing", JSON.stringify(restored));
  assert.ok(existsSync(service.archive.soundPath(id)));
  await service.remove(id);
  const trashed = await upload(service);
  assert.ok(trashed.status === "trashed" && trashed.recording.id === id);
  await service.restore(id);
  assert.equal((await upload(service)).status, "duplicate");
});
