/** What the system refuses for real: no more open files, a disk that fails, an engine that is killed. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { repositoryFolder, runFonoteka, samplesFolder } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";

const skip = process.platform === "win32" ? "needs a shell with ulimit" : false;
const talk = join(samplesFolder, "2026-02-19_18-42-05.opus");

/** Runs a command of the shell's and then Node with `words`. */
function runLimited(limit: string, words: string[]): Promise<{ status: number | null; output: string }> {
  const child = spawn("bash", ["-c", `${limit} && exec "$@"`, "bash", process.execPath, ...words], {
    cwd: import.meta.dirname,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text) => (output += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, output }));
  });
}

test("no more open files: opening and importing say so, and with files to spare both work", {
  skip,
}, async (t) => {
  const folder = tempFolder(t);
  const script = `
    import { closeSync, openSync } from "node:fs";
    import { openArchive } from "../../src/fonoteka.ts";
    const archive = await openArchive(${JSON.stringify(folder)});
    const importTalk = () => Array.fromAsync(archive.import([${JSON.stringify(talk)}]));
    // Everything that is loaded when it is first needed is loaded now.
    console.log((await importTalk())[0].status);
    const held = [];
    try { for (;;) held.push(openSync("/dev/null", "r")); } catch (error) { console.log(error.code); }
    await importTalk().catch((error) => console.log("import", error.code));
    await openArchive(${JSON.stringify(folder)}).catch((error) => console.log("open", error.code));
    for (const file of held) closeSync(file);
    console.log((await importTalk())[0].status);
    await archive.close();
  `;
  const words = ["--input-type=module-typescript", "--eval", script];
  const { output } = await runLimited("ulimit -n 100", words);
  const said = output.trim().split("\n");
  assert.deepEqual(said, ["imported", "EMFILE", "import too-many-files", "open too-many-files", "duplicate"]);
});

test("with too few open files every command says so, whatever needs the next file: the database, a module, the engine", {
  skip,
}, async (t) => {
  const folder = join(tempFolder(t), "archive");
  const main = join(repositoryFolder, "src/cli/main.ts");
  const sweep = join(repositoryFolder, "test/audio/fixtures/sweep.mp3");
  await runFonoteka(["import", sweep, "--archive", folder]);
  const commands = [
    ["import", sweep, "--archive", `${folder}-other`],
    ["transcribe", "1", "--archive", folder],
    ["list", "--archive", folder],
  ];
  const outputs: string[] = [];
  let failed = 0;
  for (const words of commands) {
    // Under the smallest of these Node itself does not start; from the largest on the command works.
    const limits = [23, 24, 25, 26, 27, 28];
    const runs = limits.map((limit) => runLimited(`ulimit -n ${limit}`, [main, ...words]));
    for (const { status, output } of await Promise.all(runs)) {
      if (status === 0 || !/^(error:|failed )/.test(output)) continue;
      failed++;
      if (status !== 13) outputs.push(`${words[0]} ${status}: ${output}`);
    }
  }
  assert.deepEqual(outputs, []);
  assert.ok(failed > 0);
  const { stdout } = await runFonoteka(["status", "--json", "--archive", folder]);
  assert.deepEqual(JSON.parse(stdout).failures, []);
});

test("a write that the disk fails is a disk error with its own exit status, and what was stored is kept", {
  skip,
}, async (t) => {
  const folder = join(tempFolder(t), "archive");
  const main = join(repositoryFolder, "src/cli/main.ts");
  await runFonoteka(["import", talk, "--archive", folder]);
  // Past the limit on a file's size write() fails, and SQLite reports SQLITE_IOERR_WRITE: a real failed write.
  const transcript = join(folder, "..", "talk.srt");
  const cues = Array.from({ length: 50 }, (_, second) => {
    const time = `00:00:${String(second).padStart(2, "0")}`;
    return `${second + 1}\n${time},000 --> ${time},900\n${"honey and bees ".repeat(20)}\n`;
  });
  writeFileSync(transcript, cues.join("\n"));
  const attach = [main, "transcribe", "1", "--from", transcript, "--force", "--archive", folder];
  const { status, output } = await runLimited("trap '' XFSZ && ulimit -f 40", attach);
  assert.equal(status, 14, output);
  assert.match(output, /data\.db: the disk reports an error/);
  assert.match(output, /try: {3}check the disk/);
  const { stdout } = await runFonoteka(["list", "--json", "--archive", folder]);
  assert.equal(JSON.parse(stdout).recordings?.length ?? JSON.parse(stdout).length, 1, stdout);
});
