import assert from "node:assert/strict";
import { test } from "node:test";
import { stemOf } from "../../src/storage/sidecar-files.ts";

test("an Opus file and its sidecar have one stem, and files whose names have dots keep theirs apart", () => {
  for (const name of ["talk 1.2.opus", "talk 1.2.json", "talk 1.2.fonoteka.json", "talk 1.2.fonoteka_3.json"])
    assert.equal(stemOf(name), "talk 1.2");
  assert.notEqual(stemOf("talk 1.3.opus"), stemOf("talk 1.2.json"));
  assert.equal(stemOf("talk.json.damaged"), "talk.json.damaged");
});
