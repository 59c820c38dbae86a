/** Text with numbers in it stays text: no reader takes it for a table and loses its words. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isArchiveError } from "../../src/errors.ts";
import { readJson, readText } from "./read-text.ts";
import { cueWriters, inOrder } from "./write-cues.ts";

const texts = [
  "Meet at 10 30 tomorrow",
  "Встреча в 10 30 у метро, не опаздывай.",
  "Карта номер 4276 3800 1234 5678 заблокирована. Звоните в банк.",
  "Доска 20 40 сантиметров\nДоска 30 60 сантиметров",
  "10 20 градусов тепла сегодня днём\n15 25 градусов тепла завтра днём",
  "Температура 36.6 37.2 утром",
  "Купить 1 2 3 яйца и молоко.",
  "Счёт 2 3 1 в пользу гостей сегодня.",
  "Бюджет 1 500 000 рублей утверждён. Деньги есть.",
  "Цена 1 250 000 рублей за дом.\nАренда 2 300 000 рублей за год.",
  "Квартира 2 30 40 метров.\nКвартира 2 50 20 метров.\nКвартира 1 30 10 метров.",
  "Рецепт 1 2.5 3.5 ложки",
  "В матче, 2, 3, пятый раз подряд",
  "From Anna, to Ben, text me\nwhen you are there, please, today",
  "Цена выросла\n5 -> 10 рублей за штуку",
];

for (const text of texts)
  test(`is plain text: ${text.slice(0, 40).replaceAll("\n", " ")}`, () => {
    const read = readText(text, { durationSeconds: 60, filename: "talk.txt" });
    assert.deepEqual([read.format, read.lines.join(" ")], ["txt", text.replaceAll("\n", " ")]);
  });

const word = fc.constantFrom(
  ..."встреча дом рублей мы и в потом Карта метров скоро".split(" "),
  ..."meet house the at then A from to Room people text".split(" "),
);
const number = fc.oneof(
  fc.integer({ min: 0, max: 9999 }).map(String),
  fc.double({ min: 0, max: 99, noNaN: true }).map((value) => value.toFixed(1)),
);
const sign = fc.constantFrom("", "", "", ",", ".", ";");
const piece = fc
  .tuple(fc.oneof({ weight: 2, arbitrary: word }, { weight: 3, arbitrary: number }), sign)
  .map(([text, mark]) => text + mark);
const line = fc
  .tuple(word, fc.array(piece, { minLength: 2, maxLength: 7 }))
  .map(([head, pieces]) => [head, ...pieces].join(" "));

function readOrRefuse(text: string) {
  try {
    return readText(text, { durationSeconds: 60, filename: "talk.txt" });
  } catch (error) {
    assert.ok(isArchiveError(error, "unsupported-transcript"), String(error));
    return undefined;
  }
}

test("prose with numbers never comes out with fewer words than it has", () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), (lines) => {
      const text = lines.join("\n");
      const read = readOrRefuse(text);
      // A refusal says so, and takes nothing away.
      if (read !== undefined) assert.equal(read.lines.join(" "), text.replaceAll("\n", " "), read.format);
    }),
    { numRuns: 500 },
  );
});

test("a table whose lines begin with times is read, and a line without them is text of the line before", () => {
  const rows = 'f001 0.000 2.500 "Hello there."\nf002 2.500 5.000 "Good bye."\n';
  assert.deepEqual(readText(rows).lines, ["Hello there.", "Good bye."]);
  const bare = ["0.5 1.5 hello there", "2 3 world", "3.5 4.5 good bye"].join("\n");
  const read = readText(bare);
  assert.deepEqual(
    [read.format, read.lines, read.spans[2]],
    ["ssv", ["hello there", "world", "good bye"], [3500, 4500]],
  );
});

test("an address to somebody, an opening and a list of amounts stay words where people are named", () => {
  const said = [
    "Анна: раз",
    "Пётр: два",
    "Помни, Марья: слово не воробей.",
    "P.S.: ещё",
    "Анна: три",
    "Пётр: семь",
  ];
  const list = ["Мука: 200 г.", "Сахар: 100 г.", "Соль: щепотка.", "Мука: ещё 50 г."];
  for (const write of [cueWriters.srt!, cueWriters.vtt!]) {
    const lines = readText(write(inOrder(said))).lines;
    assert.deepEqual(lines.slice(2, 4), said.slice(2, 4));
    assert.deepEqual(readText(write(inOrder(list))).lines, list);
  }
});

for (const line of [
  "5/12/24, 2:30 PM - Anna: Hello",
  "12.05.2024, 14:30 - Анна: Привет",
  "[12.05.2024, 14:30:05] Анна: Привет",
])
  test(`a chat is no speech: ${line}`, () => {
    assert.equal(readOrRefuse(`${line}\n${line}\n`), undefined);
  });

test("a title and an address above named lines with times are let stand", () => {
  const text =
    "Weekly sync\nhttps://meet.example/abc\n\n00:00 Anna Petrova: Hello.\n00:04 John Smith: Hi.\n00:08 Anna Petrova: OK.\n";
  const read = readText(text, { durationSeconds: 60 });
  assert.deepEqual([read.format, read.lines.slice(-3)], ["timed-txt", ["Hello.", "Hi.", "OK."]]);
});

test("an arrow in the text of a caption is text", () => {
  for (const text of ["первая строка\nдва --> три", "два-->три"]) {
    const vtt = `WEBVTT\n\n00:01.000 --> 00:03.000\nодин\n\n00:04.000 --> 00:06.000\n${text}\n\n00:07.000 --> 00:08.000\nчетыре\n`;
    assert.deepEqual(readText(vtt).lines, ["один", text.replace("\n", " "), "четыре"]);
  }
});

test("words of ElevenLabs without spaces between them are words of their own", () => {
  const word = (text: string, start: number) => ({
    text,
    start,
    end: start + 0.3,
    type: "word",
    speaker_id: "s1",
  });
  assert.deepEqual(readJson({ words: [word("good", 4), word("day", 4.4)] }).lines, ["good day"]);
});

test("a subtitle of MicroDVD or MPL2 without a start begins at the end of the one before", () => {
  for (const [open, close] of ["{}", "[]"]) {
    const at = (start: string, end: number) => `${open}${start}${close}${open}${end}${close}`;
    const read = readText(`${at("25", 50)}раз\n${at("75", 100)}два\n${at("", 150)}три\n`);
    assert.deepEqual(read.lines, ["раз", "два", "три"]);
  }
});
