import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { isArchiveError } from "../../src/errors.ts";
import { fromSqliteError } from "../../src/storage/sqlite-error.ts";
import { tempFolder } from "../support/temp-archive.ts";

/** Numbers of https://www.sqlite.org/rescode.html, among them extended ones. */
const meanings: [number, string][] = [
  [5, "archive-busy"],
  [517, "archive-busy"],
  [6, "archive-busy"],
  [8, "no-permission"],
  [1032, "no-permission"],
  [3, "no-permission"],
  [11, "archive-damaged"],
  [26, "archive-damaged"],
  [267, "archive-damaged"],
  [266, "archive-damaged"],
  [13, "disk-full"],
  [4874, "disk-full"],
];

test("what SQLite refuses has one meaning each, and names the file", () => {
  for (const [errcode, code] of meanings) {
    const cause = Object.assign(new Error("from SQLite"), { code: "ERR_SQLITE_ERROR", errcode });
    const error = fromSqliteError(cause, "/archive/data.db");
    assert.ok(isArchiveError(error), `${errcode}`);
    assert.equal(error.code, code, `${errcode}`);
    assert.match(error.message, /^\/archive\/data\.db: /);
    assert.equal(error.cause, cause);
    assert.notEqual(error.hint, "");
  }
});

test("what cannot be opened is absent, or forbidden", (t) => {
  const cause = Object.assign(new Error("unable to open"), { errcode: 14 });
  const folder = tempFolder(t);
  assert.ok(isArchiveError(fromSqliteError(cause, join(folder, "no", "data.db")), "not-found"));
  assert.ok(isArchiveError(fromSqliteError(cause, folder), "no-permission"));
});

test("mistakes of our own SQL and other errors pass through", () => {
  for (const error of [
    Object.assign(new Error("constraint"), { errcode: 2067 }),
    new Error("else"),
    "text",
  ]) {
    assert.equal(fromSqliteError(error, "x"), error);
  }
});
