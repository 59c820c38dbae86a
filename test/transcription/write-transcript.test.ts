import assert from "node:assert/strict";
import { test } from "node:test";
import type { Recording, Segment, Transcription } from "../../src/domain.ts";
import {
  type ExportFormat,
  type WriteTranscriptOptions,
  writeTranscript,
} from "../../src/transcription/write-transcript.ts";
import { inventRecording } from "../support/temp-archive.ts";

const recording: Recording = {
  id: 1,
  ...inventRecording(),
  filename: "2026-03-01_10-00-00.opus",
  title: "Пчёлы *и* [мёд]",
  durationSeconds: 3725,
};
const transcription: Transcription = {
  id: 2,
  recordingId: 1,
  text: "",
  language: "ru",
  confidence: 0.9,
  engine: "whisper",
  model: "whisper-base",
  createdAt: "2026-03-01T10:00:00Z",
  isCurrent: true,
  wordCount: 0,
  notes: [],
};

// Words of 400 ms, one every half second.
function segment(text: string, startMs: number, speaker: string | null = null): Segment {
  const words = text.split(" ").map((word, i) => ({
    text: word,
    startMs: startMs + i * 500,
    endMs: startMs + i * 500 + 400,
    confidence: 0.9,
    timing: "measured" as const,
  }));
  return { startMs, endMs: words.at(-1)!.endMs, speaker, language: "ru", channel: null, words };
}

const talk = [
  segment("Добрый день, сегодня мы говорим о пчёлах.", 1000, "Вера"),
  segment("Начнём с весны. <b>Да</b> & -->", 6000, "Степан Ильич"),
];

function write(format: ExportFormat, segments = talk, options?: WriteTranscriptOptions): string {
  return writeTranscript(format, { recording, transcription, segments, options });
}

test("SRT: numbers, commas, names at turns, markup escaped", () => {
  assert.equal(
    write("srt"),
    "1\n00:00:01,000 --> 00:00:04,400\nВера: Добрый день, сегодня мы говорим о пчёлах.\n\n2\n00:00:06,000 --> 00:00:08,900\nСтепан Ильич: Начнём с весны. &lt;b>Да&lt;/b> & --&gt;\n",
  );
});

test("VTT: voices, escapes, and optional word times", () => {
  assert.equal(
    write("vtt"),
    "WEBVTT\n\n00:00:01.000 --> 00:00:04.400\n<v Вера>Добрый день, сегодня мы говорим о пчёлах.\n\n00:00:06.000 --> 00:00:08.900\n<v Степан Ильич>Начнём с весны. &lt;b&gt;Да&lt;/b&gt; &amp; --&gt;\n",
  );
  assert.equal(
    write("vtt", [segment("раз два", 0)], { wordTimes: true }),
    "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nраз<00:00:00.400> <00:00:00.500>два<00:00:00.900>\n",
  );
});

test("a long sentence is cut at its comma into cues of two even lines", () => {
  const text =
    "Когда приходит весна и расцветают первые сады вокруг старой деревни, пчёлы вылетают из ульев и возвращаются домой только поздним вечером.";
  const cues = write("srt", [segment(text, 0)])
    .split("\n\n")
    .map((cue) => cue.trim().split("\n").slice(2));
  assert.ok(cues[0]!.at(-1)!.endsWith("деревни,"));
  assert.equal(cues.flat().join(" "), text);
});

test("TXT: paragraphs by speaker and pause, optional times", () => {
  assert.equal(
    write("txt"),
    "Вера: Добрый день, сегодня мы говорим о пчёлах.\n\nСтепан Ильич: Начнём с весны. <b>Да</b> & -->\n",
  );
  assert.equal(
    write("txt", [segment("раз два", 0), segment("три", 63_000)], { times: true }),
    "[0:00] раз два\n\n[1:03] три\n",
  );
});

test("several channels are told apart where speakers have no names; the JSON keeps numbers", () => {
  const heard = (channel: number, text: string, startMs: number, speaker: string | null = null) => ({
    ...segment(text, startMs, speaker),
    channel,
  });
  const call = [heard(1, "Алло?", 0), heard(2, "Да, слушаю.", 1000), heard(1, "Это я.", 3000, "Вера")];
  assert.equal(write("txt", call), "Channel 1: Алло?\n\nChannel 2: Да, слушаю.\n\nВера: Это я.\n");
  assert.match(
    write("srt", call),
    /\nChannel 1: Алло\?\n[\s\S]+\nChannel 2: Да, слушаю\.\n[\s\S]+\nВера: Это я\.\n/,
  );
  assert.match(write("vtt", call), /<v Channel 1>Алло[\s\S]+<v Channel 2>Да[\s\S]+<v Вера>Это/);
  assert.match(write("md", call), /- Speakers: Channel 1, Channel 2, Вера\n/);
  const { segments } = JSON.parse(write("json", call)) as { segments: Segment[] };
  assert.deepEqual(
    segments.map(({ speaker, channel }) => [speaker, channel]),
    [
      [null, 1],
      [null, 2],
      ["Вера", 1],
    ],
  );
  assert.equal(write("txt", [heard(2, "раз", 0)]), "раз\n", "one channel alone has no name");
});

test("Markdown: facts, then paragraphs that link to their time in the recording, and no formatting from words", () => {
  assert.equal(
    write("md"),
    `# Пчёлы \\*и\\* \\[мёд\\]

- Recorded: 2026-03-01 10:00
- Length: 1:02:05
- Speakers: Вера, Степан Ильич
- Language: ru
- Transcribed by: whisper (whisper-base)

[0:01](<recordings/2026-03-01_10-00-00.opus#t=1>) **Вера:** Добрый день, сегодня мы говорим о пчёлах.

[0:06](<recordings/2026-03-01_10-00-00.opus#t=6>) **Степан Ильич:** Начнём с весны. \\<b\\>Да\\</b\\> \\& --\\>
`,
  );
});

test("JSON names its format and has every field", () => {
  const json = JSON.parse(write("json")) as Record<string, unknown>;
  assert.deepEqual(Object.keys(json), ["format", "version", "recording", "transcription", "segments"]);
  assert.equal(json.format, "fonoteka-transcript");
  assert.equal(json.version, 1);
  assert.deepEqual(json.recording, recording);
  assert.deepEqual(json.segments, talk);
});

test("a recording without speech gives an empty but valid file of every format", () => {
  assert.equal(write("txt", []), "");
  assert.equal(write("srt", []), "");
  assert.equal(write("vtt", []), "WEBVTT\n");
  assert.match(write("md", []), /_No speech found\._\n$/);
  assert.deepEqual((JSON.parse(write("json", [])) as { segments: unknown }).segments, []);
});
