import assert from "node:assert/strict";
import { test } from "node:test";
import { isArchiveError } from "../../src/errors.ts";
import { readText } from "./read-text.ts";

const unknown: Record<string, string> = {
  "times above lines that nobody knows": "Talk\n0:00 | 0:02 | x\nhello there\n0:02 | 0:05 | x\nsecond line\n",
  "one time alone": "hello there\n12:30\nsecond line\n",
  "a time in words after each name":
    "Anna Smith — 0 minutes 3 seconds\nHello.\nBob Brown — 1 minute 5 seconds\nHi.\n",
  "a broken SRT": "1\n00:00:99,500 --> xx\nhello\n",
  frames: "{0}{50}Hello|world\n{x}\n",
  "a log": "2024-05-01 10:00:01 INFO hello\n2024-05-01 10:00:02 INFO world\n",
  "a table without times": "id\tname\ttext\n1\tAnna\thello\n2\tBen\thi\n",
  "a table of one time": "0:05;Anna;hello there\n0:09;Ben;hi\n0:12;Anna;bye\n",
  markup: "<item n='1'>hello</item>\n<item n='2'>there</item>\n",
  "the middle of JSON": '"start": 1.5,\n"text": "hello"\n},\n{\n"start": 2.5,\n"text": "there"\n',
  "an HTML page": "<!DOCTYPE html>\n<html><body>hello</body></html>\n",
};

for (const [name, text] of Object.entries(unknown)) {
  test(`what looks like a format that is not known is refused: ${name}`, () => {
    // Under the name of a text file and under none.
    for (const filename of ["talk.txt", undefined]) {
      assert.throws(
        () =>
          readText(name === "frames" ? text.replace("{x}", "{50}{x}") : text, {
            durationSeconds: 60,
            filename,
          }),
        (error) => isArchiveError(error, "unsupported-transcript") && error.hint.length > 10,
      );
    }
  });
}

test("times, numbers and signs within sentences are text", () => {
  const texts = [
    "Встреча в 10:30, потом обед.\nВ 12:00 все свободны.\nИ ещё одна строка.\nИ ещё.",
    "The score was 3:2.\nIn 1.5 to 2.5 hours we are there.\nx --> y is an arrow.",
    "Anna:\tHello\nBen:\tHi\n",
    "1. Первое\n2. Второе\n3. Третье\n",
    "# Заголовок\n\n- пункт\n- <b>пункт</b>\n\nтекст\n",
    "«Сорок минут», — сказал он.\nПрошло 40 минут.\nИ ещё 5 секунд\nдолго.\nОчень.\n",
    "Я помню чудное мгновенье:\nПередо мной явилась ты,\n",
  ];
  for (const text of texts) {
    const read = readText(text, { durationSeconds: 60 });
    assert.equal(read.format, "txt");
    assert.deepEqual(read.words.length > 3, true);
  }
});

test("a clock of four parts is read: hours, or days and hours (SRT and what whisper prints)", () => {
  const srt =
    "1\n00:59:58,000 --> 00:1:00:04,000\nText one\n\n2\n00:1:00:04,000 --> 00:1:00:11,000\nText two\n";
  const read = readText(srt, { filename: "four-part.srt" });
  assert.deepEqual(
    [read.lines, read.spans],
    [
      ["Text one", "Text two"],
      [
        [3_598_000, 3_604_000],
        [3_604_000, 3_611_000],
      ],
    ],
  );
});

test("a table with one column of times is read", () => {
  for (const [mark, format] of [
    [",", "csv"],
    ["\t", "tsv"],
  ]) {
    const rows = [
      ["Timestamp", "Speaker", "Text"],
      ["00:00:05", "Anna", "hello there"],
      ["00:00:09", "Ben", "hi"],
    ];
    const read = readText(rows.map((row) => row.join(mark)).join("\n"));
    assert.deepEqual(
      [read.format, read.lines, read.speakers],
      [format, ["hello there", "hi"], ["Anna", "Ben"]],
    );
    assert.equal(read.spans[1]![0], 9000);
  }
});
