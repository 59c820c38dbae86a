/**
 * Runs the evaluations, each in a process of its own: what needs only the repository's own samples always, the others
 * when their data is given.
 *
 *   npm run eval                     word error rate and word times on samples/
 *   npm run eval -- --xquad FOLDER   also retrieval and ranking on XQuAD: FOLDER holds xquad.ru.dev.json and
 *                                    xquad.en.dev.json (SQuAD format, the same question ids in both)
 */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { xquad: { type: "string" } } });
const evaluations: [title: string, file: string, words: string[]][] = [
  ["Recognition: word error rate and times of words", "transcription.ts", []],
];
if (values.xquad) {
  const sets = ["ru", "en"].map((language) => join(values.xquad!, `xquad.${language}.dev.json`));
  const absent = sets.find((path) => !existsSync(path));
  if (absent) {
    process.stderr.write(`${absent}: there is no such file; --xquad wants the folder of both XQuAD files\n`);
    process.exit(2);
  }
  evaluations.push(
    ["Retrieval by meaning alone", "embedding-retrieval.ts", sets],
    ["Ranking of each search mode", "search-quality.ts", [values.xquad]],
  );
} else process.stderr.write("without --xquad FOLDER: search is not evaluated\n");

for (const [title, file, words] of evaluations) {
  console.log(`\n## ${title}\n`);
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, file), ...words], {
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}
