import assert from "node:assert/strict";
import { test } from "node:test";
import { listOtherNames } from "../../src/audio/decoding/detect-format.ts";
import { oggOpusFlaws } from "../../src/audio/opus/ogg-opus-packets.ts";
import { errorCatalogue } from "../../src/messages/error-catalogue.ts";
import { fillMessage, listPlaceholders } from "../../src/messages/fill-message.ts";
import { noteCatalogue } from "../../src/messages/notes.ts";
import { downloadProblems } from "../../src/models/download-file.ts";
import { errorTexts } from "../../web/src/i18n/messages/error-texts.ts";
import { noteTexts } from "../../web/src/i18n/messages/note-texts.ts";
import { russianValues } from "../../web/src/i18n/messages/russian-values.ts";

/** Values in English only, and names that the page shows beside the message anyway: a translation may leave them out. */
const optional = new Set(["what", "how", "path"]);
const needed = (text: string) => listPlaceholders(text).filter((name) => !optional.has(name));

type Text = readonly [text: string, hint?: string];
/** Every text and hint of a table. */
const partsOf = (texts: readonly Text[]) =>
  texts.flatMap(([text, hint = ""]) => [text, hint]).filter(Boolean);

function assertFits(name: string, [text, hint = ""]: Text, translation: Text, language: string): void {
  const where = `${name}, ${language}`;
  assert.notEqual(translation[0], "", where);
  assert.equal(translation.length, hint === "" ? 1 : 2, `${where}: a hint where the catalogue has one`);
  assert.deepEqual(needed(translation[0]), needed(text), where);
  const known = new Set([...listPlaceholders(text), ...listPlaceholders(hint)]);
  for (const placeholder of listPlaceholders(partsOf([translation]).join(" ")))
    assert.ok(known.has(placeholder), `${where}: {${placeholder}} is no value of this message`);
  // The page makes sentences of them.
  for (const part of name in errorCatalogue ? partsOf([translation]) : [translation[1] ?? ""])
    assert.doesNotMatch(part, /\.$/, `${where}: a full stop is added by the page`);
}

const pluralForms = (text: string) =>
  [...text.matchAll(/\{\w+\|([^}]*)\}/g)].map(([, forms]) => forms!.split("|").length);

test("every error of the catalogue has a Russian text with the same values, and no text is left over", () => {
  for (const [reason, [, text, hint]] of Object.entries(errorCatalogue)) {
    const own = errorTexts[reason as keyof typeof errorTexts];
    assert.ok(own, `${reason} has no text`);
    assertFits(reason, [text, hint], own.ru, "ru");
    if (own.en) assertFits(reason, [text, hint], own.en, "en");
  }
  const ofPage = ["unreachable", "answered"];
  for (const reason of Object.keys(errorTexts))
    assert.ok(reason in errorCatalogue || ofPage.includes(reason), `${reason} is no error`);
});

test("every note of the catalogue has a Russian text with the same values, and no text is left over", () => {
  for (const [code, message] of Object.entries(noteCatalogue)) {
    const own = noteTexts[code as keyof typeof noteTexts];
    assert.ok(own, `${code} has no text`);
    assertFits(code, message, own.ru, "ru");
  }
  assert.deepEqual(Object.keys(noteTexts).sort(), Object.keys(noteCatalogue).sort());
});

test("a number has its noun in every form: two in English, three in Russian", () => {
  const english = partsOf([
    ...Object.values(errorCatalogue).map(([, text, hint]): Text => [text, hint]),
    ...Object.values(noteCatalogue),
  ]);
  for (const text of english) for (const forms of pluralForms(text)) assert.equal(forms, 2, text);
  const russian = partsOf([...Object.values(errorTexts), ...Object.values(noteTexts)].map(({ ru }) => ru));
  for (const text of russian) for (const forms of pluralForms(text)) assert.equal(forms, 3, text);
  const [text] = errorTexts["export-many-to-one-file"].ru;
  const filled = [1, 3, 5].map((count) => fillMessage(text, { count }, { language: "ru" }));
  assert.match(filled.join("; "), /1 запись .*; .*3 записи .*; .*5 записей /);
});

test("Russian texts say «расшифровка», and are Russian", () => {
  const russian = partsOf([...Object.values(errorTexts), ...Object.values(noteTexts)].map(({ ru }) => ru));
  for (const text of russian) {
    assert.doesNotMatch(text, /транскри|стенограмм/i);
    // All but commands, values and names of formats is Cyrillic.
    if (!/^\{\w+\}$/.test(text) && !/^fonoteka /.test(text)) assert.match(text, /\p{Script=Cyrillic}/u, text);
  }
});

test("kinds of files, flaws of Ogg files, failures of downloads and states of jobs have Russian names", () => {
  const closedSets = [...listOtherNames(), ...oggOpusFlaws, ...downloadProblems];
  for (const value of [...closedSets, "waiting", "running", "done", "failed", "cancelled"])
    assert.ok(Object.hasOwn(russianValues, value), value);
});
