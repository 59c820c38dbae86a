import assert from "node:assert/strict";
import { test } from "node:test";
import { readJson, readText } from "./read-text.ts";
import { cueWriters, inOrder } from "./write-cues.ts";

const turns = [
  "Анна: Добрый день всем.",
  "Пётр: Здравствуйте.",
  "Анна: Начнём собрание.",
  "Ольга: Я против увольнений.",
  "И сокращений.",
  "Пётр: Понятно.",
];
const bySpeaker = (read: ReturnType<typeof readText>) =>
  read.transcript.segments.map(
    ({ speaker, words }) => `${speaker} | ${words.map(({ text }) => text).join(" ")}`,
  );

const formats = {
  ...cueWriters,
  txt: (cues: ReturnType<typeof inOrder>) => cues.map(({ lines }) => lines.join("\n")).join("\n"),
};

for (const [format, write] of Object.entries(formats)) {
  test(`who speaks once has her words under her own name (${format})`, () => {
    const read = readText(write(inOrder(turns)), { durationSeconds: 20 });
    assert.deepEqual(bySpeaker(read), [
      "Анна | Добрый день всем.",
      "Пётр | Здравствуйте.",
      "Анна | Начнём собрание.",
      "Ольга | Я против увольнений.",
      "Ольга | И сокращений.",
      "Пётр | Понятно.",
    ]);
  });
}

for (const format of ["srt", "vtt", "sbv", "ttml", "ass", "json"]) {
  test(`names and marks at the second line of a caption count, too (${format})`, () => {
    const cues = inOrder([
      ["Anna: Hello.", "Ben: Hi."],
      ["Anna: How are you?", "I am fine."],
      ["Ben: Me too."],
      [">> Good morning."],
      ["- Who is there?", "- It is me."],
      ["and me"],
      ["Anna:", "Come in."],
    ]);
    assert.deepEqual(
      bySpeaker(
        readText(
          cueWriters[format]!(cues).replaceAll(
            ">> G",
            format === "vtt" || format === "ttml" ? "&gt;&gt; G" : ">> G",
          ),
        ),
      ),
      [
        "Anna | Hello.",
        "Ben | Hi.",
        "Anna | How are you? I am fine.",
        "Ben | Me too.",
        "null | >> Good morning.",
        "null | - Who is there? - It is me.",
        "null | and me",
        "Anna | Come in.",
      ],
    );
  });
}

test("a heading or a voice that is no name is under nobody's name where people are named", () => {
  const cues = inOrder([
    "Анна: раз",
    "Итог: мы решили",
    "Пётр: два",
    "Голос из зала: позор!",
    "Анна: три",
    "Пётр: четыре",
  ]);
  for (const format of ["srt", "vtt"])
    assert.deepEqual(bySpeaker(readText(cueWriters[format]!(cues))), [
      "Анна | раз",
      "null | Итог: мы решили",
      "Пётр | два",
      "null | Голос из зала: позор!",
      "Анна | три",
      "Пётр | четыре",
    ]);
});

test("in a long speech of a named person a capitalised word before a colon stays text", () => {
  const speech = Array.from({ length: 12 }, (_, i) => `и ещё одна строка ${i}`);
  const cues = inOrder(["Анна: раз", ...speech, "Смотрите: вот так", "Анна: два", "он сказал: нет"]);
  for (const format of ["srt", "sbv"]) {
    const read = bySpeaker(readText(cueWriters[format]!(cues)));
    assert.equal(read[13], "null | Смотрите: вот так");
    assert.deepEqual(read.slice(-2), ["Анна | два", "Анна | он сказал: нет"]);
  }
});

test("names before word times inside a caption are taken from the words", () => {
  const read = readText(
    "WEBVTT\n\n00:01.000 --> 00:03.000\nАнна: раз<00:02.000><c> два</c>\n\n00:03.000 --> 00:04.000\nПётр: три\n\n00:04.000 --> 00:06.000\nАнна: четыре<00:05.000><c> пять</c>\n\n00:06.000 --> 00:07.000\nПётр: шесть\n",
  );
  assert.deepEqual(read.speakers, ["Анна", "Пётр", "Анна", "Пётр"]);
  assert.deepEqual(read.words.slice(0, 2), ["раз@1000-2000", "два@2000-3000"]);
});

test("a name that a recogniser heard stays a word", () => {
  const word = (text: string, start: number) => ({ word: ` ${text}`, start, end: start + 1, probability: 1 });
  const segment = (start: number) => ({
    start,
    end: start + 2,
    text: " Анна: да",
    words: [word("Анна:", start), word("да", start + 1)],
  });
  const read = readJson({ text: "", segments: [segment(0), segment(2)], language: "ru" });
  assert.deepEqual(read.lines, ["Анна: да", "Анна: да"]);
});

const spoken = [
  { text: "yes", start: 0.1, end: 0.5, speaker: 0 },
  { text: "no", start: 1, end: 1.4, speaker: 1 },
  { text: "12", start: null, end: null, speaker: null },
  { text: "maybe", start: 2, end: 2.5, speaker: 1 },
  { text: "ok", start: 3, end: 3.5, speaker: 0 },
];
const whisperX = {
  segments: [
    {
      start: 0,
      end: 4,
      text: " yes no 12 maybe ok",
      speaker: "SPEAKER_00",
      words: spoken.map(({ text, start, end, speaker }) => ({
        word: text,
        ...(start === null ? {} : { start, end, score: 0.9, speaker: `SPEAKER_0${speaker}` }),
      })),
    },
  ],
  word_segments: [],
};
const deepgram = {
  results: {
    channels: [],
    utterances: [
      {
        start: 0,
        end: 4,
        transcript: "yes no 12 maybe ok",
        speaker: 0,
        words: spoken.map(({ text, ...word }) => ({ word: text, confidence: 1, ...word })),
      },
    ],
  },
};
const assemblyAi = {
  audio_url: "x",
  utterances: [
    {
      start: 0,
      end: 4000,
      text: "yes no 12 maybe ok",
      speaker: "0",
      words: spoken.map(({ text, start, end, speaker }) => ({
        text,
        start: start === null ? null : start * 1000,
        end: end === null ? null : end * 1000,
        speaker: speaker === null ? null : String(speaker),
      })),
    },
  ],
};

for (const [name, file] of Object.entries({ whisperX, deepgram, assemblyAi })) {
  test(`a line is cut where the speaker of its words changes (${name})`, () => {
    const read = readJson(file);
    assert.deepEqual(read.lines, ["yes", "no 12 maybe", "ok"]);
    const [first, second, third] = read.speakers;
    assert.ok(first !== second && first === third, read.speakers.join());
    assert.deepEqual(read.spans.slice(1), [
      [1000, 2500],
      [3000, 4000],
    ]);
  });
}

test("names inside the paragraphs of a plain text are speakers", () => {
  const read = readText("Анна: привет\nПётр: здравствуй\n\nАнна: пока\nи спасибо\nПётр: пока\n", {
    durationSeconds: 60,
  });
  assert.deepEqual(bySpeaker(read), [
    "Анна | привет",
    "Пётр | здравствуй",
    "Анна | пока и спасибо",
    "Пётр | пока",
  ]);
});
