import assert from "node:assert/strict";
import { test } from "node:test";
import { readTranscript } from "../../src/transcription/read-transcript.ts";
import { readJson, readText } from "./read-text.ts";
import { cueWriters, inOrder } from "./write-cues.ts";

type Token = [text: string, startMs: number, endMs: number];

const formats = {
  "whisper.cpp": (text: string, tokens: Token[]) => ({
    result: { language: "ru" },
    transcription: [
      {
        offsets: { from: 0, to: 4000 },
        text,
        tokens: tokens.map(([token, from, to]) => ({ text: token, offsets: { from, to }, p: 0.9 })),
      },
    ],
  }),
  "verbose JSON": (text: string, tokens: Token[]) => ({
    text,
    segments: [
      {
        start: 0,
        end: 4,
        text,
        words: tokens.map(([word, from, to]) => ({
          word,
          start: from / 1000,
          end: to / 1000,
          probability: 0.9,
        })),
      },
    ],
  }),
};

for (const [name, write] of Object.entries(formats)) {
  test(`letters cut between tokens are put together from the text of the line (${name})`, () => {
    const russian = readJson(
      write(" Привет, мой мир… 🐝!", [
        [" Пр\ufffd", 0, 500],
        ["\ufffdвет", 500, 1000],
        [",", 1000, 1000],
        [" м\ufffd", 1000, 1200],
        ["\ufffd", 1200, 1300],
        ["й", 1300, 1500],
        [" мир\ufffd", 2000, 2500],
        ["\ufffd\ufffd", 2500, 2600],
        [" \ufffd\ufffd", 3000, 3200],
        ["\ufffd", 3200, 3300],
        ["!", 3300, 3400],
      ]),
    );
    assert.deepEqual(russian.words, ["Привет,@0-1000", "мой@1000-1500", "мир…@2000-2600", "🐝!@3000-3400"]);
    assert.deepEqual(
      russian.transcript.notes?.map(({ code }) => code),
      ["transcript-letters-mended"],
    );
    const japanese = readJson(
      write("蜂蜜を買う。", [
        ["蜂", 0, 500],
        ["\ufffd", 500, 700],
        ["\ufffd", 700, 900],
        ["を", 900, 1000],
        ["\ufffd\ufffd", 1000, 1500],
        ["\ufffdう", 1500, 2000],
        ["。", 2000, 2000],
      ]),
    );
    assert.deepEqual(japanese.words, [
      "蜂@0-500",
      "蜜@500-900",
      "を@900-1000",
      "買う@1000-2000",
      "。@2000-2000",
    ]);
  });
}

test("letters that are nowhere whole are said to be lost", () => {
  for (const write of Object.values(formats)) {
    const { transcript } = readJson(
      write(` Пр\ufffd\ufffdвет ${"и ещё слова ".repeat(20)}`, [
        [" Пр\ufffd", 0, 500],
        ["\ufffdвет", 500, 1000],
      ]),
    );
    assert.deepEqual(
      transcript.notes?.map(({ code }) => code),
      ["transcript-letters-lost"],
    );
  }
});

test("bytes of a letter that a file has in two tokens are mended as well", () => {
  const json = JSON.stringify(
    formats["whisper.cpp"](" Привет мир", [
      [" ПрX", 0, 500],
      ["Yвет", 500, 1000],
      [" мир", 1000, 2000],
    ]),
  );
  const [head, middle, tail] = json.split(/X|Y/).map((text) => Buffer.from(text));
  const bytes = Buffer.concat([head!, Buffer.from([0xd0]), middle!, Buffer.from([0xb8]), tail!]);
  const { transcript } = readTranscript(bytes);
  assert.deepEqual(
    transcript.segments[0]!.words.map(({ text }) => text),
    ["Привет", "мир"],
  );
});

// What stands for the bytes of и and 蜜 until the file is written.
const cutBytes = new Map([
  [0x11, 0xd0],
  [0x12, 0xb8],
  [0x13, 0xe8],
  [0x14, 0x9c],
]);

for (const format of ["srt", "vtt", "tsv"]) {
  test(`letters cut between captions are whole in the first one (${format})`, () => {
    const text = cueWriters[format]!(inOrder(["Пр\x11", "\x12вет, \x13", "\x14", "\x14 слово ещё"]));
    const bytes = Buffer.from(text).map((byte) => cutBytes.get(byte) ?? byte);
    const { transcript } = readTranscript(bytes, { filename: `talk.${format}` });
    assert.deepEqual(
      transcript.segments.flatMap((segment) => segment.words.map((word) => word.text)),
      ["При", "вет,", "蜜", "слово", "ещё"],
    );
    assert.deepEqual(
      transcript.notes?.map(({ code, values }) => [code, values.count]),
      [["transcript-letters-mended", 2]],
    );
  });
}

const signs = [
  "если a<b и c>d то",
  "a<b",
  "List<String> x = new",
  "1 <2 и 3> 2",
  "<laughs> да",
  "<говорит тихо> да",
  "x<i> y",
  "p<q>r",
];

for (const format of Object.keys(cueWriters)) {
  test(`a sign that opens no tag stays (${format})`, () => {
    const written = format === "ttml" ? signs.filter((text) => !/<\p{L}+>/u.test(text)) : signs;
    for (const text of written) {
      const cues = inOrder([text, "конец"]);
      assert.deepEqual(readText(cueWriters[format]!(cues)).lines, [text, "конец"]);
    }
  });
}

test("tags of the format are markup, also with attributes, classes and broken values", () => {
  const tagged: [string, string][] = [
    ["тег <b>жирный</b> и <I>косой</I>", "тег жирный и косой"],
    ['<font color="#fff">a</font> <font color="#fff"">b</font>', "a b"],
    ["<c.red>a</c> <c.red.bold>b</c>", "a b"],
    ["<i>не закрыт", "не закрыт"],
    ["a<br>b<br />c", "a b c"],
    ['<span class="x">a</span> <u>b</u>', "a b"],
  ];
  for (const format of ["srt", "vtt", "sbv"]) {
    for (const [text, plain] of tagged.filter(([text]) => format !== "vtt" || !text.includes("<br")))
      assert.deepEqual(
        readText(cueWriters[format]!(inOrder([text, "конец"]))).lines,
        [plain, "конец"],
        format,
      );
  }
});
