import assert from "node:assert/strict";
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { repositoryFolder, runFonoteka, samplesFolder } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";

/** A copy of the program that has every package but one. */
function installWithout(t: TestContext, missing: string): string {
  const folder = tempFolder(t);
  for (const name of ["package.json", "src", "samples"])
    cpSync(join(repositoryFolder, name), join(folder, name), { recursive: true });
  const modules = join(repositoryFolder, "node_modules");
  const packages = readdirSync(modules).flatMap((name) =>
    name.startsWith("@") ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : [name],
  );
  for (const name of packages.filter((found) => found !== missing)) {
    const link = join(folder, "node_modules", name);
    mkdirSync(join(link, ".."), { recursive: true });
    symlinkSync(join(modules, name), link);
  }
  return join(folder, "src/cli/main.ts");
}

const opus = join(samplesFolder, "2026-02-19_18-42-05.opus");

const cases: [missing: string, commands: string[][]][] = [
  ["sqlite-vec", [["import", opus]]],
  ["@evan/opus", [["import", opus]]],
  ["fonoteka-ffmpeg", [["import", "talk.mp3"]]],
  ["fonoteka-onnxruntime", [["import", opus], ["transcribe"], ["transcribe", "1", "--from", "talk.srt"]]],
];

for (const [missing, commands] of cases)
  test(`without ${missing} the command says which package is missing and what to do, with a status of its own`, async (t) => {
    const program = installWithout(t, missing);
    const folder = tempFolder(t);
    cpSync(join(repositoryFolder, "test/audio/fixtures/sweep.mp3"), join(folder, "talk.mp3"));
    writeFileSync(join(folder, "talk.srt"), "1\n00:00:01,000 --> 00:00:03,000\nhoney and bees\n");
    for (const words of commands) {
      const { status, stderr } = await runFonoteka([...words, "--archive", join(folder, "archive")], {
        cwd: folder,
        program,
      });
      if (words[0] === "import" && missing === "fonoteka-onnxruntime") {
        assert.equal(status, 0, "import needs no model");
        continue;
      }
      assert.equal(status, 11, `${words[0]}: ${stderr}`);
      assert.match(stderr, new RegExp(`the module ${missing} cannot be loaded: .*${missing}`));
      assert.match(stderr, /try: {3}install fonoteka again on this computer/);
    }
  });
