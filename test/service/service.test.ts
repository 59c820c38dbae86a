import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openArchive } from "../../src/fonoteka.ts";
import type { ServiceEvent } from "../../src/service/event-log.ts";
import { openService } from "../../src/service/service.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { openTempService, talk } from "./open-temp-service.ts";

test("changes through the service are told to listeners, and what is attached is found by its search", async (t) => {
  const service = await openTempService(t);
  const [outcome] = await Array.fromAsync(service.archive.import([talk]));
  assert.ok(outcome?.status === "imported");
  const { id } = outcome.recording;
  const told: ServiceEvent[] = [];
  service.events.listen(({ event }) => {
    if (event.type === "recording") told.push(event);
  });
  assert.equal(service.update(id, { title: "Пасека" }).title, "Пасека");
  const path = join(tempFolder(t), "talk.srt");
  writeFileSync(path, "1\n00:00:01,000 --> 00:00:03,000\nPropolis heals.\n");
  const { transcription } = await service.attachTranscript(id, path);
  await service.makeCurrent(transcription.id);
  const { hits } = await service.search("propolis", { mode: "keyword" });
  assert.deepEqual(
    hits.map(({ recording, foundBy }) => [recording.id, foundBy]),
    [[id, ["word"]]],
  );
  await service.remove(id);
  await service.restore(id);
  assert.deepEqual(
    told.map(({ data }) => data),
    [
      { id, change: "changed" },
      { id, change: "changed" },
      { id, change: "changed" },
      { id, change: "removed" },
      { id, change: "added" },
    ],
  );
});

test("what is stored is told to listeners even if indexing is cancelled afterwards", async (t) => {
  const service = await openTempService(t);
  const [outcome] = await Array.fromAsync(service.archive.import([talk]));
  assert.ok(outcome?.status === "imported");
  const { id } = outcome.recording;
  const path = join(tempFolder(t), "talk.srt");
  writeFileSync(path, "1\n00:00:01,000 --> 00:00:03,000\nPropolis heals.\n");
  const { transcription } = await service.attachTranscript(id, path);
  const told: ServiceEvent[] = [];
  service.events.listen(({ event }) => {
    if (event.type === "recording") told.push(event);
  });
  const signal = AbortSignal.abort();
  writeFileSync(path, "1\n00:00:01,000 --> 00:00:03,000\nRoyal jelly.\n");
  await assert.rejects(service.attachTranscript(id, path, { signal }), { code: "cancelled" });
  assert.equal(service.archive.show(id).transcriptions.length, 2);
  await assert.rejects(service.makeCurrent(transcription.id, { signal }), { code: "cancelled" });
  assert.equal(service.archive.show(id).transcription?.id, transcription.id);
  assert.deepEqual(
    told.map(({ data }) => data),
    [
      { id, change: "changed" },
      { id, change: "changed" },
    ],
  );
  await assert.rejects(service.makeCurrent(999), { code: "not-found" });
  assert.equal(told.length, 2, "nothing was stored");
});

test("disposed of, it answers no more searches, and the archive stays open", async (t) => {
  const archive = await openArchive(join(tempFolder(t), "archive"));
  t.after(() => archive.close());
  const service = await openService(archive, { automatic: false });
  {
    await using disposed = service;
    assert.deepEqual((await disposed.search("honey", { mode: "keyword" })).hits, []);
  }
  await assert.rejects(service.search("honey", { mode: "keyword" }), { code: "cancelled" });
  assert.deepEqual(archive.list(), []);
});
