import assert from "node:assert/strict";
import { test } from "node:test";
import { dropInventions } from "../../src/speech/drop-inventions.ts";
import type { HeardWord } from "../../src/speech/whisper/time-words.ts";

function said(line: string, confidence: number, voice: number): HeardWord[] {
  return line.split(" ").map((text, i) => ({
    text,
    startMs: i * 300,
    endMs: i * 300 + 250,
    confidence,
    voice,
    timing: "measured",
  }));
}
const textOf = (words: HeardWord[]) => words.map(({ text }) => text).join(" ");

test("subtitle credits go when the sound does not bear them out", () => {
  for (const line of [
    "Редактор субтитров А.Семкин Корректор А.Егорова",
    "Субтитры сделал DimaTorzok",
    "Thanks for watching!",
    "Продолжение следует...",
  ]) {
    assert.equal(textOf(dropInventions(said(line, 0.9, 0.6))), "", line);
    assert.equal(textOf(dropInventions(said(line, 0.3, 0.95))), "", line);
  }
});

test("somebody who clearly says such a thing is heard", () => {
  for (const line of ["Спасибо за просмотр!", "Thank you.", "Редактор субтитров опоздал."]) {
    assert.equal(textOf(dropInventions(said(line, 0.9, 0.95))), line);
  }
});

test("other words are never left out, however unsure, and only the invented sentence goes", () => {
  assert.equal(textOf(dropInventions(said("Кто редактор?", 0.1, 0.3))), "Кто редактор?");
  assert.equal(
    textOf(dropInventions(said("До завтра. Спасибо за просмотр. Пока.", 0.3, 0.9))),
    "До завтра. Пока.",
  );
});
