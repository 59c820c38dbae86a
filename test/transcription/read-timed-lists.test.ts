/** JSON of any program: lists of timed lines are read, what has times and is not known is refused. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isArchiveError } from "../../src/errors.ts";
import { readJson } from "./read-text.ts";

describe("lists of lines of any program", () => {
  const cases: [
    name: string,
    value: unknown,
    lines: string[],
    speakers: (string | null)[],
    startMs: number,
  ][] = [
    [
      "Sonix",
      {
        language: "en",
        transcript: [
          {
            speaker: "Anna",
            start_time: 0.5,
            end_time: 2,
            text: "Hello there",
            words: [
              { text: "Hello", start_time: 0.5, end_time: 1 },
              { text: "there", start_time: 1, end_time: 2 },
            ],
          },
        ],
      },
      ["Hello there"],
      ["Anna"],
      500,
    ],
    [
      "words without a line",
      [
        {
          speaker: "Anna",
          words: [
            { text: "Hello", data_start: 0.5, data_end: 1 },
            { text: "there", data_start: 1, data_end: 2 },
          ],
        },
      ],
      ["Hello there"],
      ["Anna"],
      500,
    ],
    [
      "Teams",
      {
        entries: [
          {
            text: "Привет",
            speakerDisplayName: "Анна",
            startOffset: "00:00:01.2340000",
            endOffset: "00:00:02.5",
          },
        ],
      },
      ["Привет"],
      ["Анна"],
      1234,
    ],
    [
      "clock times",
      [
        { sentence: "Hello there", startTime: "00:05", endTime: "00:07", speaker_name: "Anna" },
        { sentence: "Hi", startTime: "00:08", endTime: "00:09", speaker_name: "Bob" },
      ],
      ["Hello there", "Hi"],
      ["Anna", "Bob"],
      5000,
    ],
    [
      "AssemblyAI's utterances",
      { utterances: [{ speaker: "A", start: 500, end: 2500, text: "Hello there my friend" }] },
      ["Hello there my friend"],
      ["A"],
      500,
    ],
    [
      "youtube-transcript",
      [
        { text: "hello there", duration: 2.1, offset: 0.5 },
        { text: "and you", duration: 2, offset: 3 },
      ],
      ["hello there", "and you"],
      [null, null],
      500,
    ],
    [
      "times in instances",
      {
        videos: [
          {
            insights: {
              transcript: [
                { id: 1, text: "Hello", speakerId: 1, instances: [{ start: "0:00:01.2", end: "0:00:02" }] },
              ],
            },
          },
        ],
      },
      ["Hello"],
      ["Speaker 1"],
      1200,
    ],
    [
      "Chinese in milliseconds",
      [
        {
          key: "a",
          text: "…",
          sentence_info: [
            { text: "你好世界", start: 500, end: 1800, spk: 0 },
            { text: "再见朋友们", start: 2000, end: 3800, spk: 1 },
          ],
        },
      ],
      ["你好世界", "再见朋友们"],
      ["Speaker 0", "Speaker 1"],
      500,
    ],
    [
      "OpenAI's diarized_json",
      {
        task: "transcribe",
        duration: 5,
        text: "Hi there",
        segments: [
          {
            type: "transcript.text.segment",
            id: "seg_001",
            start: 0.5,
            end: 2,
            text: "Hi there",
            speaker: "A",
          },
        ],
      },
      ["Hi there"],
      ["A"],
      500,
    ],
  ];
  for (const [name, value, lines, speakers, startMs] of cases) {
    test(name, () => {
      const read = readJson(value, { durationSeconds: 600 });
      assert.deepEqual([read.lines, read.speakers, read.spans[0]![0]], [lines, speakers, startMs]);
    });
  }

  test("every turn with a list of its own is read, under its speaker", () => {
    const turn = (speakerId: string, start: number, text: string) => ({
      speakerId,
      sentences: [{ start, end: start + 2000, text }],
    });
    const read = readJson({
      callTranscripts: [
        {
          transcript: [
            turn("7", 500, "Hello there my friend"),
            turn("8", 2500, "How are you doing"),
            turn("7", 5000, "I am very well"),
          ],
        },
      ],
    });
    assert.deepEqual(read.lines, ["Hello there my friend", "How are you doing", "I am very well"]);
    assert.deepEqual(read.speakers, ["Speaker 7", "Speaker 8", "Speaker 7"]);
  });

  test("tags and references of scraped captions are no words", () => {
    const read = readJson([{ text: "I&amp;#39;m <i>here</i> &amp; a<b", offset: 0.5, duration: 2.25 }]);
    assert.deepEqual(read.lines, ["I'm here & a<b"]);
  });

  test("chapters and translations beside the lines are not read instead of them", () => {
    const read = readJson({
      chapters: [{ start: 0, end: 60_000, text: "a very long summary of everything that was said" }],
      utterances: [{ start: 500, end: 1500, text: "short answer" }],
    });
    assert.deepEqual(read.lines, ["short answer"]);
  });
});

describe("JSON that is not read", () => {
  const refused = (value: unknown, fields: RegExp) =>
    assert.throws(
      () => readJson(value, { durationSeconds: 60 }),
      (error) => {
        assert.ok(isArchiveError(error, "unsupported-transcript"));
        assert.match(error.message, fields);
        assert.match(error.hint, /ElevenLabs/);
        return true;
      },
    );

  test("says what it has", () => {
    refused({ title: "x", items: [{ id: 1, phrase: "слово" }] }, /its fields: title, items\)/);
    refused([{ id: 1, phrase: "слово" }], /its fields: id, phrase\)/);
    refused([1, 2], /its fields: –\)/);
  });

  test("a text with times beside it is not laid over the recording", () => {
    refused({ text: "hello world", glyphs: [{ start: 0.5, glyph: "h" }] }, /text, glyphs/);
    refused({ text: "hello world", marks: { timestamps: [0.1, 0.5] } }, /text, marks/);
    refused({ text: "hello", timestamp: [[10, 500]] }, /text, timestamp/);
  });

  test("a text with the date of the request is", () => {
    const read = readJson(
      { text: "hello world", timestamp: 1_700_000_000, duration: 5, usage: { tokens: 5 } },
      { durationSeconds: 5 },
    );
    assert.deepEqual([read.format, read.lines], ["text-json", ["hello world"]]);
  });
});
