import assert from "node:assert/strict";
import { test } from "node:test";
import { askAboutMoments } from "../../src/evaluation/ask-about-moments.ts";
import { sampleMoments } from "../../src/evaluation/sample-moments.ts";
import { inventArchive } from "../search/invent-archive.ts";

test("other forms of a word are those that were said in the archive, in either script", async () => {
  using archive = await inventArchive([
    { title: "Пасека", passages: ["Мёд надо хранить всегда спокойно.", "Храним давно спокойной зимой."] },
    {
      title: "Talk",
      language: "en",
      passages: ["Containers restarted quietly yesterday evening.", "Restarts happen."],
    },
  ]);
  const moments = sampleMoments(archive.db, { count: 4, seed: 1 });
  const questions = askAboutMoments(archive.db, moments, 1);
  const inOtherForms = questions
    .filter((question) => question.kind === "other-forms")
    .map(({ text }) => text);
  // «хранить» and «храним» have different stems: no ending put on by rule makes one of the other.
  assert.ok(
    inOtherForms.some((text) => text.includes("храним")),
    inOtherForms.join("; "),
  );
  assert.ok(
    inOtherForms.some((text) => text.includes("restarts")),
    inOtherForms.join("; "),
  );
});
