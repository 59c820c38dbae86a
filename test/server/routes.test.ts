import assert from "node:assert/strict";
import { test } from "node:test";
import type { z } from "zod";
import { ApiError } from "../../src/client/client.ts";
import {
  compactTranscriptSchema,
  knownModelSchema,
  recordingOverviewSchema,
  recordingPageSchema,
  settingSchema,
  statusSchema,
} from "../../src/server/schemas.ts";
import { searchAnswerSchema } from "../../src/server/search-schemas.ts";
import { openServer, openTranscribed, stroll } from "./open-server.ts";

/** The answer has all that its schema promises, and nothing that the schema does not name. */
function assertFits(schema: z.ZodType, answer: unknown): void {
  assert.deepEqual(schema.parse(answer), answer);
}

test("what the client gets from every reading route is what the schemas say", async (t) => {
  const { client, id } = await openTranscribed(t);

  assertFits(statusSchema, await client.status());
  assertFits(settingSchema, (await client.settings()).settings[0]);
  const page = await client.listRecordings();
  assertFits(recordingPageSchema, page);
  assert.equal(page.total, 1);
  assert.equal(page.recordings[0]?.state, "transcribed");
  const details = await client.getRecording(id);
  assertFits(recordingOverviewSchema, details);
  assert.equal(details.transcriptions.length, 1);
  assert.equal("text" in details.transcriptions[0]!, false);

  const transcript = await client.transcript(id);
  assertFits(compactTranscriptSchema, transcript);
  assert.deepEqual(
    transcript.segments.map(({ words }) => words.map(([text]) => text).join(" ")),
    ["We moved to Kubernetes.", "The bees like lime honey."],
  );
  const answer = await client.search({ q: "honey", mode: "keyword" });
  assertFits(searchAnswerSchema, answer);
  assert.equal(answer.hits[0]?.recording.id, id);
  assert.equal(answer.hits[0]?.highlights[0]?.text, "honey");
  for (const model of (await client.listModels()).models) assertFits(knownModelSchema, model);
});

test("hybrid search finds by meaning as the library does", async (t) => {
  const { archive, client } = await openTranscribed(t);
  const answer = await client.search({ q: "what do insects eat" });
  assert.deepEqual(answer.hits[0]?.foundBy, ["meaning"]);
  assert.deepEqual(answer.hits, (await archive.search("what do insects eat")).hits);
});

test("a change of title, notes, tags and date is stored, searched and told to listeners", async (t) => {
  const { client, server, id } = await openTranscribed(t);
  const told: unknown[] = [];
  server.service.events.listen(({ event }) => told.push(event));
  const { recording } = await client.updateRecording(id, {
    title: "Пасека",
    notes: "note",
    tags: ["bees"],
    createdAt: "2020-02-03T04:05+03:00",
  });
  assert.equal(recording.createdAt, "2020-02-03T04:05:00+03:00");
  assert.equal(recording.dateSource, "given");
  assert.deepEqual((await client.getRecording(id)).recording.tags, ["bees"]);
  assert.deepEqual(told, [{ type: "recording", data: { id, change: "changed" } }]);
  await assert.rejects(client.updateRecording(id, { createdAt: "yesterday" }), { code: "invalid-input" });

  const { dateChoices } = await client.getRecording(id);
  assert.deepEqual(dateChoices[0], {
    source: "given",
    value: "2020-02-03T04:05+03:00",
    date: "2020-02-03T04:05:00+03:00",
    hasTime: true,
  });
  const tried = await client.changeDate(id, { from: "file-name", dryRun: true });
  assert.deepEqual([tried.changed, told.length], [true, 1]);
  const changed = await client.changeDate(id, { from: "file-name" });
  assert.equal(changed.recording.dateSource, "file-name");
  assert.equal(changed.previous.createdAt, "2020-02-03T04:05:00+03:00");
  assert.equal(told.length, 2);
  const none = client.changeDate(99, { from: "given" });
  await assert.rejects(none, { code: "not-found" });
});

test("recordings come in pages in every order, and the pages together are the whole list", async (t) => {
  const { archive, client } = await openTranscribed(t, { lines: ["Привет."] });
  await Array.fromAsync(archive.import([stroll]));
  const [first, second] = archive.list();
  archive.update(first!.id, { title: "Ёлка" });
  archive.update(second!.id, { title: "Ель" });
  for (const sort of ["newest", "oldest", "longest", "shortest", "title", "imported"] as const) {
    const all = await client.listRecordings({ sort });
    const one = await client.listRecordings({ sort, limit: 1 });
    const two = await client.listRecordings({ sort, limit: 1, cursor: one.next });
    assert.deepEqual([...one.recordings, ...two.recordings], all.recordings, sort);
    assert.equal(two.next, undefined);
  }
  const byTitle = await client.listRecordings({ sort: "title" });
  assert.deepEqual(
    byTitle.recordings.map(({ title }) => title),
    ["Ёлка", "Ель"],
    "ё stands with е, not before а",
  );
  assert.equal((await client.listRecordings({ state: ["waiting"] })).total, 1);
  assert.equal((await client.listRecordings({ state: ["transcribed", "failed"] })).total, 1);
  assert.equal((await client.listRecordings({ from: "2026-02-01", to: "2026-02-28" })).total, 1);
});

test("a transcript of another program is attached by form and by bare body, exported again, and the earlier one can be current", async (t) => {
  const { client, send, id } = await openTranscribed(t, { lines: ["The first."] });
  const srt = "1\n00:00:01,000 --> 00:00:03,000\nThe second.\n";
  const late = "2\n00:00:05,000 --> 00:00:07,000\nThe end.\n\n";
  const attached = await client.attachTranscript(id, "../../other.srt", late + srt);
  assert.equal(attached.transcription.isCurrent, true);
  assert.equal(attached.warnings[0]?.code, "transcript-lines-sorted");
  assert.deepEqual(attached.transcription.notes, attached.warnings);
  const form = new FormData();
  form.set("file", new File([srt.replace("second", "third")], "third.srt"));
  const answer = await send(`/api/recordings/${id}/transcripts`, { method: "POST", body: form });
  assert.equal(answer.status, 201);
  assert.match(await (await send(client.exportUrl(id, { format: "txt" }))).text(), /The third\./);
  const { transcriptions } = await client.getRecording(id);
  assert.equal(transcriptions.length, 3);
  await client.makeCurrent(transcriptions.at(-1)!.id);
  const exported = await send(client.exportUrl(id, { format: "srt" }));
  assert.match(
    exported.headers.get("content-disposition")!,
    /attachment; filename="2026-02-19_18-42-05\.srt"/,
  );
  assert.match(await exported.text(), /The first\./);
  const found = { found: true, language: "ru" };
  const beside = await client.attachTranscript(id, "talk.ru.srt", srt.replace("The second", "Пасека"), found);
  assert.deepEqual([beside.transcription.isCurrent, beside.transcription.language], [false, "ru"]);
  const again = await client.attachTranscript(id, "talk.ru.srt", srt.replace("The second", "Пасека"), found);
  assert.deepEqual([again.isKnown, again.transcription.id], [true, beside.transcription.id]);
  await assert.rejects(client.attachTranscript(id, "talk.txt", "Only text.", { found: true }), {
    reason: "plain-text-beside",
  });
  const { importNotes } = (await client.getRecording(id)).recording;
  assert.deepEqual(
    importNotes.map(({ code, values }) => [code, values.path]),
    [["transcript-rejected", "talk.txt"]],
  );
  const error = await client.attachTranscript(id, "picture.png", "\u0000\u0001").catch((thrown) => thrown);
  assert.equal(error.code, "unsupported-transcript");
  assert.doesNotMatch(error.message, /fonoteka-transcript/, "no path of the server is told");
});

test("every refusal has the one shape with code, message and hint, and the status of its code", async (t) => {
  const { client, send } = await openServer(t);
  const cases: [string, RequestInit, number, string][] = [
    ["/api/recordings/99", {}, 404, "not-found"],
    ["/api/recordings/x", {}, 400, "invalid-input"],
    ["/api/recordings/1e3", {}, 400, "invalid-input"],
    ["/api/recordings?limit=0", {}, 400, "invalid-input"],
    ["/api/recordings?cursor=nonsense", {}, 400, "invalid-input"],
    ["/api/recordings?from=never", {}, 400, "invalid-input"],
    ["/api/search?q=%20", {}, 400, "invalid-input"],
    ["/api/search", {}, 400, "invalid-input"],
    ["/api/search?q=a&recording=7", {}, 404, "not-found"],
    ["/api/jobs/transcribe-7/cancel", { method: "POST" }, 404, "not-found"],
    ["/api/models/none/pull", { method: "POST" }, 404, "not-found"],
    ["/api/nothing", {}, 404, "not-found"],
    ["/api/recordings", { method: "PUT" }, 405, "method-not-allowed"],
    ["/api/recordings/1", { method: "PATCH" }, 400, "invalid-input"],
    [
      "/api/recordings/1",
      { method: "PATCH", body: "{", headers: { "content-type": "application/json" } },
      400,
      "invalid-input",
    ],
    [
      "/api/recordings/1",
      { method: "PATCH", body: '{"id":2}', headers: { "content-type": "application/json" } },
      400,
      "invalid-input",
    ],
  ];
  for (const [path, init, status, code] of cases) {
    const answer = await send(path, init);
    const { error } = (await answer.json()) as { error: Record<string, string> };
    assert.deepEqual([path, answer.status, error.code], [path, status, code]);
    assert.ok(error.message && error.hint, path);
  }
  const thrown = await client.getRecording(99).catch((error: unknown) => error);
  assert.ok(thrown instanceof ApiError);
  assert.equal(thrown.status, 404);
});
