import assert from "node:assert/strict";
import { test } from "node:test";
import { measureVectors } from "../../src/archive/measure-vectors.ts";
import { transaction } from "../../src/storage/database.ts";
import { addSpokenRecording, embedding, openTempArchive } from "../support/temp-archive.ts";
import { inventVectors } from "../vectors/invent-vectors.ts";

test("status --check says what the vector search finds, once there are vectors enough for it", (t) => {
  const archive = openTempArchive(t);
  const count = 4100;
  const vectors = inventVectors(count, { dimensions: embedding.dimensions });
  const add = (first: number, last: number) =>
    transaction(archive.db, () => {
      const lines = Array.from({ length: last - first }, (_, at) => `слово${first + at}`);
      const { passageIds } = addSpokenRecording(archive, lines);
      archive.index.putVectors(new Map(passageIds.map((id, at) => [id, vectors[first + at]!])));
    });
  assert.equal(measureVectors(archive.db), null);
  add(0, 4000);
  assert.equal(measureVectors(archive.db), null, "every one is compared");
  add(4000, count);
  const measured = measureVectors(archive.db)!;
  assert.equal(measured.vectors, count);
  assert.equal(measured.recall, 1, "so few are compared by code, one and all");
  assert.equal(measured.candidates, count);
  assert.ok(measured.byteLength > count * (1 + embedding.dimensions));
});
