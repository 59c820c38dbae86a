import assert from "node:assert/strict";
import { test } from "node:test";
import { readJson, readText } from "./read-text.ts";

test("reads OpenAI Whisper's JSON and joins the pieces of a word as the text has them", () => {
  const read = readJson({
    text: " State-of-the-art, да.",
    language: "russian",
    segments: [
      {
        id: 0,
        start: 1,
        end: 3,
        text: " State-of-the-art, да.",
        words: [
          { word: " State", start: 1, end: 1.2, probability: 0.5 },
          { word: "-of", start: 1.2, end: 1.3, probability: 0.9 },
          { word: "-the", start: 1.3, end: 1.4, probability: 0.9 },
          { word: "-art,", start: 1.4, end: 2, probability: 0.9 },
          { word: " да.", start: 2.5, end: 3, probability: 0.8 },
        ],
      },
    ],
  });
  assert.equal(read.format, "whisper-json");
  assert.equal(read.transcript.language, "ru");
  assert.deepEqual(read.words, ["State-of-the-art,@1000-2000", "да.@2500-3000"]);
  assert.equal(read.transcript.segments[0]!.words[1]!.confidence, 0.8);
});

test("Whisper without words gives interpolated words by their letters, and no confidence", () => {
  const read = readJson({
    text: "a",
    segments: [{ start: 0, end: 9, text: " ab abcdef ab" }],
    language: "en",
  });
  assert.deepEqual(read.words, ["ab@0-2077~", "abcdef@2077-6923~", "ab@6923-9000~"]);
  assert.equal(read.transcript.confidence, null);
});

test("the API's words beside the segments get the punctuation of the segment's text", () => {
  const read = readJson({
    task: "transcribe",
    language: "english",
    duration: 3,
    text: "Hello, world. Bye.",
    segments: [
      { id: 0, start: 0, end: 2, text: " Hello, world." },
      { id: 1, start: 2, end: 3, text: " Bye." },
    ],
    words: [
      { word: "Hello", start: 0.1, end: 0.5 },
      { word: "world", start: 0.6, end: 1 },
      { word: "Bye", start: 2.1, end: 2.5 },
    ],
  });
  assert.deepEqual(read.words, ["Hello,@100-500", "world.@600-1000", "Bye.@2100-2500"]);
});

test("reads faster-whisper as a list, as NDJSON and as Python prints it", () => {
  const word = { word: " Привет,", start: 0.1, end: 0.6, probability: 0.9 };
  const segment = {
    id: 1,
    seek: 0,
    start: 0,
    end: 2,
    text: " Привет, it's",
    words: [word, { word: " it's", start: 0.6, end: 2, probability: 0.7 }],
  };
  const printed =
    '[Segment(id=1, seek=0, start=0.0, end=2.0, text=" Привет, it\'s", tokens=[1, 2], avg_logprob=nan, ' +
    "words=[Word(start=np.float64(0.1), end=0.6, word=' Привет,', probability=0.9), " +
    "Word(start=0.6, end=2.0, word=' it\\'s', probability=0.7)], temperature=None)]";
  for (const text of [
    JSON.stringify([segment]),
    `${JSON.stringify(segment)}\n${JSON.stringify({ ...segment, start: 3, end: 4, words: [] })}\n`,
    printed,
  ]) {
    const read = readText(text);
    assert.equal(read.format, "faster-whisper-json");
    assert.deepEqual(read.words.slice(0, 2), ["Привет,@100-600", "it's@600-2000"]);
  }
});

test("reads a Python dictionary and JSON with NaN", () => {
  const dictionary = readText(
    "{'text': ' hi', 'segments': [{'start': 0.0, 'end': 1.0, 'text': ' hi', 'words': None}], 'language': 'en'}",
  );
  assert.deepEqual(dictionary.words, ["hi@0-1000~"]);
  const nan = readText(
    '{"text":"a b","segments":[{"start":0,"end":1,"avg_logprob":NaN,"text":" a b"}],"language":"en"}',
  );
  assert.deepEqual(nan.words, ["a@0-500~", "b@500-1000~"]);
});

test("reads whisperX with speakers, and a number without a time lies between its neighbours", () => {
  const read = readJson({
    segments: [
      {
        start: 0,
        end: 3,
        text: " в 2024 году",
        speaker: "SPEAKER_01",
        words: [
          { word: "в", start: 0, end: 0.5, score: 0.9, speaker: "SPEAKER_01" },
          { word: "2024" },
          { word: "году", start: 2, end: 3, score: 0.8, speaker: "SPEAKER_01" },
        ],
      },
    ],
    word_segments: [],
  });
  assert.equal(read.format, "whisperx-json");
  assert.deepEqual(read.speakers, ["SPEAKER_01"]);
  assert.deepEqual(read.words, ["в@0-500", "2024@500-2000~", "году@2000-3000"]);
});

test("reads whisper-timestamped; a French exclamation mark stays a word and takes no time", () => {
  const read = readJson({
    text: " Bonjour !",
    segments: [
      {
        start: 0.14,
        end: 0.94,
        text: " Bonjour !",
        words: [{ text: "Bonjour !", start: 0.14, end: 0.94, confidence: 0.964 }],
      },
    ],
    language: "fr",
  });
  assert.equal(read.format, "whisper-timestamped-json");
  assert.deepEqual(read.words, ["Bonjour@140-940", "!@940-940~"]);
});

test("reads whisper.cpp: tokens become words, tokens cut inside a letter do no harm", () => {
  const token = (text: string, from: number, to: number, p: number) => ({ text, offsets: { from, to }, p });
  const read = readJson({
    result: { language: "ru" },
    transcription: [
      {
        offsets: { from: 0, to: 3000 },
        text: " Ещё Aladdin, да",
        tokens: [
          token("[_BEG_]", 0, 0, 0.9),
          token(" Е", 0, 300, 0.5),
          token("щ\ufffd", 300, 400, 0.5),
          token(" Ala", 1000, 1200, 0.4),
          token("dd", 1200, 1300, 0.4),
          token("in", 1300, 1400, 0.4),
          token(",", 1400, 1500, 0.4),
          token(" да", 2000, 2400, 1),
          token("[_TT_150]", 3000, 3000, 0.1),
        ],
      },
    ],
  });
  assert.equal(read.format, "whisper-cpp-json");
  assert.deepEqual(read.lines, ["Ещё Aladdin, да"]);
  assert.deepEqual(read.words.slice(1), ["Aladdin,@1000-1500", "да@2000-2400"]);
});

test("reads Podcasting 2.0: lines, and word by word with commas of their own", () => {
  const lines = readJson({
    version: "1.0.0",
    segments: [
      { speaker: "Anna", startTime: 1, endTime: 2, body: "hello there" },
      { speaker: "Ben", startTime: 2, endTime: 3, body: "yes" },
    ],
  });
  assert.deepEqual(
    [lines.format, lines.lines, lines.speakers],
    ["podcasting20-json", ["hello there", "yes"], ["Anna", "Ben"]],
  );
  const body = (text: string, startTime: number, endTime: number) => ({
    speaker: "Anna",
    startTime,
    endTime,
    body: text,
  });
  const words = readJson({
    version: "1.0.0",
    segments: [
      body("Friday", 0.4, 0.8),
      body(",", 0.8, 0.8),
      body(" ", 0.8, 0.8),
      body("the", 0.9, 1.1),
      body(" ", 1.1, 1.1),
      body("2nd", 1.2, 1.5),
    ],
  });
  assert.deepEqual(words.words, ["Friday,@400-800", "the@900-1100", "2nd@1200-1500"]);
});

test("a bare list of lines is read in seconds or in milliseconds, whichever makes sense", () => {
  assert.deepEqual(readJson([{ start: 0, end: 2.5, text: "one" }]).spans, [[0, 2500]]);
  assert.deepEqual(
    readJson([
      { start: 1, end: 5000, text: "one" },
      { start: 25801, end: 28700, text: "two" },
    ]).spans,
    [
      [1, 5000],
      [25801, 28700],
    ],
  );
});

test("a JSON with only a text is spread over the recording", () => {
  const read = readJson({ text: "Ab ab", language: "en" }, { durationSeconds: 4 });
  assert.deepEqual([read.format, read.words], ["text-json", ["Ab@0-2000~", "ab@2000-4000~"]]);
});
