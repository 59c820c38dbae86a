import assert from "node:assert/strict";
import { test } from "node:test";
import { dropHallucinations } from "../../src/speech/drop-hallucinations.ts";
import type { RecognisedWord } from "../../src/speech/window-recogniser.ts";

function said(line: string, confidence: number, voice: number): RecognisedWord[] {
  return line.split(" ").map((text, i) => ({
    text,
    startMs: i * 300,
    endMs: i * 300 + 250,
    confidence,
    voice,
    timing: "measured",
  }));
}
const textOf = (words: RecognisedWord[]) => words.map(({ text }) => text).join(" ");

test("subtitle credits with weak evidence are removed", () => {
  for (const line of [
    "Редактор субтитров А.Семкин Корректор А.Егорова",
    "Субтитры сделал DimaTorzok",
    "Thanks for watching!",
    "Продолжение следует...",
  ]) {
    assert.equal(textOf(dropHallucinations(said(line, 0.9, 0.6))), "", line);
    assert.equal(textOf(dropHallucinations(said(line, 0.3, 0.95))), "", line);
  }
});

test("clearly spoken sentences are kept", () => {
  for (const line of ["Спасибо за просмотр!", "Thank you.", "Редактор субтитров опоздал."]) {
    assert.equal(textOf(dropHallucinations(said(line, 0.9, 0.95))), line);
  }
});

test("only the hallucinated sentence is removed, whatever the confidence of others", () => {
  assert.equal(textOf(dropHallucinations(said("Кто редактор?", 0.1, 0.3))), "Кто редактор?");
  assert.equal(
    textOf(dropHallucinations(said("До завтра. Спасибо за просмотр. Пока.", 0.3, 0.9))),
    "До завтра. Пока.",
  );
});
