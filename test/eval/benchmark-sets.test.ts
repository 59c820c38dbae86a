import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { addErrors } from "../../eval/add-errors.ts";
import { readBenchmarkSets } from "../../eval/benchmark-sets.ts";
import { tempFolder } from "../support/temp-folder.ts";

const matters = ["честный мёд", "старая лодка", "новая мельница", "тёплая печка"];
const xquad = (language: string) => ({
  data: matters.map((matter, article) => ({
    title: matter,
    paragraphs: [0, 1].map((part) => ({
      context: `${language}: ${matter} ${article}.${part}`,
      qas: [{ id: `${article}.${part}`, question: `${language}? ${matter} ${article}.${part}` }],
    })),
  })),
});

test("every question of every benchmark set has its right passages in its archive, and in the language asked for", (t) => {
  const folder = tempFolder(t);
  for (const language of ["ru", "en"])
    writeFileSync(join(folder, `xquad.${language}.dev.json`), JSON.stringify(xquad(language)));
  writeFileSync(join(folder, "translit.dev.tsv"), "query\tspoken\nzoom\tзум\nzoom\tзуме\nslack\tслак\n");
  const { sets, absent } = readBenchmarkSets(folder, [["мёд", "honey"]]);
  assert.deepEqual(absent, ["tatoeba.rus-eng.dev.tsv"]);
  for (const { name, archive, questions } of sets) {
    const texts = new Map(
      archive.recordings.flatMap(({ language, passages }) =>
        passages.map(({ number, text }) => [number, { language, text }]),
      ),
    );
    for (const { text, right } of questions) {
      if (name.startsWith("no answer")) assert.deepEqual(right, [], name);
      else assert.ok(right.length > 0, `${name}: ${text}`);
      for (const number of right) assert.ok(texts.has(number), `${name}: ${text}: ${number}`);
    }
    const [, asked, told] = /^(?:answered )?(ru|en) → (ru|en)$/.exec(name) ?? [];
    for (const { text, right } of asked ? questions : []) {
      assert.ok(text.startsWith(`${asked}?`), name);
      const answer = texts.get(right[0]!)!;
      assert.equal(answer.language, told);
      assert.equal(answer.text.slice(4), text.slice(4), name);
    }
  }
  const terms = sets.find((set) => set.name === "terms, Latin → Cyrillic")!;
  const said = terms.archive.recordings.flatMap(({ passages }) => passages);
  assert.deepEqual(
    terms.questions.map(({ text, right }) => [
      text,
      / (зум|зуме|слак)[ ,.]/.exec(said.find((one) => one.number === right[0])!.text)?.[1],
    ]),
    [
      ["zoom", "зум"],
      ["zoom", "зуме"],
      ["slack", "слак"],
    ],
  );
});

test("word errors are the same for the same seed, and as many as asked for", () => {
  const words = Array.from({ length: 400 }, (_, at) => `слово${at}`);
  const text = words.join(" ");
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom(0, 0.2, 0.45), (seed, rate) => {
      const heard = addErrors(text, { rate, seed, otherWords: ["чужое"] });
      assert.equal(heard, addErrors(text, { rate, seed, otherWords: ["чужое"] }));
      const known = new Set(words);
      const right = new Set(heard.split(" ").filter((word) => known.has(word)));
      // One kind of error in eight leaves the word and adds another.
      const expected = 1 - rate * 0.875;
      assert.ok(Math.abs(right.size / words.length - expected) < 0.12, `${right.size}`);
    }),
    { numRuns: 30 },
  );
});
