import assert from "node:assert/strict";
import { test } from "node:test";
import { readJson } from "./read-text.ts";

const vendors: {
  name: string;
  value: unknown;
  format: string;
  words: string[];
  speakers: (string | null)[];
  language?: string;
}[] = [
  {
    name: "Deepgram",
    value: {
      metadata: {},
      results: {
        channels: [
          {
            detected_language: "en",
            alternatives: [
              {
                transcript: "Yes, sir.",
                words: [
                  { word: "yes", punctuated_word: "Yes,", start: 0.5, end: 0.9, confidence: 0.9, speaker: 0 },
                  { word: "sir", punctuated_word: "Sir.", start: 1, end: 1.5, confidence: 0.9, speaker: 1 },
                ],
              },
            ],
          },
        ],
      },
    },
    format: "deepgram-json",
    words: ["Yes,@500-900", "Sir.@1000-1500"],
    speakers: ["Speaker 0", "Speaker 1"],
    language: "en",
  },
  {
    name: "AssemblyAI",
    value: {
      id: "x",
      audio_url: "u",
      language_code: "en_us",
      text: "Yes.",
      words: [{ text: "Yes.", start: 170, end: 718, confidence: 0.99, speaker: "A" }],
      utterances: null,
    },
    format: "assemblyai-json",
    words: ["Yes.@170-718"],
    speakers: ["A"],
    language: "en",
  },
  {
    name: "Azure, whose display words take the times of the words heard",
    value: {
      recognizedPhrases: [
        {
          speaker: 1,
          offsetInTicks: 10_000_000,
          durationInTicks: 20_000_000,
          nBest: [
            {
              confidence: 0.9,
              display: "Room 30, please.",
              words: [
                { word: "room", offset: "PT1S", duration: "PT0.5S", confidence: 0.9 },
                { word: "thirty", offsetInTicks: 15_000_000, durationInTicks: 5_000_000 },
                { word: "please", offset: "PT2S", duration: "PT1S" },
              ],
            },
          ],
        },
      ],
    },
    format: "azure-json",
    words: ["Room@1000-1500", "30,@1500-2000~", "please.@2000-3000"],
    speakers: ["Speaker 1"],
  },
  {
    name: "Amazon Transcribe",
    value: {
      jobName: "j",
      results: {
        language_code: "ru-RU",
        items: [
          {
            type: "pronunciation",
            start_time: "0.5",
            end_time: "1.0",
            speaker_label: "spk_0",
            alternatives: [{ confidence: "0.5", content: "Да" }],
          },
          { type: "punctuation", alternatives: [{ confidence: "0.0", content: "." }] },
        ],
      },
    },
    format: "amazon-json",
    words: ["Да.@500-1000"],
    speakers: ["spk_0"],
    language: "ru",
  },
  {
    name: "Google",
    value: {
      results: [
        {
          languageCode: "en-us",
          resultEndTime: "2s",
          alternatives: [
            {
              transcript: "Hello there",
              words: [
                {
                  word: "Hello",
                  startTime: "0.100s",
                  endTime: { seconds: "0", nanos: 500000000 },
                  speakerTag: 2,
                },
                { word: "there", startTime: "0.5s", endTime: "1s", speakerTag: 2 },
              ],
            },
          ],
        },
      ],
    },
    format: "google-json",
    words: ["Hello@100-500", "there@500-1000"],
    speakers: ["Speaker 2"],
    language: "en",
  },
  {
    name: "IBM Watson",
    value: {
      results: [
        {
          final: true,
          alternatives: [
            {
              transcript: "hello there ",
              confidence: 0.9,
              timestamps: [
                ["hello", 0.1, 0.5],
                ["there", 0.5, 1],
              ],
            },
          ],
        },
      ],
      speaker_labels: [
        { from: 0.1, to: 0.5, speaker: 0 },
        { from: 0.5, to: 1, speaker: 1 },
      ],
    },
    format: "watson-json",
    words: ["hello@100-500", "there@500-1000"],
    speakers: ["Speaker 0", "Speaker 1"],
  },
  {
    name: "Speechmatics 2",
    value: {
      format: "2.9",
      metadata: { transcription_config: { language: "ru" } },
      results: [
        {
          type: "word",
          start_time: 0,
          end_time: 0.4,
          alternatives: [{ content: "Нет", confidence: 1, speaker: "S1" }],
        },
        { type: "punctuation", start_time: 0.4, end_time: 0.4, alternatives: [{ content: "!" }] },
      ],
    },
    format: "speechmatics-json",
    words: ["Нет!@0-400"],
    speakers: ["S1"],
    language: "ru",
  },
  {
    name: "the old Speechmatics",
    value: {
      job: { lang: "en" },
      speakers: [{ name: "F1", time: "0.0", duration: "9" }],
      words: [
        { name: "No", time: "0.5", duration: "0.25", confidence: "0.9" },
        { name: ".", time: "0.75", duration: "0", confidence: "1" },
      ],
    },
    format: "speechmatics-json",
    words: ["No.@500-750"],
    speakers: ["F1"],
    language: "en",
  },
  {
    name: "BBC Kaldi",
    value: {
      retval: {
        words: [{ word: "there", punct: "There,", start: 1, end: 1.5, confidence: 0.7 }],
        segmentation: { segments: [{ start: 0, duration: 9, speaker: { "@id": "S12" } }] },
      },
    },
    format: "bbc-kaldi-json",
    words: ["There,@1000-1500"],
    speakers: ["S12"],
  },
  {
    name: "digital paper edit",
    value: {
      words: [
        { id: 0, text: "One", start: 0, end: 0.5 },
        { id: 1, text: "two", start: 6, end: 6.5 },
      ],
      paragraphs: [
        { id: 0, start: 0, end: 1, speaker: "F" },
        { id: 1, start: 5, end: 7, speaker: "M" },
      ],
    },
    format: "digital-paper-edit-json",
    words: ["One@0-500", "two@6000-6500"],
    speakers: ["F", "M"],
  },
  {
    name: "autoEdit",
    value: {
      text: [
        {
          id: 0,
          speaker: "Anna",
          paragraph: [{ id: 0, line: [{ id: 0, text: "One", start: 0, end: 0.5 }] }],
        },
      ],
    },
    format: "autoedit-json",
    words: ["One@0-500"],
    speakers: ["Anna"],
  },
  {
    name: "Trint",
    value: {
      title: "x",
      speakers: { s1: { name: "Eva" } },
      words: [{ time: 3050, duration: 330, value: "Primeiro", paragraphId: "p0", speaker: "s1" }],
    },
    format: "trint-json",
    words: ["Primeiro@3050-3380"],
    speakers: ["Eva"],
  },
  {
    name: "Vosk",
    value: { result: [{ conf: 1, start: 0.1, end: 0.5, word: "привет" }], text: "привет" },
    format: "vosk-json",
    words: ["привет@100-500"],
    speakers: [null],
  },
  {
    name: "transformers",
    value: {
      text: "a",
      chunks: [
        { timestamp: [0, 1], text: " hi" },
        { timestamp: [1, null], text: " you" },
      ],
    },
    format: "transformers-json",
    words: ["hi@0-1000~", "you@1000-1480~"],
    speakers: [null, null],
  },
  {
    name: "aeneas",
    value: { fragments: [{ begin: "0.500", end: "1.5", language: "eng", lines: ["one", "two"] }] },
    format: "aeneas-json",
    words: ["one@500-1000~", "two@1000-1500~"],
    speakers: [null],
    language: "en",
  },
];

for (const { name, value, format, words, speakers, language } of vendors) {
  test(`reads the JSON of ${name}`, () => {
    const read = readJson(value);
    assert.equal(read.format, format);
    assert.deepEqual(read.words, words);
    assert.deepEqual(read.speakers, speakers);
    assert.equal(read.transcript.language, language ?? null);
  });
}
