import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { isArchiveError } from "../../src/errors.ts";
import { findInFiles } from "../../src/storage/find-in-files.ts";
import { tempFolder } from "../support/temp-folder.ts";

test("a folder that cannot be listed is said in the program's words", async (t) => {
  await assert.rejects(findInFiles(join(tempFolder(t), "away"), ["text"]), (error) =>
    isArchiveError(error, "not-found"),
  );
});
