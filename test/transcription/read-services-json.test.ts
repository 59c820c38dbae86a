/** The JSON of speech services and programs, each in the shape of its documentation. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readJson, readText } from "./read-text.ts";

const codes = ({ transcript }: ReturnType<typeof readText>) =>
  (transcript.notes ?? []).map(({ code }) => code);

describe("ElevenLabs", () => {
  const word = (text: string, start: number, end: number, speaker = "speaker_0", type = "word") => ({
    text,
    start,
    end,
    type,
    speaker_id: speaker,
    logprob: -0.1,
  });
  const words = [
    word("Привет,", 0.1, 0.5),
    word(" ", 0.5, 0.6, "speaker_0", "spacing"),
    word("world", 0.6, 1, "speaker_1"),
    word("(laughs)", 1, 1.4, "speaker_1", "audio_event"),
  ];

  test("words, people and confidences; sounds are left out with a note", () => {
    const read = readJson({ language_code: "rus", text: "Привет, world", words });
    assert.deepEqual([read.format, read.transcript.language], ["elevenlabs-json", "ru"]);
    assert.deepEqual(read.words, ["Привет,@100-500", "world@600-1000"]);
    assert.deepEqual(read.speakers, ["speaker_0", "speaker_1"]);
    assert.equal(read.transcript.segments[0]!.words[0]!.confidence, Math.exp(-0.1));
    assert.deepEqual(codes(read), ["transcript-sounds-left-out"]);
  });

  test("the segments of its editor, and one transcript for each channel", () => {
    assert.deepEqual(readJson({ language_code: "en", segments: [{ text: "…", words }] }).lines, [
      "Привет,",
      "world",
    ]);
    const channel = (index: number, text: string) => ({
      language_code: "en",
      channel_index: index,
      text,
      words: [{ text, start: index + 0.5, end: index + 1, type: "word" }],
    });
    const read = readJson({ transcripts: [channel(1, "later"), channel(0, "first")] });
    assert.deepEqual(
      [read.lines, read.speakers],
      [
        ["first", "later"],
        ["Channel 2", "Channel 1"],
      ],
    );
  });

  test("words without a space between them are one; Chinese characters are not", () => {
    const glued = readJson({ words: [word("well", 0, 1), word("-known", 1, 2)] });
    assert.deepEqual(glued.words, ["well-known@0-2000"]);
    assert.equal(readJson({ words: [word("你", 0, 1), word("好", 1, 2)] }).words.length, 2);
  });
});

test("Parakeet: sentences of tokens, which are parts of words", () => {
  const token = (text: string, start: number, end: number) => ({
    text,
    start,
    end,
    duration: end - start,
    confidence: 0.9,
  });
  const read = readJson({
    text: "Good day. Пока.",
    sentences: [
      {
        text: " Good day.",
        start: 0.5,
        end: 1.5,
        tokens: [token(" Go", 0.5, 0.7), token("od", 0.7, 0.9), token(" day", 1, 1.3), token(".", 1.3, 1.5)],
      },
      { text: " Пока.", start: 2, end: 3, tokens: [token(" Пока", 2, 2.9), token(".", 2.9, 3)] },
    ],
  });
  assert.deepEqual(
    [read.format, read.words],
    ["parakeet-json", ["Good@500-900", "day.@1000-1500", "Пока.@2000-3000"]],
  );
});

test("NeMo: words and segments, with timestep in older versions, and only words", () => {
  const word = [
    { word: "Добрый", start_offset: 3, end_offset: 6, start: 0.24, end: 0.48 },
    { word: "день.", start_offset: 7, end_offset: 9, start: 0.56, end: 0.72 },
    { word: "Да.", start_offset: 20, end_offset: 22, start: 1.6, end: 1.76 },
  ];
  const segment = [
    { segment: "Добрый день.", start: 0.24, end: 0.72 },
    { segment: "Да.", start: 1.6, end: 1.76 },
  ];
  const expected = ["Добрый@240-480", "день.@560-720", "Да.@1600-1760"];
  for (const value of [
    { text: "…", timestamp: { word, segment, char: [] } },
    [{ text: "…", timestep: { word, segment } }],
    { timestamps: { word } },
  ]) {
    const read = readJson(value);
    assert.deepEqual([read.format, read.words], ["nemo-json", expected]);
  }
  const older = readJson({ timestep: { word: word.map(({ word: char, ...rest }) => ({ char, ...rest })) } });
  assert.deepEqual(older.words, expected);
});

test("sherpa-onnx: tokens beside their times", () => {
  const read = readJson({
    lang: "en",
    text: " good day",
    tokens: [" go", "od", " day"],
    timestamps: [0.5, 0.7, 1],
  });
  assert.deepEqual([read.format, read.lines], ["sherpa-onnx-json", ["good day"]]);
  assert.equal(read.transcript.segments[0]!.words[1]!.startMs, 1000);
});

test("CTM: words with confidences, silences, channels; one of several recordings is refused", () => {
  const read = readText(
    ";; NeMo\ntalk 1 0.50 0.30 добрый 0.98\ntalk 1 0.80 0.10 <b>\ntalk 1 0.90 0.30 день NA lex 1\n",
    {
      filename: "talk.ctm",
    },
  );
  assert.deepEqual([read.format, read.words], ["ctm", ["добрый@500-800", "день@900-1200"]]);
  const channels = readText("talk A 0.5 0.3 hello\ntalk B 0.9 0.3 hi\n");
  assert.deepEqual(channels.speakers, ["Channel A", "Channel B"]);
  assert.throws(() => readText("one 1 0.5 0.3 hello\ntwo 1 0.9 0.3 hi\n"), /holds 2 recordings/);
});

test("NeMo's manifest of one recording", () => {
  const line = (offset: number, text: string) =>
    JSON.stringify({ audio_filepath: "talk.wav", offset, duration: 2, pred_text: text });
  assert.deepEqual(readText(`${line(0.5, "первая строка")}\n${line(3.5, "вторая")}\n`).spans, [
    [500, 2500],
    [3500, 5500],
  ]);
});

test("Gladia: the transcription, not the translation beside it", () => {
  const utterance = { start: 0.1, end: 1, text: "hello world", language: "en", speaker: 0 };
  const words = [
    { word: "hello", start: 0.1, end: 0.5, confidence: 0.9 },
    { word: " world", start: 0.6, end: 1, confidence: 0.8 },
  ];
  const translation = {
    results: [{ utterances: [{ ...utterance, text: "здравствуй, мир, и ещё много слов", words: [] }] }],
  };
  const read = readJson({
    result: { translation, transcription: { languages: ["en"], utterances: [{ ...utterance, words }] } },
  });
  assert.deepEqual(
    [read.format, read.speakers, read.words],
    ["gladia-json", ["Speaker 0"], ["hello@100-500", "world@600-1000"]],
  );
});

test("Rev and Temi: punctuation is an element of its own, names are in a list", () => {
  const read = readJson({
    speakers: [{ id: 0, name: "Анна" }],
    monologues: [
      {
        speaker: 0,
        elements: [
          { type: "text", value: "Добрый", ts: 0.5, end_ts: 1, confidence: 0.9 },
          { type: "punct", value: " " },
          { type: "text", value: "день", ts: 1.5, end_ts: 2 },
          { type: "punct", value: "." },
        ],
      },
      {
        speaker: 1,
        elements: [{ type: "text", value: "Да", timestamp: "00:00:03,250", end_timestamp: "00:00:04,000" }],
      },
    ],
  });
  assert.deepEqual(
    [read.format, read.words],
    ["rev-json", ["Добрый@500-1000", "день.@1500-2000", "Да@3250-4000"]],
  );
  assert.deepEqual(read.speakers, ["Анна", "Speaker 1"]);
});

test("Premiere Pro's transcript", () => {
  const word = (text: string, start: number, type = "word") => ({
    text,
    start,
    duration: 0.4,
    confidence: 1,
    eos: false,
    tags: [],
    type,
  });
  const read = readJson({
    language: "ru-ru",
    segments: [
      {
        language: "ru-ru",
        speaker: "u-1",
        start: 1.2,
        duration: 1,
        words: [word("Привет", 1.2), word(",", 1.6, "punctuation"), word("мир", 1.8)],
      },
    ],
    speakers: [{ id: "u-1", name: "Иван" }],
  });
  assert.deepEqual([read.format, read.transcript.language, read.speakers], ["premiere-json", "ru", ["Иван"]]);
  assert.deepEqual(read.words, ["Привет,@1200-1600", "мир@1800-2200"]);
});

test("Soniox: tokens, several to a word; translations and marks of an end are no words", () => {
  const token = (text: string, start_ms: number, end_ms: number, more = {}) => ({
    text,
    start_ms,
    end_ms,
    confidence: 0.8,
    speaker: "1",
    ...more,
  });
  const read = readJson({
    text: "…",
    tokens: [
      token("Hel", 100, 200),
      token("lo", 200, 300, { confidence: 0.6 }),
      token(" Бонжур", 0, 0, { translation_status: "translation" }),
      token(" world", 400, 500, { speaker: "2" }),
      token("<end>", 500, 500),
    ],
  });
  assert.deepEqual(
    [read.format, read.words, read.speakers],
    ["soniox-json", ["Hello@100-300", "world@400-500"], ["Speaker 1", "Speaker 2"]],
  );
  assert.ok(Math.abs(read.transcript.segments[0]!.words[0]!.confidence! - 0.7) < 1e-9);
});

describe("Yandex SpeechKit", () => {
  const words = [
    { word: "сто", startTime: "0.100s", endTime: "0.400s", confidence: 1 },
    { word: "рублей", startTime: "0.500s", endTime: "0.900s", confidence: 1 },
  ];

  test("version 2: the text has digits and marks, the words have times", () => {
    const chunk = (channelTag: string, text: string) => ({
      alternatives: [{ words, text, confidence: 1 }],
      channelTag,
    });
    const read = readJson({
      done: true,
      response: { chunks: [chunk("1", "100 рублей."), chunk("2", "Сто рублей.")] },
    });
    assert.equal(read.format, "yandex-json");
    assert.deepEqual(read.words, ["100@100-500~", "рублей.@500-900", "Сто@100-400", "рублей.@500-900"]);
    assert.deepEqual(read.speakers, ["Speaker 1", "Speaker 2"]);
  });

  test("version 3: a stream, in which a refinement replaces its result", () => {
    const spoken = (text: string) => ({
      alternatives: [
        {
          text,
          startTimeMs: "100",
          endTimeMs: "900",
          words: words.map(({ word }, i) => ({
            text: word,
            startTimeMs: String(100 + 400 * i),
            endTimeMs: String(400 + 500 * i),
          })),
        },
      ],
    });
    const lines = [
      { result: { sessionUuid: {}, final: spoken("сто рублей"), channelTag: "0" } },
      {
        result: {
          finalRefinement: { finalIndex: "0", normalizedText: spoken("100 рублей.") },
          channelTag: "0",
        },
      },
      { result: { eouUpdate: { timeMs: "900" }, channelTag: "0" } },
    ];
    const read = readText(lines.map((line) => JSON.stringify(line)).join("\n"));
    assert.deepEqual([read.format, read.lines, read.speakers], ["yandex-json", ["100 рублей."], [null]]);
    assert.deepEqual(readJson([lines[0]]).lines, ["сто рублей"]);
  });
});

test("SaluteSpeech: with separated speakers everything is there twice, and read once", () => {
  const result = (speaker_id: number, text: string, start: string, end: string) => ({
    results: [
      {
        text: text.toLowerCase(),
        normalized_text: text,
        start,
        end,
        word_alignments: text
          .toLowerCase()
          .split(" ")
          .map((word) => ({ word: word.replace(/\W$/, ""), start, end })),
      },
    ],
    eou: true,
    speaker_info: { speaker_id, main_speaker_confidence: 1 },
  });
  const all = result(-1, "Привет мир", "0.500s", "2s");
  assert.deepEqual(readJson([all]).lines, ["Привет мир"]);
  const read = readJson([all, result(1, "Привет", "0.500s", "1s"), result(2, "Мир.", "1.100s", "2s")]);
  assert.deepEqual(
    [read.format, read.lines, read.speakers],
    ["salutespeech-json", ["Привет", "Мир."], ["Speaker 1", "Speaker 2"]],
  );
});

test("Azure's fast transcription", () => {
  const word = (text: string, offsetMilliseconds: number) => ({
    text,
    offsetMilliseconds,
    durationMilliseconds: 300,
  });
  const read = readJson({
    durationMilliseconds: 9000,
    combinedPhrases: [{ text: "Good afternoon." }],
    phrases: [
      {
        offsetMilliseconds: 960,
        durationMilliseconds: 640,
        text: "Good afternoon.",
        words: [word("good", 960), word("afternoon", 1300)],
        locale: "en-US",
        confidence: 0.9,
        speaker: 1,
      },
    ],
  });
  assert.deepEqual(
    [read.format, read.words, read.speakers],
    ["azure-json", ["Good@960-1260", "afternoon.@1300-1600"], ["Speaker 1"]],
  );
});

test("oTranscribe: marks inside of HTML", () => {
  const read = readJson({
    text: '<p>Начало</p><p><span class="timestamp" data-timestamp="12.5">0:12</span>&nbsp;Анна: раз <b>два</b></p><p><span class="timestamp" contenteditable="false">0:15</span> три &amp; четыре</p>',
    media: "talk.mp3",
    "media-time": 5,
  });
  assert.deepEqual(
    [read.format, read.lines],
    ["otranscribe-json", ["Начало", "Анна: раз два", "три & четыре"]],
  );
  assert.deepEqual(
    read.spans.map(([start]) => start),
    [0, 12_500, 15_000],
  );
});
