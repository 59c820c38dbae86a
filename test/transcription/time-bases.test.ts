/** Times that do not say what they count: seconds or milliseconds, frames, an editor's timeline, a clock on the wall. */

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { insertRecording } from "../../src/storage/recordings.ts";
import { getTranscript } from "../../src/storage/transcriptions.ts";
import { storeTranscript } from "../../src/transcription/store-transcript.ts";
import { inventRecording, openTempArchive } from "../support/temp-archive.ts";
import { readJson, readText } from "./read-text.ts";

const codes = ({ transcript }: ReturnType<typeof readText>) =>
  (transcript.notes ?? []).map(({ code }) => code);

/** Subtitles of one line a minute, from `fromMs` on. */
function srt(fromMs: number, count: number, stepMs = 60_000): string {
  const clock = (ms: number) => new Date(ms).toISOString().slice(11, 23).replace(".", ",");
  return Array.from({ length: count }, (_, i) => {
    const startMs = fromMs + i * stepMs;
    return `${i + 1}\n${clock(startMs)} --> ${clock(startMs + 2000)}\nстрока номер ${i + 1}\n`;
  }).join("\n");
}

describe("seconds, hundredths or milliseconds", () => {
  const lines = ["yeah we got it okay", "the swinging workshop", "и потом мы пошли дальше"];
  const list = (unit: number, key = "end") =>
    lines.map((text, i) => ({ start: (i * 6000) / unit, [key]: (i * 6000 + 4000) / unit, text }));
  const expected = [
    [0, 4000],
    [6000, 10_000],
    [12_000, 16_000],
  ];

  test("vibe's hundredths, as in its own files", () => {
    const read = readJson(
      [
        { start: 96, stop: 712, text: " yeah we got it okay", speaker: 0 },
        { start: 712, stop: 1456, text: " the swinging workshop", speaker: 0 },
      ],
      { durationSeconds: 60 },
    );
    assert.deepEqual(read.spans, [
      [960, 7120],
      [7120, 14_560],
    ]);
    assert.deepEqual(codes(read), ["transcript-hundredths"]);
  });

  for (const [name, unit] of [
    ["seconds", 1000],
    ["hundredths", 10],
    ["milliseconds", 1],
  ] as const) {
    test(`whole ${name}, with and without the length of the recording`, () => {
      for (const durationSeconds of [undefined, 16, 60, 600]) {
        assert.deepEqual(readJson(list(unit), { durationSeconds }).spans, expected, `${durationSeconds} s`);
        assert.deepEqual(readJson({ segments: list(unit, "stop") }, { durationSeconds }).spans, expected);
      }
    });
    test(`whole ${name} in the fields of Whisper, and in a table`, () => {
      assert.deepEqual(
        readJson({ text: "…", segments: list(unit) }, { durationSeconds: 20 }).spans,
        expected,
      );
      const rows = list(unit).map(({ start, end, text }) => `${start}\t${end}\t${text}`);
      assert.deepEqual(
        readText(["start\tend\ttext", ...rows].join("\n"), { durationSeconds: 20 }).spans,
        expected,
      );
    });
  }

  test("titles of chapters in whole seconds, which last minutes", () => {
    const chapters = [
      { start: 0, end: 84, text: "Introduction" },
      { start: 84, end: 240, text: "Вопросы" },
    ];
    assert.equal(readJson(chapters, { durationSeconds: 250 }).spans[1]![0], 84_000);
  });

  test("fractions are seconds; of milliseconds only where seconds would be far past the end", () => {
    const fractions = (scale: number) =>
      lines.map((text, i) => ({ start: (i * 6 + 0.0004) * scale, end: (i * 6 + 4.0004) * scale, text }));
    assert.deepEqual(readJson(fractions(1)).spans, expected);
    assert.deepEqual(readJson(fractions(1000), { durationSeconds: 20 }).spans, expected);
  });

  test("a clock among the fields is a clock, and a name with its unit is believed", () => {
    assert.deepEqual(readJson([{ start: "00:01:00", end: "00:05:00", text: "a b" }]).spans, [
      [60_000, 300_000],
    ]);
    assert.deepEqual(readJson([{ start_ms: 60, end_ms: 90, text: "a b" }]).spans, [[60, 90]]);
    assert.deepEqual(readJson([{ startTimeInSeconds: 6000, durationSeconds: 500, text: "a b" }]).spans, [
      [6_000_000, 6_500_000],
    ]);
    assert.deepEqual(readText("0:00:05\t0:04:10\tодна длинная строка\n").spans, [[5000, 250_000]]);
  });
});

describe("an editor's timeline", () => {
  test("of one hour and of ten hours is moved to the start of the recording, with a note", () => {
    for (const hours of [1, 10]) {
      const read = readText(srt(hours * 3_600_000 + 1000, 3), { durationSeconds: 180 });
      assert.deepEqual(read.spans, [
        [1000, 3000],
        [61_000, 63_000],
        [121_000, 123_000],
      ]);
      assert.deepEqual(codes(read), ["transcript-timeline-shifted"]);
      assert.match(read.transcript.notes![0]!.text, new RegExp(`begin at ${hours}:00:00`));
    }
  });

  test("in WebVTT and in the words of JSON", () => {
    const vtt = readText("WEBVTT\n\n01:00:01.000 --> 01:00:03.000\none <01:00:02.000>two\n", {
      durationSeconds: 9,
    });
    assert.deepEqual(vtt.words, ["one@1000-2000", "two@2000-3000"]);
    const words = [{ word: "one", start: 36_001, end: 36_001.5, score: 1 }];
    const json = readJson(
      { segments: [{ start: 36_001, end: 36_002, text: "one", words }], word_segments: [] },
      { durationSeconds: 9 },
    );
    assert.deepEqual(json.words, ["one@1000-1500"]);
  });

  test("stays where the subtitles fit: two hours, of which the second has speech", () => {
    const read = readText(srt(3_601_000, 50), { durationSeconds: 7200 });
    assert.equal(read.spans[0]![0], 3_601_000);
    assert.deepEqual(codes(read), []);
  });

  test("border: the last line fits to a second, or is a second past the end and its slack", () => {
    // 121 s are the last start; a hundredth of the length, and 3 s at least, may be missing.
    const stays = readText(srt(3_601_000, 3), { durationSeconds: 3600 + 121 - 36 });
    assert.equal(stays.spans[0]![0], 3_601_000);
    const moves = readText(srt(3_601_000, 3), { durationSeconds: 3600 + 121 - 41 });
    assert.equal(moves.spans[0]![0], 1000);
  });

  test("what was shifted is stored with the transcription", async (t) => {
    const { db, folder } = openTempArchive(t);
    const recording = insertRecording(db, inventRecording({ durationSeconds: 180 }));
    const path = join(folder, "davinci.srt");
    writeFileSync(path, srt(3_601_000, 3));
    const { transcription } = await storeTranscript({ db, recording, path });
    const stored = getTranscript(db, transcription.id);
    assert.equal(stored.segments[0]!.startMs, 1000);
    assert.deepEqual(
      stored.notes?.map(({ code }) => code),
      ["transcript-timeline-shifted"],
    );
  });

  test("is not invented: lines that do not fit after the shift, the middle of an hour, an unknown length", () => {
    assert.equal(readText(srt(3_601_000, 9), { durationSeconds: 60 }).spans[0]![0], 3_601_000);
    assert.equal(
      readText(srt(3_600_000 + 25 * 60_000, 3), { durationSeconds: 3000 }).spans[0]![0],
      5_100_000,
    );
    assert.equal(readText(srt(3_601_000, 3)).spans[0]![0], 3_601_000);
    const mixed = `${srt(1000, 2)}\n${srt(3_601_000, 9)}`;
    assert.equal(readText(mixed, { durationSeconds: 600 }).spans[0]![0], 1000);
  });
});

describe("frames", () => {
  const block = (start: string, end: string, text: string) => `${start} --> ${end}\n${text}\n\n`;

  test("in SRT, at 25 a second where nothing tells more, with a note", () => {
    const read = readText(
      block("00:00:02:12", "00:00:04:00", "раз") + block("00:00:05:00", "00:00:06:20", "два"),
      {
        filename: "a.srt",
      },
    );
    assert.deepEqual(read.spans, [
      [2480, 4000],
      [5000, 6800],
    ]);
    assert.deepEqual(codes(read), ["transcript-frame-rate"]);
    assert.match(read.transcript.notes![0]!.text, /25 per second/);
  });

  test("the highest number tells the rate", () => {
    const all = (rate: number) =>
      Array.from({ length: 60 }, (_, i) => {
        const two = (value: number) => String(value).padStart(2, "0");
        return block(`00:00:${two(i)}:${two(i % rate)}`, `00:00:${two(i)}:${two(i % rate)}`, `line ${i}`);
      }).join("");
    for (const rate of [24, 25, 30, 50, 60]) {
      const read = readText(all(rate), { filename: "a.srt" });
      assert.equal(
        read.spans[rate - 1]![0],
        (rate - 1) * 1000 + Math.round(((rate - 1) * 1000) / rate),
        `${rate}`,
      );
    }
    // Five timecodes up to 29 are not of 25 a second.
    assert.equal(
      readText(block("00:00:01:29", "00:00:03:00", "x"), { filename: "a.srt" }).spans[0]![0],
      1967,
    );
  });

  test("in tables, whatever stands between the cells, with a note", () => {
    for (const mark of [",", ";", "\t"]) {
      const rows = [
        ["Speaker Name", "Start Time", "End Time", "Text"],
        ["Speaker 1", "00:00:01:00", "00:00:03:12", "Hello friend."],
        ["2", "00:00:04:00", "00:00:06:20", "Good day."],
      ];
      const read = readText(rows.map((row) => `${row.join(mark)}\n`).join(""), { filename: "a.csv" });
      assert.deepEqual(
        [read.spans, codes(read)],
        [
          [
            [1000, 3480],
            [4000, 6800],
          ],
          ["transcript-frame-rate"],
        ],
      );
    }
  });

  test("hundredths and milliseconds after a colon stay what they are", () => {
    assert.equal(readText(block("00:00:03:500", "00:00:04:000", "x")).spans[0]![0], 3500);
    const hundredths = block("00:00:03:50", "00:00:04:00", "x") + block("00:00:05:75", "00:00:06:00", "y");
    assert.equal(readText(hundredths).spans[1]![0], 5750);
  });

  test("Premiere Pro's text and table, drop-frame timecodes, on a timeline of one hour", () => {
    const text = readText(
      "01:00:03:20 - 01:00:31:20\nSpeaker 1\nGood afternoon.\nWe are on the record.\n\n01:00:31:22 - 01:00:49:24\nSpeaker 2\nThank you.\n",
      { durationSeconds: 60 },
    );
    assert.deepEqual(
      [text.lines, text.speakers],
      [
        ["Good afternoon. We are on the record.", "Thank you."],
        ["Speaker 1", "Speaker 2"],
      ],
    );
    assert.deepEqual(text.spans, [
      [3800, 31_800],
      [31_880, 49_960],
    ]);
    assert.deepEqual(codes(text), ["transcript-frame-rate", "transcript-timeline-shifted"]);
    const table = readText(
      '"Speaker Name","Start Time","End Time","Text"\n"Анна","00;00;01;15","00;00;03;00","Да, конечно"\n"Пётр","00;00;03;10","00;00;05;04","Хорошо"\n',
      { filename: "a.csv" },
    );
    assert.deepEqual(
      [table.lines, table.speakers, table.spans[0]],
      [
        ["Да, конечно", "Хорошо"],
        ["Анна", "Пётр"],
        [1600, 3000],
      ],
    );
  });
});

describe("a clock on the wall", () => {
  const zoom =
    "[Анна Смирнова] 10:02:03\nДобрый день.\n\n[Bob Brown] 10:02:07\nHi.\n\n[Анна Смирнова] 10:11:07\nПока.\n";

  test("Zoom's captions begin with the recording, with a note", () => {
    const read = readText(zoom, { durationSeconds: 600 });
    assert.equal(read.format, "zoom-txt");
    assert.deepEqual(read.lines, ["Добрый день.", "Hi.", "Пока."]);
    assert.deepEqual(read.speakers, ["Анна Смирнова", "Bob Brown", "Анна Смирнова"]);
    assert.deepEqual(
      read.spans.map(([start]) => start),
      [0, 4000, 544_000],
    );
    assert.deepEqual(codes(read), ["transcript-wall-clock"]);
  });

  test("past midnight, and with a clock of twelve hours", () => {
    const late = "[Anna] 11:59:58 PM\nHello.\n[Bob] 12:00:03 AM\nHi.\n[Bob] 1:00:03 AM\nBye.\n";
    assert.deepEqual(
      readText(late, { durationSeconds: 4000 }).spans.map(([start]) => start),
      [0, 5000, 3_605_000],
    );
  });

  test("times that fit as they are stay, and times of a day too long are not moved", () => {
    const short = zoom.replaceAll("10:", "00:");
    assert.equal(readText(short, { durationSeconds: 700 }).spans[0]![0], 123_000);
    assert.equal(readText(zoom, { durationSeconds: 60 }).spans[0]![0], 36_123_000);
    assert.equal(readText(zoom, { durationSeconds: 40_000 }).spans[0]![0], 36_123_000);
  });

  test("times of day in brackets", () => {
    const read = readText(
      "[14:23:05] Анна: привет\n[14:23:15] Иван: да\n[14:25:15] Анна: так\n[14:26:00] Иван: всё\n",
      {
        durationSeconds: 300,
      },
    );
    assert.deepEqual([read.spans[1]![0], read.speakers], [10_000, ["Анна", "Иван", "Анна", "Иван"]]);
    assert.deepEqual(codes(read), ["transcript-wall-clock"]);
  });
});
