/**
 * Runs the evaluations, each in a process of its own, and prints their Markdown. What they measure: docs/evaluation.md.
 *
 *   npm run eval                        recognition on samples/, search on our own texts
 *   npm run eval -- --data FOLDER       also search on XQuAD, Tatoeba and terms, and the vectors alone on XQuAD
 *   npm run eval -- search              one of: transcription, search, vectors
 *   npm run eval -- --write [names]     also into docs/evaluation.md, between its markers
 *
 * FOLDER may hold xquad.ru.dev.json and xquad.en.dev.json (SQuAD format, the same question ids in both),
 * tatoeba.rus-eng.dev.tsv (pairs of sentences) and translit.dev.tsv (Latin term, Cyrillic spelling).
 */

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { describeMachine, writeBetweenMarkers } from "../bench/figures.ts";
import { root, tell } from "../bench/measure.ts";

const { values, positionals } = parseArgs({
  options: { data: { type: "string" }, write: { type: "boolean", default: false } },
  allowPositionals: true,
});
const { data } = values;
if (data && !existsSync(data)) refuse(`${data}: there is no such folder`);
const xquad = ["ru", "en"].map((language) => join(data ?? "", `xquad.${language}.dev.json`));
const evaluations: Record<string, string[]> = {
  transcription: ["transcription.ts"],
  search: ["search-quality.ts", ...(data ? [data] : [])],
  vectors: ["embedding-retrieval.ts", ...xquad],
};
const unknown = positionals.find((name) => !(name in evaluations));
if (unknown) refuse(`${unknown}: no such evaluation; there are ${Object.keys(evaluations).join(", ")}`);
for (const name of positionals.length > 0 ? positionals : Object.keys(evaluations)) {
  if (name === "vectors" && !xquad.every((path) => existsSync(path))) {
    tell("vectors: left out, it needs --data FOLDER with both XQuAD files");
    continue;
  }
  const [file, ...words] = evaluations[name]!;
  console.log(`\n## ${name}\n`);
  const found = await runAndShow([join(root, "eval", file!), ...words]);
  const command = ["npm run eval --", ...(data && name !== "transcription" ? ["--data FOLDER"] : []), name];
  const about = `*${describeMachine()}; \`${command.join(" ")}\`.*`;
  console.log(`\n${about}`);
  if (!values.write) continue;
  const document = join(root, "docs/evaluation.md");
  writeBetweenMarkers(document, `eval ${name}`, `\n${found.trim()}\n\n${about}\n`);
}

/** What the script prints, shown as it comes. Ends this process when it fails. */
async function runAndShow(words: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, words, { stdio: ["inherit", "pipe", "inherit"] });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  let printed = "";
  for await (const chunk of child.stdout.setEncoding("utf8")) {
    process.stdout.write(chunk);
    printed += chunk;
  }
  const status = await ended;
  if (status !== 0) process.exit(status ?? 1);
  return printed;
}

function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
