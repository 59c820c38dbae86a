/** What a person or a disk may do wrong, met by the library: each a clear answer, nothing lost. */

import assert from "node:assert/strict";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Archive, isArchiveError, openArchive } from "../../src/fonoteka.ts";
import { samplesFolder } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";

const sound = join(samplesFolder, "2026-02-19_18-42-05.opus");

let folder: string;
let archive: Archive;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "fonoteka-bad-"));
  const transcript = join(folder, "talk.srt");
  writeFileSync(transcript, "1\n00:00:01,000 --> 00:00:04,000\nWe moved the payments to Kubernetes.\n");
  archive = await openArchive(join(folder, "archive"));
  for await (const { status } of archive.import([sound], { transcript })) assert.equal(status, "imported");
});
after(async () => {
  await archive.close();
  rmSync(folder, { recursive: true, force: true });
});

async function importAll(...paths: string[]): Promise<string[]> {
  const said: string[] = [];
  for await (const outcome of archive.import(paths))
    said.push(outcome.status === "failed" ? outcome.error.message : outcome.status);
  return said;
}

test("a choice of channels that does not exist is refused before any work, with those that do", async () => {
  const channels = "stereo" as "mix";
  await assert.rejects(
    Array.fromAsync(archive.transcribe({ channels, again: true })),
    (error) => isArchiveError(error, "invalid-input") && /auto, mix, left, right, separate/.test(error.hint),
  );
});

test("links that go round, names too long and missing files are reported, and the others come in", async (t) => {
  const source = tempFolder(t);
  symlinkSync("b", join(source, "a"));
  symlinkSync("a", join(source, "b"));
  copyFileSync(sound, join(source, "z.opus"));
  const long = "x".repeat(300);
  assert.deepEqual(await importAll(source, long, "nothing", ""), [
    `${join(source, "a")}: too many symbolic links`,
    `${join(source, "b")}: too many symbolic links`,
    "duplicate",
    `${long}: the name is too long for this disk`,
    "nothing: no such file or folder",
    `"": no such file or folder`,
  ]);
});

test("the archive's own recordings are known to it, also by way of a link", async (t) => {
  const link = join(tempFolder(t), "link");
  symlinkSync(archive.folder, link);
  for (const path of [archive.folder, join(archive.folder, "recordings"), link, join(link, "recordings")])
    assert.deepEqual(await importAll(path), ["duplicate"], path);
});

test("a transcript given for a sound that is there already is not dropped in silence", async () => {
  const transcript = join(folder, "talk.srt");
  for await (const outcome of archive.import([sound], { transcript })) {
    assert.equal(outcome.status, "duplicate");
    assert.match(outcome.warnings[0]!.text, /talk\.srt was not attached/);
    assert.match(outcome.warnings[0]!.hint!, /^fonoteka transcribe 1 --from .*talk\.srt$/);
  }
});

test("a folder with the archive in it is imported without the archive", async () => {
  assert.deepEqual(await importAll(folder), ["skipped"]);
});

test("clip and export never write over what the archive lives from, nor over a folder or a device", async (t) => {
  const link = join(tempFolder(t), "link");
  symlinkSync(archive.folder, link);
  const database = readFileSync(join(archive.folder, "data.db"));
  const targets = [
    join(archive.folder, "data.db"),
    join(link, "data.db"),
    join(archive.folder, "recordings", archive.list()[0]!.filename),
    join(archive.folder, "recordings", "new.opus"),
    join(archive.folder, "trash", "x", "y.opus"),
    join(archive.folder, "fonoteka.json"),
    folder,
    "/dev/null",
  ];
  for (const target of targets) {
    const isRefused = (error: unknown) => isArchiveError(error, "invalid-input");
    const clip = { startMs: 0, endMs: 2000, targetPath: target, overwrite: true };
    await assert.rejects(archive.clip(1, clip), isRefused, target);
    const file = { recordings: [1], format: "txt", file: target, overwrite: true } as const;
    await assert.rejects(archive.exportFiles(file), isRefused, target);
  }
  assert.deepEqual(readFileSync(join(archive.folder, "data.db")), database);
  assert.deepEqual((await archive.status()).problems, []);
});

test("what an export replaces is there whole, and without leave it is kept", async (t) => {
  const target = join(tempFolder(t), "talk.txt");
  writeFileSync(target, "x".repeat(10_000));
  const options = { recordings: [1], format: "txt", file: target } as const;
  await assert.rejects(archive.exportFiles(options), (error) => isArchiveError(error, "invalid-input"));
  assert.equal(readFileSync(target, "utf8"), "x".repeat(10_000));
  await archive.exportFiles({ ...options, overwrite: true });
  assert.match(readFileSync(target, "utf8"), /^We moved the payments to Kubernetes\.\n+$/);
});

test("a folder that cannot be made is an error at once", { skip: process.platform !== "linux" }, async () => {
  const options = { recordings: "all", format: "txt", folder: "/proc/nowhere" } as const;
  await assert.rejects(archive.exportFiles(options), (error) => isArchiveError(error, "not-found"));
});

test("without its recordings an archive can be searched, and takes nothing in until the folder is back", async (t) => {
  const copy = join(tempFolder(t), "copy");
  cpSync(archive.folder, copy, { recursive: true });
  rmSync(join(copy, "recordings"), { recursive: true });
  const away = await openArchive(copy);
  t.after(() => away.close());
  assert.equal((await away.search("kubernetes", { mode: "keyword" })).hits.length, 1);
  const { problems } = await away.status();
  assert.deepEqual(
    problems.map(({ code }) => code),
    ["folder-not-mounted"],
  );
  await assert.rejects(
    Array.fromAsync(away.import([join(samplesFolder, "2026-03-16_10-00-12.opus")])),
    (error) => isArchiveError(error, "disk-error") && error.reason === "recordings-not-mounted",
  );
  assert.equal(existsSync(join(copy, "recordings")), false);
  // What the hint says: the files are gone for good.
  mkdirSync(join(copy, "recordings"));
  writeFileSync(join(copy, "recordings", ".fonoteka"), "");
  assert.match((await away.status()).problems[0]!.text, /is missing/);
  for await (const outcome of away.import([join(samplesFolder, "2026-03-16_10-00-12.opus")]))
    assert.equal(outcome.status, "imported");
  assert.ok(existsSync(join(copy, "recordings", "2026-03-16_10-00-12.opus")));
});

test("settings in a file with a byte order mark are read, and a name every object has is no setting", async (t) => {
  const settingsFolder = tempFolder(t);
  const path = join(settingsFolder, "fonoteka.json");
  writeFileSync(path, '\ufeff{"threads": 1}');
  const opened = await openArchive(settingsFolder);
  assert.equal(opened.settings.threads, 1);
  await opened.close();
  for (const wrong of ['{"toString": 1}', '{"modelHub": "file:///etc"}', ""]) {
    writeFileSync(path, wrong);
    await assert.rejects(openArchive(settingsFolder), (error: Error) => {
      assert.doesNotMatch(error.message, /SyntaxError/);
      return isArchiveError(error, "invalid-input");
    });
  }
});

test("a mistake of the calling program is a TypeError that names the argument, and nothing is done", async () => {
  // Without types, as a JavaScript program calls it.
  const untyped = archive as unknown as Record<string, (...values: unknown[]) => unknown>;
  const mistakes: [method: string, values: unknown[], message: RegExp][] = [
    ["import", [sound], /^paths must be an array, not of type string$/],
    ["import", [[sound, 5]], /^paths\[1\] must be a string, not of type number$/],
    ["import", [], /^paths must be an array, not undefined$/],
    ["transcribe", [{ recordings: "1" }], /^recordings must be an array/],
    ["search", [5], /^query must be a string, not of type number$/],
    ["search", [], /^query must be a string, not undefined$/],
    ["attachTranscript", [1, null], /^path must be a string, not null$/],
    [
      "update",
      [1, { date: "2024-01-15" }],
      /^changes has an unknown key "date"; known are title, notes, tags, createdAt$/,
    ],
    ["update", [1, { tags: "a b" }], /^tags must be an array/],
    ["update", [1, { title: 5 }], /^title must be a string/],
    ["update", [1], /^changes must be an object, not undefined$/],
    ["show", [], /^the reference to a recording must be a string, not undefined$/],
    ["remove", [[1]], /^the reference to a recording must be a string, not an array$/],
    ["exportFiles", [{ recordings: "12", format: "srt", folder }], /^recordings must be an array/],
  ];
  const before = archive.list();
  for (const [method, values, message] of mistakes) {
    const call = async () => {
      const result = await untyped[method]!.apply(archive, values);
      if (Symbol.asyncIterator in Object(result)) await Array.fromAsync(result as AsyncIterable<unknown>);
    };
    await assert.rejects(call, { name: "TypeError", message }, `${method}(${JSON.stringify(values)})`);
  }
  assert.deepEqual(archive.list(), before);
});
