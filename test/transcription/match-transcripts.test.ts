import assert from "node:assert/strict";
import { test } from "node:test";
import { textReaders } from "../../src/transcription/formats/readers.ts";
import {
  hasTranscriptEnding,
  isTranscriptName,
  matchTranscripts,
} from "../../src/transcription/match-transcripts.ts";

/** The transcripts of each sound as `name` or `name (language)`. */
function match(names: string[], sounds: string[]): Record<string, string[]> {
  return Object.fromEntries(
    [...matchTranscripts([...names, ...sounds], sounds)].map(([sound, found]) => [
      sound,
      found.map(({ name, language }) => (language === null ? name : `${name} (${language})`)),
    ]),
  );
}

test("a transcript is found by the sound's name, with language and kind in any order and spelling", () => {
  const found: [string, string][] = [
    ["talk.srt", "talk.srt"],
    ["talk.SRT", "talk.SRT"],
    ["talk.mp3.srt", "talk.mp3.srt"],
    ["talk.en.vtt", "talk.en.vtt (en)"],
    ["talk.en-US.vtt", "talk.en-US.vtt (en)"],
    ["talk.en-orig.vtt", "talk.en-orig.vtt (en)"],
    ["talk.zh-Hans.vtt", "talk.zh-Hans.vtt (zh)"],
    ["talk.rus.srt", "talk.rus.srt (ru)"],
    ["talk.russian.srt", "talk.russian.srt (ru)"],
    ["talk.mp3.ru.srt", "talk.mp3.ru.srt (ru)"],
    ["talk.ru.forced.srt", "talk.ru.forced.srt (ru)"],
    ["talk_ru.srt", "talk_ru.srt (ru)"],
    ["talk-en.srt", "talk-en.srt (en)"],
    ["talk (ru).srt", "talk (ru).srt (ru)"],
    ["talk [en].srt", "talk [en].srt (en)"],
    ["talk.transcript.vtt", "talk.transcript.vtt"],
    ["talk.whisper.json", "talk.whisper.json"],
    ["talk.large-v3.json", "talk.large-v3.json"],
    ["talk.mp3.words.json", "talk.mp3.words.json"],
    ...["lrc", "ass", "ssa", "ttml", "dfxp", "sbv", "sub", "eaf", "TextGrid", "tsv", "csv", "txt"].map(
      (ending): [string, string] => [`talk.${ending}`, `talk.${ending}`],
    ),
  ];
  for (const [name, expected] of found)
    assert.deepEqual(match([name], ["talk.mp3"]), { "talk.mp3": [expected] }, name);
});

test("other files of a sound's name are no transcripts of it", () => {
  for (const name of [
    "talk.info.json",
    "talk.chapters.json",
    "talk.part2.srt",
    "talk2.srt",
    "other.srt",
    "talk.jpg",
    "chat.txt",
    "talk.words.json",
    "talk.ru",
  ])
    assert.deepEqual(match([name], ["talk.mp3"]), { "talk.mp3": [] }, name);
});

test("composed and decomposed letters are one name", () => {
  const composed = "Лекция й.srt".normalize("NFC");
  const decomposed = "Лекция й.wav".normalize("NFD");
  assert.deepEqual(match([composed], [decomposed]), { [decomposed]: [composed] });
  assert.deepEqual(match([composed.normalize("NFD")], [decomposed.normalize("NFC")]), {
    [decomposed.normalize("NFC")]: [composed.normalize("NFD")],
  });
});

test("a transcript belongs to the longest name, and to all sounds that share it", () => {
  assert.deepEqual(match(["talk.en.srt", "talk.srt"], ["talk.wav", "talk.en.wav"]), {
    "talk.wav": ["talk.srt"],
    "talk.en.wav": ["talk.en.srt"],
  });
  assert.deepEqual(match(["talk.srt", "talk.mp3.vtt"], ["talk.wav", "talk.mp3"]), {
    "talk.wav": ["talk.srt"],
    "talk.mp3": ["talk.mp3.vtt", "talk.srt"],
  });
});

test("word times come first, a machine's guess and forced parts last", () => {
  const names = ["talk.srt", "talk.vtt", "talk.json", "talk.txt", "talk.auto.vtt", "talk.forced.vtt"];
  assert.deepEqual(match(names, ["talk.mp3"])["talk.mp3"], [
    "talk.json",
    "talk.vtt",
    "talk.srt",
    "talk.txt",
    "talk.auto.vtt",
    "talk.forced.vtt",
  ]);
});

test("a meeting's folder has one transcript for its sounds, and its chat is none", () => {
  const zoom = ["audio1234567.m4a", "video1234567.mp4"];
  assert.deepEqual(match(["closed_caption.txt", "chat.txt", "meeting_saved_chat.txt"], zoom), {
    "audio1234567.m4a": ["closed_caption.txt"],
    "video1234567.mp4": ["closed_caption.txt"],
  });
  const cloud = "GMT20240115-143000_Recording";
  assert.deepEqual(match([`${cloud}.transcript.vtt`], [`${cloud}.m4a`, `${cloud}_1920x1080.mp4`]), {
    [`${cloud}.m4a`]: [`${cloud}.transcript.vtt`],
    [`${cloud}_1920x1080.mp4`]: [`${cloud}.transcript.vtt`],
  });
  assert.deepEqual(match(["transcript.vtt"], ["one.m4a"]), { "one.m4a": ["transcript.vtt"] });
  assert.deepEqual(match(["transcript.vtt"], ["one.m4a", "two.m4a"]), { "one.m4a": [], "two.m4a": [] });
});

test("subtitle files are told from texts and data by their ending", () => {
  for (const name of ["a.srt", "a.VTT", "a.lrc", "a.TextGrid"]) assert.ok(isTranscriptName(name), name);
  for (const name of ["a.txt", "a.json", "a.xml", "a.mp3", "srt"]) assert.ok(!isTranscriptName(name), name);
});

test("every format that is read is known by its endings beside a sound", () => {
  const endings = [
    ...textReaders.flatMap(({ extensions }) => extensions),
    ...[".json", ".json3", ".jsonl", ".otr"],
  ];
  for (const ending of endings) {
    assert.ok(hasTranscriptEnding(`a${ending}`), ending);
    const name = `talk [abc].en${ending}`;
    assert.deepEqual(match([name], ["talk [abc].opus"]), { "talk [abc].opus": [`${name} (en)`] }, ending);
  }
  for (const name of ["v.ru.srv3", "n.json3", "n.ctm", "n.otr", "n.mpl"])
    assert.ok(isTranscriptName(name), name);
});
