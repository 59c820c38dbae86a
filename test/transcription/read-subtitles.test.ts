import assert from "node:assert/strict";
import { test } from "node:test";
import { parseWebVtt } from "../../src/transcription/formats/webvtt.ts";
import { readText } from "./read-text.ts";

test("reads SRT with tags, codes, entities and two lines", () => {
  const read = readText(
    '1\r\n00:00:01,000 --> 00:00:03,000\r\n{\\an8}<i>Раз</i> &amp;\r\n<font color="#fff">два</font>\r\n\r\n2\r\n00:00:04,000 --> 00:00:05,000 X1:0 X2:9\r\n1 < 2 <3\r\n',
  );
  assert.equal(read.format, "srt");
  assert.deepEqual(read.lines, ["Раз & два", "1 < 2 <3"]);
  assert.deepEqual(read.spans, [
    [1000, 3000],
    [4000, 5000],
  ]);
});

test("broken SRT loses no line: no numbers, no blank lines, dots, short arrows, a number as text", () => {
  const read = readText(
    "00:01.5 -> 00:02.5\none\n2\n0:00:03.000 --> 0:00:04.000\n42\n\n3\n00:00:05:500 --> 00:00:06:500\nthree\n\nfour\n",
  );
  assert.deepEqual(read.lines, ["one", "42", "three four"]);
  assert.deepEqual(read.spans, [
    [1500, 2500],
    [3000, 4000],
    [5500, 6500],
  ]);
});

test("repeated names before a colon become speakers; a single one stays text", () => {
  const cue = (n: number, text: string) => `${n}\n00:00:0${n},000 --> 00:00:0${n},900\n${text}\n`;
  const named = readText(
    [
      cue(1, "Анна Петрова: привет"),
      cue(2, "как дела"),
      cue(3, "Олег: хорошо"),
      cue(4, "Анна Петрова: да"),
      cue(5, "Олег: и у меня"),
    ].join("\n"),
  );
  assert.deepEqual(named.speakers, ["Анна Петрова", "Анна Петрова", "Олег", "Анна Петрова", "Олег"]);
  assert.deepEqual(named.lines[0], "привет");
  const single = readText([cue(1, "Вопрос: кто здесь"), cue(2, "никто")].join("\n"));
  assert.deepEqual(single.lines, ["Вопрос: кто здесь", "никто"]);
});

test("reads WebVTT with header, notes, styles, settings, voices, classes and references", () => {
  const read = readText(
    "\ufeffWEBVTT - title\nLanguage: ru\n\nNOTE a comment\nover two lines\n\nSTYLE\n::cue { color: red }\n\nid 1\n00:01.000 --> 00:02.500 align:start position:0%\n<v.loud Анна К.>Привет &lt;b&gt; <c.x>мир</c></v>\n\n01:00:00.000 --> 01:00:01.000\n<v Анна К.>Да</v>\n<v Олег>Нет</v>\n",
  );
  assert.equal(read.format, "vtt");
  assert.equal(read.transcript.language, "ru");
  assert.deepEqual(read.lines, ["Привет <b> мир", "Да", "Нет"]);
  assert.deepEqual(read.speakers, ["Анна К.", "Анна К.", "Олег"]);
  assert.deepEqual(read.spans[0], [1000, 2500]);
});

test("timestamps inside a cue are measured word times; words that share one are interpolated", () => {
  const read = readText(
    "WEBVTT\n\n00:01.000 --> 00:04.000\none<00:01.500><c> two</c><00:02.000> three four<00:03.000>\n",
  );
  assert.deepEqual(read.words, ["one@1000-1500", "two@1500-2000", "three@2000-2545~", "four@2545-3000~"]);
});

test("parses WebVTT by the specification: invalid times make no cue, an arrow in an id ends the block", () => {
  const text =
    "WEBVTT\n\n00:61.000 --> 00:62.000\nbad\n\n0:00:01.000 --> 00:02.000\nbad\n\n-->\n00:03.000 --> 00:04.000\ngood\n";
  assert.deepEqual(parseWebVtt(text).cues, [{ id: "", startMs: 3000, endMs: 4000, text: "good" }]);
});

test("WebVTT that breaks the specification is read tolerantly, so that no text is lost", () => {
  const read = readText("WEBVTT\n\n0.860 --> 7.380\nfirst\n\n10.100 --> 13.480\n\nsecond\n\nstill second\n");
  assert.deepEqual(read.lines, ["first", "second still second"]);
  assert.deepEqual(read.spans[0], [860, 7380]);
});

test("rolling captions of video sites are read once", () => {
  const read = readText(
    "WEBVTT\n\n00:00.000 --> 00:02.000\n \nhello<00:00.500><c> dear</c>\n\n00:02.000 --> 00:02.010\nhello dear\n \n\n00:02.010 --> 00:04.000\nhello dear\nsecond<00:02.500><c> line</c>\n\n00:04.000 --> 00:04.010\nsecond line\n \n\n00:04.010 --> 00:05.000\nsecond line\nend\n",
  );
  assert.deepEqual(read.lines, ["hello dear", "second line", "end"]);
});

test("reads SBV and SubViewer", () => {
  const read = readText(
    "[INFORMATION]\n[SUBTITLE]\n\n0:00:01.000,0:00:02.500\none[br]two\n\n0:00:03.000,0:00:04.000\nthree\n[END SUBTITLE]\n",
  );
  assert.deepEqual(
    [read.format, read.lines, read.spans],
    [
      "sbv",
      ["one two", "three"],
      [
        [1000, 2500],
        [3000, 4000],
      ],
    ],
  );
});

test("reads LRC with several times before a line, word times and an offset", () => {
  const read = readText(
    "[ti:Song]\n[la:ru]\n[offset:500]\n[00:01.50][00:10.50]раз два\n[00:04.50]<00:04.50>три <00:05.00>че<00:05.50>\n[00:07.50]\n",
  );
  assert.equal(read.format, "lrc");
  assert.deepEqual(read.lines, ["раз два", "три че", "раз два"]);
  assert.deepEqual(read.words.slice(2, 4), ["три@4000-4500", "че@4500-5000"]);
  assert.equal(read.spans[2]![0], 10_000);
});

test("reads ASS by its columns: names, overrides, drawings, karaoke", () => {
  const read = readText(
    "[Script Info]\nTitle: x\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\nComment: 0,0:00:00.00,0:00:01.00,D,,0,0,0,,hidden\nDialogue: 0,0:00:01.00,0:00:02.00,D,Анна,0,0,0,,{\\i1}Да, да{\\i0}\\Nи нет\nDialogue: 0,0:00:03.00,0:00:05.00,D,,0,0,0,,{\\k50}ka{\\k50}ra {\\k100}oke\nDialogue: 0,0:00:03.00,0:00:05.00,D,,0,0,0,,{\\p1}m 0 0 l 1 1\n",
  );
  assert.equal(read.format, "ass");
  assert.deepEqual(read.lines, ["Да, да и нет", "kara oke"]);
  assert.deepEqual(read.speakers, ["Анна", null]);
  assert.deepEqual(read.words.slice(4), ["kara@3000-4000", "oke@4000-5000"]);
});

test("reads TTML: nested times, frames, ticks, agents, breaks, word spans relative and absolute", () => {
  const body = (inside: string, attributes = "") =>
    `<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en" ${attributes}><head><metadata><ttm:agent xml:id="a"><ttm:name>Eva</ttm:name></ttm:agent></metadata></head><body>${inside}</body></tt>`;
  const nested = readText(
    body('<div begin="10s"><p begin="1s" dur="2s" ttm:agent="a">one<br/>two &amp; &#1103;</p></div>'),
  );
  assert.deepEqual(
    [nested.format, nested.lines, nested.spans, nested.speakers],
    ["ttml", ["one two & я"], [[11_000, 13_000]], ["Eva"]],
  );
  assert.deepEqual(
    readText(
      body('<p begin="360f" end="424f">x</p>', 'ttp:frameRate="24" ttp:frameRateMultiplier="1000 1001"'),
    ).spans,
    [[15_015, 17_684]],
  );
  assert.deepEqual(
    readText(body('<p begin="1374000000t" end="1404000000t">x</p>', 'ttp:tickRate="10000000"')).spans,
    [[137_400, 140_400]],
  );
  assert.deepEqual(
    readText(
      body(
        '<p begin="10s" end="12s"><span begin="0s" end="1s">a</span> <span begin="1s" end="2s">b</span></p>',
      ),
    ).words,
    ["a@10000-11000", "b@11000-12000"],
  );
  assert.deepEqual(
    readText(
      body(
        '<p begin="10s" end="12s"><span begin="10s" end="11s">a</span> <span begin="11s" end="12s">b</span></p>',
      ),
    ).words,
    ["a@10000-11000", "b@11000-12000"],
  );
});

test("an XML file's own entities are never expanded", () => {
  const read = readText(
    '<!DOCTYPE x [<!ENTITY a "boom"><!ENTITY b "&a;&a;">]><tt><body><p begin="1s" end="2s">&b; hi</p></body></tt>',
  );
  assert.deepEqual(read.lines, ["&b; hi"]);
});

test("a subtitle whose time is lost is no text of the one above: its words stand between its neighbours (SRT, WebVTT)", () => {
  const cues = (mark: string) =>
    `1\n00:00:01${mark}000 --> 00:00:03${mark}000\nraз\n\n2\nxx --> yy\nlost\n\n3\n00:00:9x${mark}500 --> 00:01:00${mark}000\nhere --> there\n\n4\n00:00:07${mark}000 --> 00:00:09${mark}000\nend\n`;
  for (const text of [cues(","), `WEBVTT\n\n${cues(".")}`]) {
    const read = readText(text);
    assert.deepEqual(read.lines, ["raз", "lost", "here --> there", "end"]);
    assert.ok(read.spans[1]![0]! >= 3000 && read.spans[2]![1]! <= 7000);
    assert.deepEqual(
      read.transcript.notes?.map(({ code, values }) => [code, values.count]),
      [["transcript-lines-without-time", 2]],
    );
  }
});

test("the voices of WebVTT in an SRT are speakers", () => {
  const read = readText(
    "1\n00:00:01,000 --> 00:00:03,000\n<v Анна>раз</v>\n\n2\n00:00:03,000 --> 00:00:05,000\n<v Пётр>два\n",
  );
  assert.deepEqual(
    [read.lines, read.speakers],
    [
      ["раз", "два"],
      ["Анна", "Пётр"],
    ],
  );
});
