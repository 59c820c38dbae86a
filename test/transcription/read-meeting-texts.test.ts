/** Texts with times of meeting programs and video sites: every time is a time, every name a speaker, and prose stays prose. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { isArchiveError } from "../../src/errors.ts";
import { readTranscript } from "../../src/transcription/read-transcript.ts";
import { readText } from "./read-text.ts";

const starts = ({ spans }: ReturnType<typeof readText>) => spans.map(([start]) => start);

test("YouTube's transcript as it is copied: times alone on their lines", () => {
  const read = readText("0:00\nhello there everyone\n0:02\nsecond line here\n1:00:05\nthird line\n");
  assert.deepEqual(
    [read.lines, starts(read)],
    [
      ["hello there everyone", "second line here", "third line"],
      [0, 2000, 3_605_000],
    ],
  );
  const spoken = readText(
    "0:00\n0 seconds\nпривет\n0:02\n2 seconds\nвторая строка\n1:05\n1 minute, 5 seconds\nтретья\n",
  );
  assert.deepEqual(
    [spoken.lines, starts(spoken)],
    [
      ["привет", "вторая строка", "третья"],
      [0, 2000, 65_000],
    ],
  );
  // The last line is said, not a time.
  assert.deepEqual(readText("0:00\nhow long\n0:02\n5 minutes\n").lines, ["how long", "5 minutes"]);
});

test("Teams: times in words, and the page's text with each time and name three times", () => {
  const words = readText(
    "Anna Smith   0 minutes 3 seconds\nHello there everyone.\nBob Brown   1 minute 5 seconds\nHi Anna.\n",
  );
  assert.deepEqual(
    [words.speakers, words.lines, starts(words)],
    [
      ["Anna Smith", "Bob Brown"],
      ["Hello there everyone.", "Hi Anna."],
      [3000, 65_000],
    ],
  );
  const russian = readText(
    "Анна Иванова   0 минут 3 секунды\nДобрый день.\nПётр Петров   1 час 1 минута 5 секунд\nДа.\n",
  );
  assert.deepEqual(
    [russian.speakers, starts(russian)],
    [
      ["Анна Иванова", "Пётр Петров"],
      [3000, 3_665_000],
    ],
  );
  const page = readText(
    "Anna Smith\n0 minutes 3 seconds\n0:03\nAnna Smith 0 minutes 3 seconds\nHello there everyone.\nBob Brown\n1 minute 5 seconds\n1:05\nBob Brown 1 minute 5 seconds\nHi Anna.\n",
  );
  assert.deepEqual([page.speakers, page.lines, starts(page)], [words.speakers, words.lines, starts(words)]);
  const minutes = readText(
    "Anna Smith 24 minutes 58 seconds24:58\nOne.\nBob Brown 25 minutes25:00\nWait 5 minutes\n",
  );
  assert.deepEqual(
    [minutes.lines, starts(minutes)],
    [
      ["One.", "Wait 5 minutes"],
      [1_498_000, 1_500_000],
    ],
  );
  const document = readText("Anna Smith   0:03\nHello.\n\nBob Brown   1:05\nWe meet at 10:30 today.\n");
  assert.deepEqual(
    [document.speakers, document.lines],
    [
      ["Anna Smith", "Bob Brown"],
      ["Hello.", "We meet at 10:30 today."],
    ],
  );
});

test("Google Meet's document: guests and the end are no words of the meeting", () => {
  const read = readText(
    "Weekly sync (2024-03-05 10:00 GMT+1)\nAttendees\nAnna Smith, Bob Brown\nTranscript\n00:00:00\n\nAnna Smith: Hello everyone.\nBob Brown: Hi.\n00:05:00\nAnna Smith: Next topic.\nBob Brown: Yes.\nMeeting ended after 00:05:33 👋\nThis editable transcript was computer generated and might contain errors.\n",
    { durationSeconds: 333 },
  );
  assert.deepEqual(read.lines, ["Hello everyone.", "Hi.", "Next topic.", "Yes."]);
  assert.deepEqual(read.speakers, ["Anna Smith", "Bob Brown", "Anna Smith", "Bob Brown"]);
  assert.equal(starts(read)[2], 300_000);
});

test("Teams: names with the last name first, on the page and in the text file", () => {
  const page = readText(
    "Anna Petrova\n0 minutes 3 seconds\n0:03\nAnna Petrova 0 minutes 3 seconds\nGood morning.\n\nSmith, John\n0 minutes 7 seconds\n0:07\nSmith, John 0 minutes 7 seconds\nFine.\n",
  );
  assert.deepEqual(
    [page.speakers, page.lines, starts(page)],
    [
      ["Anna Petrova", "Smith, John"],
      ["Good morning.", "Fine."],
      [3000, 7000],
    ],
  );
  for (const [on, off] of [
    ["started transcription", "stopped transcription"],
    ["начала транскрибирование", "остановила транскрибирование"],
  ]) {
    const file = readText(
      `Weekly-20240305_143000-Meeting Recording\nMarch 5, 2024, 1:30PM\n12m 5s\n\nAnna Petrova ${on}\n\nAnna Petrova   0:03\nGood morning.\n\nSmith, John   0:07\nFine.\n\nAnna Petrova ${off}\n`,
    );
    assert.deepEqual([file.speakers, file.lines], [page.speakers, page.lines]);
  }
});

test("Google Meet's document in Russian: the end is no words of the meeting", () => {
  const read = readText(
    "Созвон (2024-03-05 14:30 GMT+3) – Расшифровка\nУчастники\nАнна Петрова, Иван\nРасшифровка\n\n00:00:00\nАнна Петрова: Всем привет.\nИван: Да.\n00:00:05\nАнна Петрова: Начнём.\n\nВстреча завершилась через 00:00:10 👋\n\nЭта редактируемая расшифровка создана компьютером и может содержать ошибки.\n",
    { durationSeconds: 10 },
  );
  assert.deepEqual(read.lines, ["Всем привет.", "Да.", "Начнём."]);
});

test("a time in brackets within a sentence makes no speaker of its beginning", () => {
  const read = readText("Anna (0:02)\nGood.\nHello everyone (0:05) this is it\nBob (0:09) Fine.\n");
  assert.deepEqual(
    [read.speakers, read.lines],
    [
      ["Anna", "Bob"],
      ["Good. Hello everyone (0:05) this is it", "Fine."],
    ],
  );
});

test("Google Meet's document as Markdown", () => {
  const read = readText(
    "# Round Up Call - Transcript\n\n### 00:00:00\n\n**Анна Смирнова:** Добрый день.\n\n**Bob:** Hi.\n\n### 00:00:53\n\n**Анна Смирнова:** Дальше.\n\n**Bob:** Yes.\n\n### Transcription ended after 00:55:19\n\n*This editable transcript was computer generated and might contain errors.*\n",
  );
  assert.deepEqual(read.lines, ["Добрый день.", "Hi.", "Дальше.", "Yes."]);
  assert.deepEqual([read.speakers[2], starts(read)[2]], ["Анна Смирнова", 53_000]);
});

test("tactiq, with and without names", () => {
  const video = readText(
    "# tactiq.io free youtube transcript\n# О пчёлах\n# https://www.youtube.com/watch/xyz\n\n00:00:00.160 здравствуйте\n00:00:03.000 сегодня мы расскажем\n",
  );
  assert.deepEqual(
    [video.lines, starts(video)],
    [
      ["здравствуйте", "сегодня мы расскажем"],
      [160, 3000],
    ],
  );
  const meeting = readText(
    "00:00:05.000 Anna Smith: Hello everyone\n00:00:07.500 Bob Brown: Hi\n00:00:09.100 Anna Smith: ok\n00:00:11.100 Bob Brown: bye\n",
  );
  assert.deepEqual(
    [meeting.lines[0], meeting.speakers[1], starts(meeting)[1]],
    ["Hello everyone", "Bob Brown", 7500],
  );
});

test("Otter, Rev, and names after the times", () => {
  const otter = readText(
    "Anna Smith  0:05  \nHello there.\n\nUnknown Speaker  0:12  \nHi.\n\nTranscribed by https://otter.ai\n",
  );
  assert.deepEqual(
    [otter.speakers, otter.lines, starts(otter)],
    [
      ["Anna Smith", "Unknown Speaker"],
      ["Hello there.", "Hi."],
      [5000, 12_000],
    ],
  );
  const rev = readText(
    "Speaker 0    00:00:00    Hi, my name is Anna.\nSpeaker 1    00:00:04    Hello Anna.\n",
  );
  assert.deepEqual(
    [rev.speakers, rev.lines, starts(rev)],
    [
      ["Speaker 0", "Speaker 1"],
      ["Hi, my name is Anna.", "Hello Anna."],
      [0, 4000],
    ],
  );
  const revPage = readText("Анна Смирнова (00:05):\nДобрый день.\n\nПётр (01:12):\nЗдравствуйте.\n");
  assert.deepEqual(
    [revPage.speakers, starts(revPage)],
    [
      ["Анна Смирнова", "Пётр"],
      [5000, 72_000],
    ],
  );
  const after = readText(
    "0:05 - Anna Smith\n  Hello there.\n0:12 - Bob Brown\n  Hi.\n0:20 - Anna Smith\n  So.\n0:25 - Bob Brown\n  Right.\n",
  );
  assert.deepEqual([after.speakers[1], after.lines], ["Bob Brown", ["Hello there.", "Hi.", "So.", "Right."]]);
});

test("Markdown's bold names, and spans of time", () => {
  const bold = readText("**Anna Smith**  0:03\nHello\n\n**Bob** (0:07)\nHi\n");
  assert.deepEqual(
    [bold.speakers, starts(bold)],
    [
      ["Anna Smith", "Bob"],
      [3000, 7000],
    ],
  );
  assert.deepEqual(readText("[0:05 - 0:07] да\n[0:08 - 0:09] нет\n").spans, [
    [5000, 7000],
    [8000, 9000],
  ]);
});

test("Zoom's and Teams' WebVTT", () => {
  const zoom = readText(
    "WEBVTT\n\n1\n00:00:02.720 --> 00:00:05.850\nAnna Smith: Добрый день.\n\n2\n00:00:06.480 --> 00:00:07.990\nBob Brown: Hi.\n\n3\n00:00:08.000 --> 00:00:09.000\nAnna Smith: Начнём.\n",
  );
  assert.deepEqual(zoom.speakers, ["Anna Smith", "Bob Brown", "Anna Smith"]);
  assert.deepEqual(
    [zoom.lines, zoom.spans[0]],
    [
      ["Добрый день.", "Hi.", "Начнём."],
      [2720, 5850],
    ],
  );
  const teams = readText(
    "WEBVTT\n\na1b2/12-0\n00:00:03.100 --> 00:00:05.000\n<v Анна Смирнова>Добрый день.</v>\n\na1b2/13-0\n00:00:05.100 --> 00:00:06.000\n<v Bob Brown>Hi.</v>\n",
  );
  assert.deepEqual(
    [teams.speakers, teams.lines],
    [
      ["Анна Смирнова", "Bob Brown"],
      ["Добрый день.", "Hi."],
    ],
  );
});

test("a Word document is refused, and the hint names the file that Teams also gives", () => {
  assert.throws(
    () => readTranscript(Buffer.from("PK\u0003\u0004…[Content_Types].xml")),
    (error) => isArchiveError(error, "unsupported-transcript") && /\.vtt/.test(error.hint),
  );
});

test("a time of day in a sentence makes no speaker of it", () => {
  const prose = readText("We meet at 10:30\nand it was fine.\nNothing more.\n", { durationSeconds: 60 });
  assert.deepEqual([prose.format, prose.lines[0]], ["txt", "We meet at 10:30"]);
  const inside = readText("[0:05] Мы встречаемся\nв 10:30 у входа\n[0:09] хорошо\n");
  assert.deepEqual(inside.lines, ["Мы встречаемся в 10:30 у входа", "хорошо"]);
});

test("no time becomes a word in a file that is cut off anywhere", () => {
  const files = [
    "0:00\nпервая строка\n0:02\nвторая строка\n0:05\nтретья\n",
    "Анна Смирнова  0:05\nпервая строка\n\nИван  0:12\nвторая строка\n",
    "Anna Smith   0 minutes 3 seconds\nпервая строка\nBob   1 minute 5 seconds\nвторая строка\n",
    "[Anna Smith] 10:02:03\nпервая строка\n\n[Bob] 10:02:07\nвторая строка\n",
    "00:00:03:20 - 00:00:31:20\nSpeaker 1\nпервая строка\n\n00:00:31:22 - 00:00:49:24\nSpeaker 1\nвторая строка\n",
  ];
  for (const file of files) {
    for (let length = 1; length <= file.length; length++) {
      try {
        const { format, lines } = readText(file.slice(0, length), { durationSeconds: 60 });
        // A file of a name and half a time is text; what was read as lines with times has none among its words.
        if (format !== "txt") assert.doesNotMatch(lines.join(" "), /\d:\d/, file.slice(0, length));
      } catch (error) {
        if (!isArchiveError(error, "unsupported-transcript")) throw error;
      }
    }
  }
});
