/**
 * A tour with the commands that a user would type: imports the bundled samples, transcribes them, searches, and cuts a
 * clip. `npm run demo -- --archive FOLDER` uses FOLDER as the archive and keeps it.
 */

import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs, styleText } from "node:util";

const root = join(import.meta.dirname, "..");
const { values } = parseArgs({ options: { archive: { type: "string" } } });
const archive = values.archive ? resolve(values.archive) : mkdtempSync(join(tmpdir(), "fonoteka-demo-"));

/** Prints and runs one `fonoteka` command; ends the demo with its status if it fails. */
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

function explain(text: string): void {
  process.stdout.write(`${styleText("dim", text)}\n`);
}

// Ctrl-C also reaches the running command, which stops cleanly; the demo then ends with its status.
process.on("SIGINT", () => {});
const startedAt = performance.now();
explain(`This demo works in the archive folder ${archive}\n`);

explain("1. Import the sample recordings. The original files are only read.");
await run("import", "samples");

explain("2. Transcribe them on this machine. No network is used. This takes about a minute.");
await run("transcribe");

explain("3. Search for a word.");
await run("search", "kubernetes", "--limit", "3");

explain("4. Search for a Russian word: other forms of it are found, and ё matches е.");
await run("search", "пчела", "--mode", "keyword", "--limit", "1");
await run("search", "суббота", "--mode", "keyword", "--limit", "1");

explain("5. Search for an exact phrase: these words next to each other, in this order.");
await run("search", '"виртуальных машин"', "--limit", "1");

explain(
  "6. Search by meaning, across languages. Nobody says “Kubernetes” in this Russian meeting;\n   they talk about container orchestration.",
);
await run("search", "kubernetes", "--language", "ru", "--mode", "semantic", "--limit", "1");

explain("7. A Russian question (“when will I get my money back?”) finds an English call about a refund.");
await run("search", "когда мне вернут деньги", "--language", "en", "--limit", "1");

explain("8. See why a hit was found: --explain shows the evidence and the scores.");
await run("search", "как хранить мёд", "--limit", "1", "--explain");

explain("9. Cut a clip into a file of its own, without re-encoding it.");
const clipPath = join(archive, "kubernetes-quote.opus");
await run("clip", "2026-02-19_18-42-05", "0:00", "0:12.5", "--out", clipPath, "--overwrite");

explain("10. Look at the archive.");
await run("status");

const seconds = Math.round((performance.now() - startedAt) / 1000);
explain(
  `Done in ${seconds} s. Search this archive yourself:\n  npm run -s fonoteka -- --archive ${archive} search WORDS\nor open it in the browser:\n  npm run -s fonoteka -- --archive ${archive} serve`,
);
