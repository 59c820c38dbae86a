/** Wrong input, full disks, scripts: each time a clear message, one JSON value with --json, and nothing is lost. */

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { runFonoteka, samplesFolder } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";

const subtitles = "1\n00:00:01,000 --> 00:00:04,000\nWe moved the payments to Kubernetes.\n";

let shared: string;
let archive: string;
let sound: string;
before(async () => {
  shared = mkdtempSync(join(tmpdir(), "fonoteka-bad-"));
  archive = join(shared, "archive");
  const source = join(shared, "in");
  mkdirSync(source);
  sound = join(source, "talk.opus");
  copyFileSync(join(samplesFolder, "2026-02-19_18-42-05.opus"), sound);
  writeFileSync(join(source, "talk.srt"), subtitles);
  const { status, stderr } = await runFonoteka(["--archive", archive, "import", sound]);
  assert.equal(status, 0, stderr);
});
after(() => rmSync(shared, { recursive: true, force: true }));
const inShared = (...words: string[]) => runFonoteka(["--archive", archive, ...words]);

test("--json prints one JSON value when the work ends early and when the command line is wrong", async () => {
  const wrong: [number, ...string[]][] = [
    [2, "models"],
    [2, "list", "--bogus"],
    [2, "import", shared, sound, "--date", "2024-01-01"],
    [2, "transcribe", "--again", "--language", "zz"],
    // Zero days means never in the settings: here it must not mean everything.
    [2, "trash", "empty", "--older-than", "0", "--yes"],
    [3, "import", "nothing-here"],
  ];
  for (const [expected, ...words] of wrong) {
    const { status, stdout, stderr } = await inShared("--json", ...words);
    assert.equal(status, expected, `${words.join(" ")}: ${stderr}`);
    const answer = JSON.parse(stdout) as { error?: { code: string; message: string } }[];
    const { error } = Array.isArray(answer) ? answer[0]! : (answer as { error?: { message: string } });
    assert.ok(error?.message, words.join(" "));
    assert.doesNotMatch(error.message, /^error:/);
  }
});

test("export with --json gives the text inside one JSON value", async () => {
  const { stdout } = await inShared("export", "1", "--format", "srt", "--json");
  const { format, text } = JSON.parse(stdout) as { format: string; text: string };
  assert.equal(format, "srt");
  assert.match(text, /Kubernetes/);
});

test("a single file that fails is reported once, on standard error, with a hint", async () => {
  const { status, stdout, stderr } = await inShared("import", "nothing-here.wav");
  assert.equal(status, 3);
  assert.equal(stdout, "");
  assert.equal(stderr, "error: nothing-here.wav: no such file or folder\ntry:   check the path\n");
});

test("an empty folder is reported, and so is a file in a folder that has an audio name but no audio", async (t) => {
  const folder = tempFolder(t);
  assert.match((await inShared("import", folder)).stdout, /no files found/);
  writeFileSync(join(folder, "notes.txt"), "notes");
  writeFileSync(join(folder, "talk.mp3"), "this is no MP3 at all");
  const { stdout, status } = await inShared("import", folder);
  assert.equal(status, 10, "some failed");
  assert.match(stdout, /^0 imported, 1 skipped \(not audio\), 1 failed$/m);
  assert.match(stdout, /failed {5}\S+talk\.mp3: not an audio file \(plain text\)/);
  assert.doesNotMatch(stdout, /notes\.txt/);
});

test("a query as long as a book is cut, with a note, and answered", async () => {
  const { status, stdout, stderr } = await inShared("search", "kubernetes payments ".repeat(4000));
  assert.equal(status, 0, stderr);
  assert.match(stderr, /^note: The query is very long/);
  assert.match(stdout, /Kubernetes/);
});

test("a full disk behind standard output is an error without a stack trace", {
  skip: process.platform !== "linux",
}, async () => {
  const { execFile } = await import("node:child_process");
  const main = join(import.meta.dirname, "../../src/cli/main.ts");
  const command = `"${process.execPath}" "${main}" --archive "${archive}" list > /dev/full; echo $?`;
  const said = await new Promise<{ stdout: string; stderr: string }>((resolve) =>
    execFile("/bin/sh", ["-c", command], (_error, stdout, stderr) => resolve({ stdout, stderr })),
  );
  assert.equal(said.stdout, "5\n");
  assert.match(said.stderr, /^error: standard output: the disk is full\n.+the output is incomplete\n$/);
});

test("a clock time with 99 seconds is rejected", async () => {
  const { status, stderr } = await inShared("clip", "1", "0:99", "2:00");
  assert.equal(status, 2);
  assert.match(stderr, /"0:99" is not a time/);
});

test("transcribe explains why there is nothing to do", async () => {
  const { stdout } = await inShared("transcribe");
  assert.match(stdout, /every recording has a transcript/);
});

test("an option that cannot apply is rejected, not ignored", async () => {
  const wrong: [RegExp, ...string[]][] = [
    [/invalid date "2024-02-30"/, "import", sound, "--date", "2024-02-30"],
    [/--audio needs a folder/, "export", "1", "--audio"],
    [/--all cannot be combined with recordings/, "export", "1", "--all", "--to", "nowhere"],
    [/no recordings given/, "export", "--to", "nowhere"],
    [/--out and --to cannot be combined/, "export", "1", "--to", "nowhere", "--out", "nowhere"],
    [/the query has no words: ""\n/, "search", '""'],
    [/the query has only exclusions: -foo\n/, "search", "--", "-foo"],
    [/--force applies only with --from/, "transcribe", "--force"],
    [/--from applies only with --repair/, "verify", "--from", "nowhere"],
    [/--deep applies only with --verify/, "backup", "nowhere", "--deep"],
    [/--from applies only with <recording>/, "forget", "--from", "1", "--to", "2"],
    [/unknown language "klingon"/, "transcribe", "--language", "klingon"],
    [/unknown language "zz"/, "list", "--language", "ru", "zz"],
    [/unknown language "tolkien"/, "search", "kubernetes", "--language", "tolkien"],
    [/--port: "70000" is not .+\ntry: +for example: --port 4321\n/, "serve", "--port", "70000"],
  ];
  for (const [expected, ...words] of wrong) {
    const { status, stderr } = await inShared(...words);
    assert.match(stderr, expected, words.join(" "));
    assert.equal(status, 2, words.join(" "));
  }
});

test("a language may be written in capitals or by its name", async () => {
  const english = JSON.parse((await inShared("--json", "list", "--language", "EN")).stdout) as object[];
  assert.equal(english.length, 1);
  const hits = await inShared("search", "kubernetes", "--mode", "keyword", "--language", "английский");
  assert.match(hits.stdout, /Kubernetes/);
});

test("the hint of a wrong command line is the same with --json; help of an unknown command is an error", async () => {
  const hintOf = async (...words: string[]) =>
    (JSON.parse((await runFonoteka(["--json", ...words])).stdout) as { error: { hint: string } }).error.hint;
  assert.equal(await hintOf("search", "--fly"), "fonoteka search --help");
  assert.equal(await hintOf("models", "pull"), "fonoteka models pull --help");
  assert.equal(await hintOf("fly"), "fonoteka --help");
  const unknown = await runFonoteka(["help", "fly"]);
  assert.deepEqual([unknown.status, unknown.stdout], [2, ""]);
  assert.equal(unknown.stderr, "error: unknown command 'fly'\ntry:   fonoteka --help\n");
  const known = await runFonoteka(["help", "models", "pull"]);
  assert.equal(known.status, 0, known.stderr);
  assert.match(known.stdout, /^Usage: fonoteka models pull /);
});

test("a file that is no transcript is named, whatever is wrong with it", async (t) => {
  const folder = tempFolder(t);
  const contents: [string, string | Uint8Array][] = [
    ["sound.mp3", new Uint8Array([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 0])],
    ["broken.json", '{"segments": ['],
    ["other.xml", "<?xml version='1.0'?><other/>"],
    ["empty.srt", ""],
  ];
  for (const [name, content] of contents) {
    const path = join(folder, name);
    writeFileSync(path, content);
    const { status, stderr } = await inShared("transcribe", "1", "--from", path);
    assert.equal(status, 6, stderr);
    assert.ok(stderr.startsWith(`error: ${path}: `), stderr);
  }
});
