/** The public format of sidecars: the example and the schema in docs/ are what is written. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { z } from "zod";
import { hashTranscript } from "../../src/storage/hash-transcript.ts";
import { insertSidecar } from "../../src/storage/insert-sidecar.ts";
import { parseSidecar } from "../../src/storage/read-sidecar.ts";
import { renderSidecar } from "../../src/storage/render-sidecar.ts";
import { findSidecar } from "../../src/storage/sidecar-files.ts";
import { laterRecordingMembers } from "../../src/storage/sidecar-format.ts";
import { writeDueSidecars } from "../../src/storage/write-sidecars.ts";
import { addSpokenRecording, openTempArchive } from "../support/temp-archive.ts";

const docs = join(import.meta.dirname, "../../docs");
const page = readFileSync(join(docs, "archive-format.md"), "utf8");
const example = /```json sidecar\n([\s\S]+?)```/.exec(page)![1]!;
const schema = z.fromJSONSchema(JSON.parse(readFileSync(join(docs, "recording.schema.json"), "utf8")));

test("the example in docs/archive-format.md is read, and written again to the byte", async (t) => {
  const { db } = openTempArchive(t);
  const read = parseSidecar(Buffer.from(example));
  assert.equal(read.state, "whole");
  if (read.state !== "whole") return;
  for (const { checksum, segments, ...facts } of read.sidecar.transcriptions)
    assert.equal(hashTranscript(facts, segments), checksum);
  insertSidecar(db, read.sidecar);
  const rendered = await renderSidecar(db, read.sidecar.recording.id);
  assert.equal(rendered!.pieces.join(""), example);
  assert.deepEqual(rendered!.damagedTranscriptions, []);
});

test("the JSON Schema accepts the example and what is written, and rejects what lacks a member", async (t) => {
  const { db, files } = openTempArchive(t);
  const { recording } = addSpokenRecording({ db }, ["раз два", "три"]);
  writeFileSync(join(files.recordings, recording.filename), "sound");
  await writeDueSidecars(db, files);
  const written = readFileSync(findSidecar(files, recording)!, "utf8");
  for (const text of [example, written]) {
    const document = JSON.parse(text) as Record<string, object>;
    schema.parse(document);
    for (const name of Object.keys(document.recording!).filter((name) => !(name in laterRecordingMembers))) {
      const { [name]: _, ...others } = document.recording as Record<string, unknown>;
      assert.equal(schema.safeParse({ ...document, recording: others }).success, false, name);
    }
  }
});

test("a sidecar has every column of the source tables", (t) => {
  const { db } = openTempArchive(t);
  const columns = (table: string) =>
    db
      .all<{ name: string }>("select name from pragma_table_info(?) order by name", table)
      .map(({ name }) => name);
  // A new column must get a place in the sidecar, else `fonoteka rebuild` loses it; created_ms, text and word_count follow
  // from others.
  assert.equal(columns("recordings").length, 24);
  assert.equal(columns("transcriptions").length, 12);
  assert.equal(columns("transcription_segments").length, 9);
  assert.equal(columns("transcription_words").length, 7);
});
