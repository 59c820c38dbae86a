import assert from "node:assert/strict";
import { test } from "node:test";
import { isArchiveError } from "../../../src/errors.ts";
import { getLanguageId, LanguageDetector } from "../../../src/speech/whisper/detect-language.ts";
import type { ModelFacts } from "../../../src/speech/whisper/read-model-facts.ts";

const facts = {
  languageIds: new Map([
    ["en", 0],
    ["ru", 1],
    ["uk", 2],
  ]),
} as unknown as ModelFacts;
/** First-step scores with these probabilities. */
const scores = (...probabilities: number[]) => Float32Array.from(probabilities, Math.log);

test("only allowed languages are chosen, however likely another one is", () => {
  assert.equal(new LanguageDetector(facts, ["en", "ru"]).decide(scores(0.1, 0.2, 0.7), 30).language, "ru");
});

test("an unsure window follows the recording, a sure one does not", () => {
  const detector = new LanguageDetector(facts, ["ru", "en"]);
  assert.equal(detector.decide(scores(0.01, 0.99, 0), 30).language, "ru");
  assert.equal(detector.decide(scores(0.02, 0.98, 0), 30).language, "ru");
  assert.equal(detector.decide(scores(0.6, 0.4, 0), 30).language, "ru");
  assert.equal(detector.decide(scores(0.97, 0.03, 0), 30).language, "en");
  assert.equal(detector.decide(scores(0.6, 0.4, 0), 30).language, "ru");
});

test("a window that may hold two languages is not sure", () => {
  const detector = new LanguageDetector(facts, ["ru", "en"]);
  assert.equal(detector.decide(scores(0.002, 0.998, 0), 30).isSure, true);
  assert.equal(detector.decide(scores(0.1, 0.9, 0), 30).isSure, false);
});

test("a long window says more than a short one", () => {
  const detector = new LanguageDetector(facts, ["ru", "en"]);
  detector.decide(scores(0.8, 0.2, 0), 2);
  assert.equal(detector.decide(scores(0.4, 0.6, 0), 30).language, "ru");
});

test("an unknown language is refused with the list of known ones", () => {
  assert.throws(
    () => getLanguageId(facts, "tlh"),
    (error) => isArchiveError(error, "invalid-input") && /en, ru, uk/u.test(error.hint),
  );
});
