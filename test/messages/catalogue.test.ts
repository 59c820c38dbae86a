import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ArchiveError,
  archiveError,
  fromSystemError,
  isArchiveError,
  readErrorInfo,
  renameInError,
  toErrorInfo,
  toInnerMessage,
} from "../../src/errors.ts";
import { errorCatalogue } from "../../src/messages/error-catalogue.ts";
import { errorCodes, requestErrorCodes } from "../../src/messages/error-codes.ts";
import { fillMessage, listPlaceholders } from "../../src/messages/fill-message.ts";
import { makeNote, noteCatalogue } from "../../src/messages/notes.ts";
import { renameInMessage } from "../../src/messages/rename-in-message.ts";

test("a message puts its values in, a number with its noun in the right form, in both languages", () => {
  assert.equal(fillMessage("{path}: {count|byte|bytes}", { path: "a", count: 1 }), "a: 1 byte");
  assert.equal(fillMessage("{count|byte|bytes}", { count: 0 }), "0 bytes");
  const russian = "{count|отрывок|отрывка|отрывков}";
  const forms = [1, 2, 5, 11, 21, 112].map((count) => fillMessage(russian, { count }, { language: "ru" }));
  assert.deepEqual(forms, [
    "1 отрывок",
    "2 отрывка",
    "5 отрывков",
    "11 отрывков",
    "21 отрывок",
    "112 отрывков",
  ]);
  assert.equal(fillMessage("{unknown} {path}", { path: "{count}" }), "{unknown} {count}");
  assert.deepEqual(listPlaceholders("{count|byte|bytes} of {path}, {path}"), ["count", "path"]);
});

test("every error has a name in kebab case, a known code, a text and a hint without a full stop", () => {
  for (const [reason, [code, text, hint]] of Object.entries(errorCatalogue)) {
    assert.match(reason, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    assert.ok([...errorCodes, ...requestErrorCodes].includes(code), reason);
    for (const sentence of [text, hint]) {
      assert.notEqual(sentence, "", reason);
      assert.doesNotMatch(sentence, /[.\s]$|^\s|^[A-Z](?![A-Z]|QLite|ost)/, `${reason}: ${sentence}`);
    }
  }
  for (const code of Object.keys(noteCatalogue)) assert.match(code, /^[a-z0-9]+(-[a-z0-9]+)*$/);
});

test("an error carries its reason and values beside its message, and is the same again after JSON", () => {
  const error = archiveError("recording-not-found", { recording: 12 });
  assert.equal(error.message, 'no recording "12"');
  const info = toErrorInfo(error);
  assert.deepEqual(info, {
    code: "not-found",
    reason: "recording-not-found",
    values: { recording: 12 },
    message: 'no recording "12"',
    hint: "fonoteka list shows the numbers and file names",
  });
  const again = new ArchiveError(readErrorInfo(JSON.parse(JSON.stringify(info))));
  assert.deepEqual(toErrorInfo(again), info);
});

test("an error stored before there were reasons is still readable", () => {
  const stored = { code: "corrupt-audio", message: "talk.mp3: the file is empty", hint: "get it again" };
  assert.deepEqual(readErrorInfo(stored as never), {
    ...stored,
    reason: "stored-error",
    values: { message: stored.message, hint: stored.hint },
  });
  assert.equal(readErrorInfo({ ...stored, code: "unexpected" as never }).code, "internal-error");
});

test("an error of the system keeps its meaning, what is none of ours is a bug", () => {
  const system = (code: string) => Object.assign(new Error("failed"), { code, syscall: "read" });
  const codes = ["ENOENT", "EACCES", "ENOSPC", "EIO", "EMFILE", "ENFILE", "EPROTO"];
  assert.deepEqual(
    codes.map((code) => toErrorInfo(system(code), "talk.mp3").code),
    [
      "not-found",
      "no-permission",
      "disk-full",
      "disk-error",
      "too-many-files",
      "too-many-files",
      "no-permission",
    ],
  );
  const unknown = toErrorInfo(new RangeError("index 7"), "import");
  assert.equal(unknown.code, "internal-error");
  assert.equal(unknown.message, "import: unexpected error: RangeError: index 7");
  assert.match(unknown.hint, /a bug in Fonoteka/);
  const known = archiveError("invalid-cursor", {});
  assert.equal(fromSystemError(known, "x"), known);
});

test("a temporary path in an error gives way to the name that a person knows, in message and values", () => {
  const error = archiveError("file-changed", { path: "/srv/incoming/7f" });
  const renamed = renameInError(error, "/srv/incoming/7f", "talk.mp3");
  assert.ok(isArchiveError(renamed, "invalid-input"));
  assert.equal(renamed.message, "talk.mp3: the file changed while it was read");
  assert.deepEqual(renamed.values, { path: "talk.mp3" });
});

test("a temporary path gives way in a note, also in the error that the note is about", () => {
  const error = toInnerMessage(archiveError("file-changed", { path: "/srv/incoming/7f" }));
  const renamed = renameInMessage(makeNote("import-skipped", { error }), "/srv/incoming/7f", "talk.mp3");
  assert.deepEqual(
    renamed,
    makeNote("import-skipped", {
      error: toInnerMessage(archiveError("file-changed", { path: "talk.mp3" })),
    }),
  );
});

test("a note carries its code and values beside its text", () => {
  const note = makeNote("file-changed", { filename: "a.opus", count: 1 });
  assert.equal(note.text, "recordings/a.opus has 1 byte, not the size it was stored with");
  assert.deepEqual([note.code, note.values], ["file-changed", { filename: "a.opus", count: 1 }]);
  assert.equal(makeNote("words-only", {}).hint, undefined);
});
