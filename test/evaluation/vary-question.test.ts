import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { seededRandom } from "../../src/evaluation/seeded-random.ts";
import { misspell, varyQuestion } from "../../src/evaluation/vary-question.ts";
import { arrangeForms, findOtherForm } from "../../src/evaluation/word-forms.ts";
import { stemWord } from "../../src/language/stem-word.ts";

const wordsOf = (text: string) =>
  text.split(" ").map((word, at) => ({
    text: word,
    startMs: at * 400,
    endMs: at * 400 + 400,
    confidence: null,
    timing: "measured" as const,
  }));
const forms = arrangeForms(["хранится", "храним", "хранитель", "тёмное", "сухого", "месту", "хлеб"]);
const common: Record<string, number> = { мед: 9, над: 20 };
const vary = (text: string, seed = 3) =>
  new Map(
    varyQuestion({ words: wordsOf(text) }, { forms, frequencyOf: (stem) => common[stem] ?? 1, seed }).map(
      (one) => [one.kind, one.text],
    ),
  );

test("a sentence is asked by its content words, by other forms, by its rarest words, as a phrase, and misspelt", () => {
  const asked = vary("Мёд у нас надо хранить в тёмном и сухом месте.");
  assert.equal(asked.get("as-said"), "Мёд надо хранить тёмном сухом месте");
  assert.match(asked.get("other-forms")!, /(хранится|храним)/);
  assert.equal(asked.get("three-words"), "хранить тёмном сухом");
  assert.match(asked.get("phrase")!, /^"(\S+ ){3}\S+"$/);
  assert.notEqual(asked.get("misspelt"), asked.get("three-words"));
  assert.equal(asked.get("misspelt")!.split(" ").length, 3);
});

test("the same seed asks the same", () => {
  const text = "The bees were very restless before the storm came over the hill.";
  assert.deepEqual(vary(text, 7), vary(text, 7));
  const phrases = new Set([1, 2, 3, 4, 5, 6, 7, 8].map((seed) => vary(text, seed).get("phrase")));
  assert.ok(phrases.size > 1);
});

test("a sentence that cannot be asked in some way is not asked in it", () => {
  assert.deepEqual([...vary("«Ну» да «вот» он").keys()].includes("phrase"), false);
  assert.equal(vary("Дуб бук вяз клён").has("misspelt"), false);
});

test("another form is one the archive has, else one of the same stem, and never the word itself", () => {
  assert.match(findOtherForm("хранить", forms, 0.5)!, /^(хранится|храним)$/);
  assert.equal(stemWord(findOtherForm("пчеловод", forms, 0)!), stemWord("пчеловод"));
  assert.equal(findOtherForm("42", forms, 0), undefined);
  fc.assert(
    fc.property(
      fc.stringMatching(/^([а-я]{1,12}|[a-z]{1,12})$/),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (word, choose) => assert.notEqual(findOtherForm(word, forms, choose), word),
    ),
  );
});

test("a misspelt word is another word, one slip away, with its first letter kept", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^([а-я]{5,12}|[a-z]{5,12})$/), fc.integer(), (word, seed) => {
      const wrong = misspell(word, seededRandom(seed));
      assert.notEqual(wrong, word);
      assert.equal(wrong[0], word[0]);
      assert.ok(Math.abs(wrong.length - word.length) <= 1);
    }),
  );
});
