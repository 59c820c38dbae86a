import assert from "node:assert/strict";
import { test } from "node:test";
import { isArchiveError } from "../../src/errors.ts";
import { readTranscript } from "../../src/transcription/read-transcript.ts";
import { readText } from "./read-text.ts";

const srt =
  "1\n00:00:01,000 --> 00:00:03,000\nПривет, как дела? Ещё раз — 5 €\n\n2\n00:00:04,000 --> 00:00:05,000\nОчень хорошо\n";
test("reads Western subtitles in Windows-1252, and UTF-8 with a few broken bytes as UTF-8", () => {
  const french = readTranscript(
    Buffer.from("1\n00:00:01,000 --> 00:00:03,000\nTrès drôle, l'été à 84°F\n", "latin1"),
  );
  assert.deepEqual(
    french.transcript.segments[0]!.words.map((word) => word.text),
    ["Très", "drôle,", "l'été", "à", "84°F"],
  );
  const broken = Buffer.concat([Buffer.from(srt), Buffer.from([0xd1, 0x20])]);
  assert.equal(readTranscript(broken).transcript.segments[0]!.words[0]!.text, "Привет,");
});

const refused: [string, Uint8Array | string][] = [
  ["an empty file", ""],
  ["only a mark", "\ufeff \n"],
  ["WebVTT without a cue", "WEBVTT\n\nNOTE nothing\n"],
  ["a Whisper result without words", '{"text":"","segments":[],"language":"en"}'],
  ["JSON of something else", '{"name":"fonoteka","version":"1.0.0"}'],
  ["cut-off JSON", '{"text":"a","segments":[{"start":0,"end":1,"text":"a b c"},{"start":1,'],
  ["deep JSON", "[".repeat(100_000)],
  ["deep JSON that is whole", `${'{"segments":['.repeat(5000)}${"]}".repeat(5000)}`],
  ["deep Python", "{'a':".repeat(100_000)],
  ["deep XML", `<tt><body>${"<div>".repeat(100_000)}`],
  ["XML of something else", "<?xml version='1.0'?><smil><body/></smil>"],
  ["a table of times without text", "0.000\t2.680\tf000001\n2.680\t5.880\tf000002\n"],
  ["numbers", "1 2 3"],
  ["binary garbage", Uint8Array.from({ length: 5000 }, (_, i) => (i * i * 31 + i * 7) % 256)],
  ["zeros", new Uint8Array(5000)],
  ["a WAV file", Buffer.from("RIFF\0\0\0\0WAVEfmt ")],
  ["an Opus file", Buffer.from("OggS\0\x02\0\0")],
  ["a Word document", Buffer.from("PK\x03\x04\x14\0")],
  ["an export of a newer program", '{"format":"fonoteka-transcript","version":2,"segments":[]}'],
  [
    "an export changed by hand",
    '{"format":"fonoteka-transcript","version":1,"segments":[{"startMs":0,"endMs":1,"words":[{"text":"a b","startMs":0,"endMs":1}]}]}',
  ],
];

for (const [name, content] of refused) {
  test(`refuses ${name} with a hint`, () => {
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    assert.throws(
      () => readTranscript(bytes, { durationSeconds: 10 }),
      (error) => isArchiveError(error, "unsupported-transcript") && error.hint.length > 10,
    );
  });
}

test("refuses a subtitle file without a valid cue, also as .txt: its times would become words", () => {
  const bytes = Buffer.from("1\n00:00:99,500 --> xx\nhello");
  for (const filename of ["bad.srt", "BAD.VTT", "bad.ass", "bad.lrc", "bad.sbv", "bad.ttml"]) {
    assert.throws(
      () => readTranscript(bytes, { filename, durationSeconds: 10 }),
      { code: "unsupported-transcript", reason: "transcript-without-cues" },
      filename,
    );
  }
  assert.throws(() => readTranscript(bytes, { filename: "bad.txt", durationSeconds: 10 }), {
    code: "unsupported-transcript",
    reason: "transcript-format-unknown",
  });
});

const long: [string, string][] = [
  ["tags with words in one subtitle", `1\n00:00:00,000 --> 00:00:09,000\n${"<b x> <i> ".repeat(100_000)}`],
  ["tags with words in one cue", `WEBVTT\n\n00:00.000 --> 00:09.000\n${"<b x> <i> ".repeat(100_000)}`],
  ["signs in XML", `<tt><body><p begin="1s" end="2s">${"a<b c>d < ".repeat(100_000)}</p></body></tt>`],
  ["opening brackets", "<".repeat(1_000_000)],
  ["voice tags", `WEBVTT\n\n00:00.000 --> 00:01.000\n${"<v ".repeat(300_000)}`],
  ["line breaks", `${"\n".repeat(1_000_000)}x`],
  ["spaces", `${" ".repeat(1_000_000)}x`],
  ["digits and colons", "0:".repeat(500_000)],
  ["quotes", '"'.repeat(1_000_000)],
  ["unclosed codes", `1\n00:00:01,000 --> 00:00:02,000\n${"{\\".repeat(300_000)}`],
  ["an endless attribute", `<tt ${"a".repeat(1_000_000)}`],
  ["unclosed paragraphs", `<time>1:00</time>${"<p>".repeat(100_000)}`],
];

const clockAt = (i: number) =>
  `00:${String(Math.floor(i / 60) % 60).padStart(2, "0")}:${String(i % 60).padStart(2, "0")},000`;

const many: [string, string][] = [
  [
    "150,000 lines at one time",
    Array.from({ length: 150_000 }, (_, i) => `${i + 1}\n${clockAt(1)} --> ${clockAt(2)}\nслово\n`).join(
      "\n",
    ),
  ],
  [
    "a paragraph of 150,000 timed words",
    `<tt><body><p begin="0s" end="9s">${'<span begin="1s" end="2s">слово</span> '.repeat(150_000)}</p></body></tt>`,
  ],
  ["lyrics of one line and 150,000 words", `[00:01.00]<00:01.00>${"слово ".repeat(150_000)}<00:02.00>\n`],
  [
    "a TextGrid with a tier of minus nine points",
    `File type = "ooTextFile"\nObject class = "TextGrid"\n\n"TextTier"\n"x"\n0\n9\n-9\n"IntervalTier"\n"Anna"\n0\n9\n1\n0\n9\n"слово"\n`,
  ],
  [
    "a TextGrid of 50,000 tiers",
    `File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n9\n<exists>\n50000\n${'"IntervalTier"\n"Anna"\n0\n9\n1\n0\n9\n"слово"\n'.repeat(50_000)}`,
  ],
];

for (const [name, text] of many) {
  test(`reads ${name}`, () => {
    assert.ok(readText(text).words.length >= 1);
  });
}

for (const [name, text] of long) {
  // Quadratic work would take minutes and end in the time limit of the test.
  test(`reads or refuses a megabyte of ${name}`, () => {
    try {
      readText(text, { durationSeconds: 10 });
    } catch (error) {
      assert.ok(isArchiveError(error), String(error));
    }
  });
}

test("reads two hours of words", () => {
  const words = Array.from({ length: 15_000 }, (_, i) => ({
    id: i,
    start: i * 0.48,
    end: i * 0.48 + 0.4,
    text: i % 12 === 11 ? "word." : "word",
  }));
  const bytes = Buffer.from(
    JSON.stringify({ words, paragraphs: [{ id: 0, start: 0, end: 7200, speaker: "A" }] }, null, 1),
  );
  const { transcript } = readTranscript(bytes);
  assert.equal(
    transcript.segments.reduce((sum, segment) => sum + segment.words.length, 0),
    15_000,
  );
});

const slow: [string, string][] = [
  [
    "a subtitle of 20,000 named lines with times inside",
    `WEBVTT\n\n00:00.000 --> 59:59.000\n${Array.from({ length: 20_000 }, (_, i) => `Anna: <${clockAt(i % 3599).replace(",", ".")}>yes`).join("\n")}`,
  ],
  [
    "20,000 clocks that begin again",
    Array.from({ length: 40_000 }, (_, i) => `[00:0${(i % 2) * 9}.00]${i % 2 === 0 ? "yes" : "no"}`).join(
      "\n",
    ),
  ],
  [
    "20,000 lines that roll",
    Array.from(
      { length: 20_000 },
      (_, i) =>
        `[${clockAt(i % 3600)
          .slice(3)
          .replace(",", ".")}]a${i} b${i}\n[${clockAt(i % 3600)
          .slice(3)
          .replace(",", ".")}]a${i + 1} b${i + 1}`,
    ).join("\n"),
  ],
];

for (const [name, text] of slow) {
  test(`reads ${name} in a time that grows with their number`, () => {
    assert.ok(readText(text).words.length > 1000);
  });
}
