import assert from "node:assert/strict";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Command } from "commander";
import { buildProgram } from "../../src/cli/program.ts";
import { runFonoteka, samplesFolder } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";

const talk = "2026-02-19_18-42-05";
// Out of order, as an editor appends what was forgotten.
const subtitles = `2
00:00:05,000 --> 00:00:09,000
Пчеловод говорил о пчёлах и о мёде.

1
00:00:01,000 --> 00:00:04,000
We moved the payments to Kubernetes.
`;

/** One archive with one recording and its transcript, created once and only read by the tests that share it. */
let shared: string;
before(async () => {
  shared = mkdtempSync(join(tmpdir(), "fonoteka-cli-"));
  const source = join(shared, "in");
  mkdirSync(source);
  copyFileSync(join(samplesFolder, `${talk}.opus`), join(source, "talk.opus"));
  writeFileSync(join(source, "talk.srt"), subtitles);
  const { status, stderr } = await runFonoteka([
    "--archive",
    join(shared, "archive"),
    "import",
    source,
    "--json",
  ]);
  assert.equal(status, 0, stderr);
});
after(() => rmSync(shared, { recursive: true, force: true }));
const inShared = (...words: string[]) => runFonoteka(["--archive", join(shared, "archive"), ...words]);

const commands = [
  "import",
  "transcribe",
  "search",
  "list",
  "show",
  "export",
  "clip",
  "status",
  "eval",
  "models",
  "rebuild-index",
  "rebuild",
];

/** What `fonoteka COMMAND --help` prints where the output is no terminal. */
function helpOf(words: string): string {
  let command: Command = buildProgram();
  for (const word of words.split(" ")) command = command.commands.find((one) => one.name() === word)!;
  let help = "";
  command.configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => 80 });
  command.outputHelp();
  return help;
}

test("the help names every command", async () => {
  const { status, stdout } = await runFonoteka(["--help"]);
  assert.equal(status, 0);
  const list = await runFonoteka(["list", "--help"]);
  assert.deepEqual([list.status, list.stdout], [0, helpOf("list")]);
  for (const command of commands) assert.match(stdout, new RegExp(`^  ${command}\\b`, "m"));
});

for (const command of [...commands.filter((name) => name !== "models"), "models list", "models pull"]) {
  test(`the help of ${command} has examples, readable defaults and fits 80 columns`, () => {
    const help = helpOf(command);
    assert.match(help, new RegExp(`Examples:\\n  (?:FONOTEKA\\S+ )?fonoteka ${command}`));
    assert.doesNotMatch(help, /default: (?:\[\]|\d{6,}|")/, "defaults are readable");
    for (const line of help.split("\n")) assert.ok(line.length <= 80, `fits 80 columns: ${line}`);
  });
}

test("the usage error of a command leads to the help of that command", async () => {
  assert.match((await runFonoteka(["fly"])).stderr, /^error: .+\ntry: {3}fonoteka --help$/m);
  assert.match((await runFonoteka(["list", "--fly"])).stderr, /^error: .+\ntry: {3}fonoteka list --help$/m);
  assert.match((await runFonoteka(["models", "pull"])).stderr, /\ntry: {3}fonoteka models pull --help$/m);
});

test("a search without transcripts says how many recordings are waiting, and so does status", async (t) => {
  const archive = ["--archive", join(tempFolder(t), "archive")];
  await runFonoteka([...archive, "import", join(samplesFolder, `${talk}.opus`)]);
  const { stdout, stderr } = await runFonoteka([...archive, "search", "honey", "--mode", "keyword"]);
  assert.equal(stdout, "nothing found\n");
  assert.match(stderr, /^note: Nothing is indexed yet.*\n {6}1 recording is waiting: fonoteka transcribe\n$/);
  const status = await runFonoteka([...archive, "status"]);
  assert.match(status.stdout, /^waiting +1 recording to transcribe: fonoteka transcribe$/m);
});

test("a search prints recording, date, time, the marked word and how to cut it out", async () => {
  const { status, stdout, stderr } = await inShared("search", "kubernetes");
  assert.equal(status, 0);
  assert.match(stdout, /^1\. \S+\.opus {2}\d{4}-\d\d-\d\d \d\d:\d\d {2}Meetup talk: Kubernetes/);
  assert.match(stdout, /0:0[1-4] {2}We moved the payments to \[Kubernetes\]\./);
  assert.match(stdout, /found by word/);
  assert.match(stdout, /fonoteka clip 1 /);
  assert.equal(stderr, "");
});

test("a word is found by its form, and ё is е", async () => {
  for (const query of ["пчела", "пчелам", "мед"]) {
    const { stdout } = await inShared("search", query, "--mode", "keyword");
    assert.match(stdout, /found by word/, query);
  }
});

test("--json prints the result of each command as one JSON value", async () => {
  for (const words of [
    ["list"],
    ["show", "1"],
    ["status"],
    ["search", "kubernetes"],
    ["models", "list"],
    ["rebuild-index"],
  ]) {
    const { status, stdout } = await inShared(...words, "--json");
    assert.equal(status, 0, words.join(" "));
    assert.ok(JSON.parse(stdout), words.join(" "));
  }
});

test("--explain shows words, scores, cosine and the constants of the search", async () => {
  const { stdout } = await inShared("search", "kubernetes", "--explain");
  assert.match(stdout, /passage \d+: words .+; bm25 \d.*; cosine 0\.\d+/);
  assert.match(stdout, /tuning fusion: meaningWeight 0\.7, standIn 0\.9/);
  assert.match(stdout, /tuning variants: weights \{number:1,.*maxUnlike \[0,0,/);
});

test("show prints the transcript with times, and every word's time with --words", async () => {
  const plain = await inShared("show", "1");
  assert.match(plain.stdout, /0:01 {2}We moved the payments to Kubernetes\.\s+0:05 {2}Пчеловод/);
  assert.match(
    plain.stdout,
    /transcript number 1 .+\n {11}1 line of the transcript starts before a line above/,
  );
  const words = await inShared("show", "1", "--words");
  assert.match(words.stdout, /0:0\d\.\d–0:0\d\.\d {2}Kubernetes\. {2}\(time interpolated\)/);
});

test("export writes subtitles to standard output, and files into a folder without replacing existing ones", async (t) => {
  const srt = await inShared("export", "1", "--format", "srt");
  assert.match(srt.stdout, /^1\n00:00:01,000 --> /);
  const folder = tempFolder(t);
  const first = await inShared("export", "--all", "--format", "md", "--audio", "--to", folder);
  assert.equal(first.status, 0, first.stderr);
  assert.deepEqual(
    readdirSync(folder)
      .map((name) => name.split(".").at(-1))
      .sort(),
    ["md", "opus"],
  );
  const second = await inShared("export", "--all", "--format", "md", "--to", folder);
  assert.equal(second.status, 2);
  assert.match(second.stderr, /error: .+the file exists already\ntry: .+--overwrite/);
});

test("clip writes a playable file and does not replace an existing one", async (t) => {
  const target = join(tempFolder(t), "quote.opus");
  const first = await inShared("clip", "1", "0:01", "0:04.5", "-o", target);
  assert.equal(first.status, 0, first.stderr);
  assert.match(first.stdout, /0:03\.5/);
  assert.ok(existsSync(target));
  assert.equal((await inShared("clip", "1", "0:01", "0:04.5", "-o", target)).status, 2);
});

const rejected: [string, string[], number, RegExp][] = [
  ["an unknown command", ["fly"], 2, /unknown command/],
  ["an unknown option", ["list", "--fly"], 2, /unknown option/],
  ["an unknown mode", ["search", "a", "--mode", "magic"], 2, /magic/],
  ["a query of punctuation", ["search", "?!…"], 2, /error: .+\ntry: /],
  ["an invalid date", ["search", "kubernetes", "--from", "yesterday"], 2, /invalid date "yesterday"/],
  ["an invalid limit", ["search", "kubernetes", "--limit", "many"], 2, /--limit: "many"/],
  ["a missing recording", ["show", "99"], 3, /no recording "99"/],
  ["a missing file", ["import", "no-such-file.mp3"], 3, /no-such-file\.mp3: no such file/],
  ["a text file", ["import", join(samplesFolder, "README.md")], 6, /README\.md: .+\ntry: /],
  ["a clip outside the recording", ["clip", "1", "2:00:00", "2:00:05"], 2, /error: .+\ntry: /],
  ["an invalid time", ["clip", "1", "soon", "0:05"], 2, /<from>: "soon" is not a time/],
  ["an unknown model", ["models", "pull", "NoSuchModel"], 2, /NoSuchModel/],
  [
    "a language that the model does not support",
    ["transcribe", "1", "--again", "--language", "xx"],
    2,
    /error: .+xx.+\ntry: /,
  ],
];
for (const [what, words, expected, message] of rejected) {
  test(`${what} is rejected with status ${expected}, a reason and a hint`, async () => {
    const { status, stderr } = await inShared(...words);
    assert.match(stderr, message);
    assert.equal(status, expected);
  });
}

test("without an archive, commands that only read report it and create none", async (t) => {
  const folder = join(tempFolder(t), "nothing");
  for (const words of [["list"], ["search", "a"], ["status"], ["transcribe"]]) {
    const { status, stderr } = await runFonoteka(["--archive", folder, ...words]);
    assert.equal(status, 3, words[0]);
    assert.match(stderr, /no archive here\ntry: .*fonoteka import/);
  }
  assert.equal(existsSync(folder), false);
});

test("of several files, a broken one is reported with status 10 and the others are imported", async (t) => {
  const folder = tempFolder(t);
  writeFileSync(join(folder, "broken.wav"), "RIFF");
  copyFileSync(join(samplesFolder, `${talk}.opus`), join(folder, "good.mp3"));
  const { status, stdout } = await runFonoteka([
    "--archive",
    join(folder, "archive"),
    "import",
    join(folder, "broken.wav"),
    join(folder, "good.mp3"),
  ]);
  assert.equal(status, 10, stdout);
  assert.match(stdout, /failed .+broken\.wav/);
  assert.match(stdout, /imported .+from .+good\.mp3/);
  assert.match(stdout, /1 imported, 1 failed/);
});

test("a duplicate under another name is detected and not stored twice", async (t) => {
  const folder = tempFolder(t);
  const archive = join(folder, "archive");
  const copy = join(folder, "renamed.ogg");
  copyFileSync(join(samplesFolder, `${talk}.opus`), copy);
  await runFonoteka(["--archive", archive, "import", join(samplesFolder, `${talk}.opus`)]);
  const { status, stdout } = await runFonoteka(["--archive", archive, "import", copy]);
  assert.equal(status, 0);
  assert.match(stdout, /^duplicate {2}\S+renamed\.ogg: same file as \S+\.opus$/m);
  const sounds = readdirSync(join(archive, "recordings")).filter((name) => name.endsWith(".opus"));
  assert.equal(sounds.length, 1);
});

test("two imports at the same time share one archive and lose nothing", async (t) => {
  const archive = join(tempFolder(t), "archive");
  const names = readdirSync(samplesFolder).filter((name) => name.endsWith(".opus"));
  const halves = [names.filter((_, index) => index % 2 === 0), names.filter((_, index) => index % 2 === 1)];
  const done = await Promise.all(
    halves.map((half) =>
      runFonoteka(["--archive", archive, "import", ...half.map((name) => join(samplesFolder, name))]),
    ),
  );
  for (const { status, stderr } of done) assert.equal(status, 0, stderr);
  const { stdout } = await runFonoteka(["--archive", archive, "list", "--json"]);
  assert.equal(JSON.parse(stdout).length, names.length);
});

test("settings come from the environment and fonoteka.json, and an unknown one is reported by name", async (t) => {
  const folder = tempFolder(t);
  mkdirSync(join(folder, "archive"));
  writeFileSync(
    join(folder, "archive", "fonoteka.json"),
    JSON.stringify({ languages: ["en"], colour: "blue" }),
  );
  const wrong = await runFonoteka([
    "--archive",
    join(folder, "archive"),
    "import",
    join(samplesFolder, `${talk}.opus`),
  ]);
  assert.equal(wrong.status, 2);
  assert.match(wrong.stderr, /unknown setting "colour"/);
  writeFileSync(join(folder, "archive", "fonoteka.json"), JSON.stringify({ languages: ["en"] }));
  const archive = ["--archive", join(folder, "archive")];
  await runFonoteka([...archive, "import", join(samplesFolder, `${talk}.opus`)]);
  const { stdout } = await runFonoteka([...archive, "status", "--json"], { env: { FONOTEKA_THREADS: "1" } });
  const settings = JSON.parse(stdout).settings as { name: string; value: unknown; origin: string }[];
  assert.deepEqual(
    settings.find(({ name }) => name === "languages"),
    { name: "languages", value: ["en"], origin: "fonoteka.json" },
  );
  assert.deepEqual(
    settings.find(({ name }) => name === "threads"),
    { name: "threads", value: 1, origin: "environment" },
  );
});
