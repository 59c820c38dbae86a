/**
 * The whole way in one go, by the same commands a person types: the bundled samples are imported, transcribed and
 * searched, and one hit is cut out as an Opus file. `npm run demo -- --archive FOLDER` keeps the archive in FOLDER.
 */

import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs, styleText } from "node:util";

const root = join(import.meta.dirname, "..");
const { values } = parseArgs({ options: { archive: { type: "string" } } });
const archive = values.archive ? resolve(values.archive) : mkdtempSync(join(tmpdir(), "fonoteka-demo-"));

/** Runs one `fonoteka` command as shown; ends the demo when it fails. */
async function run(...words: string[]): Promise<void> {
  const shown = words.map((word) => (/^[\p{L}\d/._:-]+$/u.test(word) ? word : `'${word}'`)).join(" ");
  process.stdout.write(`${styleText("bold", `$ fonoteka ${shown}`)}\n`);
  const child = spawn(process.execPath, [join(root, "src/cli/main.ts"), "--archive", archive, ...words], {
    stdio: "inherit",
    cwd: root,
  });
  const status = await new Promise<number>((done) =>
    child.once("exit", (code, signal) => done(code ?? (signal ? 130 : 1))),
  );
  process.stdout.write("\n");
  if (status !== 0) process.exit(status);
}

function say(line: string): void {
  process.stdout.write(`${styleText("dim", `# ${line}`)}\n`);
}

// Ctrl-C reaches the running command itself, which ends cleanly; the demo then ends with its status.
process.on("SIGINT", () => {});
const startedAt = performance.now();
say(`The archive of this demo: ${archive}`);
await run("import", "samples");
say("Speech becomes words, here on this machine; no network is used.");
await run("transcribe");

say("By word:");
await run("search", "kubernetes", "--limit", "3");
say("By word form, ё as е: «пчела» finds «пчелы», «суббота» finds «субботу» and «субботе».");
await run("search", "пчела", "--mode", "keyword", "--limit", "1");
await run("search", "суббота", "--mode", "keyword", "--limit", "1");
say("By a phrase in quotes: these words, in this order, side by side.");
await run("search", '"виртуальных машин"', "--limit", "1");
say(
  "By meaning, across languages: nobody says “Kubernetes” in the Russian stand-up about container orchestration.",
);
await run("search", "kubernetes", "--language", "ru", "--mode", "semantic", "--limit", "1");
say("A Russian question finds an English remark.");
await run("search", "когда мне вернут деньги", "--language", "en", "--limit", "1");
say("Why was it found? --explain shows the evidence.");
await run("search", "как хранить мёд", "--limit", "1", "--explain");
say("And out again: the sound of a hit, cut on Opus packets, not encoded again.");
await run(
  "clip",
  "2026-02-19_18-42-05",
  "0:00",
  "0:12.5",
  "--out",
  join(archive, "kubernetes-quote.opus"),
  "--overwrite",
);
await run("status");
say(
  `Done in ${Math.round((performance.now() - startedAt) / 1000)} s. Go on: npm run fonoteka -- --archive ${archive} search WORDS`,
);
