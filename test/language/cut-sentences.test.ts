import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Word } from "../../src/domain.ts";
import { cutSentences, sentenceFingerprint, sentenceRules } from "../../src/language/cut-sentences.ts";

function wordsOf(text: string): Word[] {
  return text.split(" ").map((word, at) => ({
    text: word,
    startMs: at * 400,
    endMs: at * 400 + 350,
    confidence: null,
    timing: "measured",
  }));
}

function textsOf(text: string): string[] {
  const words = wordsOf(text);
  return cutSentences(words).map(({ first, end }) =>
    words
      .slice(first, end)
      .map((word) => word.text)
      .join(" "),
  );
}

describe("cutting a passage into sentences", () => {
  it("cuts at sentence ends and joins short sentences to a neighbour", () => {
    assert.deepEqual(
      textsOf(
        "Да. Мы решили перенести контейнеры на новый кластер в ближайшую субботу вечером. Понятно. " +
          "Билеты на поезд в Вологду куплены, гостиница рядом с вокзалом заказана ещё вчера.",
      ),
      [
        "Да. Мы решили перенести контейнеры на новый кластер в ближайшую субботу вечером. Понятно.",
        "Билеты на поезд в Вологду куплены, гостиница рядом с вокзалом заказана ещё вчера.",
      ],
    );
  });

  it("cuts a short passage finer: a remark in it has a place, too", () => {
    assert.deepEqual(
      textsOf("Good afternoon, this is Claire. The refund is on its way to you. Bye. Have a nice day then."),
      ["Good afternoon, this is Claire.", "The refund is on its way to you. Bye.", "Have a nice day then."],
    );
    assert.equal(textsOf("Да. Нет.").length, 1);
  });

  it("cuts an endless sentence at its commas", () => {
    const clause = "we take the spare box and carry it down to the old garden,";
    const sentences = textsOf(Array(7).fill(clause).join(" "));
    assert.ok(sentences.length > 1);
    assert.ok(sentences.every((sentence) => sentence.endsWith("garden,")));
  });

  it("keeps a passage without a stop or a pause in order, in parts of limited length", () => {
    const property = fc.property(
      fc.array(fc.constantFrom("да", "мёд,", "hive.", "so", "…", "договорились!", "a"), {
        minLength: 1,
        maxLength: 150,
      }),
      (texts) => {
        const words = wordsOf(texts.join(" "));
        const sentences = cutSentences(words);
        assert.equal(sentences[0]!.first, 0);
        assert.equal(sentences.at(-1)!.end, words.length);
        for (const [at, { first, end }] of sentences.entries()) {
          assert.ok(end > first && end - first <= sentenceRules.maxJoinedWords);
          if (at > 0) assert.equal(first, sentences[at - 1]!.end);
        }
      },
    );
    fc.assert(property, { numRuns: 100 });
    assert.deepEqual(cutSentences([]), []);
  });

  it("is part of the fingerprint", () => {
    assert.notEqual(sentenceFingerprint("one"), sentenceFingerprint("other"));
    assert.match(sentenceFingerprint("model@1 mean"), /^model@1 mean, sentences /);
  });
});
