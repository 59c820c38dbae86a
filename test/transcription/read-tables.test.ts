import assert from "node:assert/strict";
import { test } from "node:test";
import { readText } from "./read-text.ts";

test("reads whisper's TSV in milliseconds and its CSV in seconds", () => {
  const tsv = readText("start\tend\ttext\n140\t940\tПривет, мир\n1000\t2000\tещё\n");
  assert.deepEqual(
    [tsv.format, tsv.lines, tsv.spans],
    [
      "tsv",
      ["Привет, мир", "ещё"],
      [
        [140, 940],
        [1000, 2000],
      ],
    ],
  );
  const csv = readText('"Dis-moi, est-ce",0.38,2.76\nvole,2.8,3.5\n');
  assert.deepEqual(
    [csv.format, csv.lines, csv.spans],
    [
      "csv",
      ["Dis-moi, est-ce", "vole"],
      [
        [380, 2760],
        [2800, 3500],
      ],
    ],
  );
});

test("reads tables of other programs: titles in any order, ids, clock times, commas in the text", () => {
  const titled = readText(
    'Speaker,Start Time,End Time,Text\nAnna,00:00:01.000,00:00:02.000,"Yes, ""I"" do"\nBen,00:00:03.000,00:00:04.000,no\n',
  );
  assert.deepEqual(
    [titled.lines, titled.speakers, titled.spans],
    [
      ['Yes, "I" do', "no"],
      ["Anna", "Ben"],
      [
        [1000, 2000],
        [3000, 4000],
      ],
    ],
  );
  const ids = readText('f1,0.000,2.680,"I"\nf2,2.680,5.880,"From fairest creatures, we"\n');
  assert.deepEqual(ids.lines, ["I", "From fairest creatures, we"]);
  assert.deepEqual(readText('0.000 2.680 f1 "I am"\n2.680 5.880 f2 "here"\n').lines, ["I am", "here"]);
});

test("quotation marks in the text of an unquoted table join no rows", () => {
  const read = readText(
    'start\tend\ttext\n0\t1000\t"Yes," he said.\n1000\t2000\t"Go home\n2000\t3000\tnow" she said\n3000\t4000\tend\n',
  );
  assert.deepEqual(read.lines, ['"Yes," he said.', '"Go home', 'now" she said', "end"]);
  assert.deepEqual(read.spans.at(-1), [3000, 4000]);
  assert.deepEqual(readText('0.0,1.0,"abc" def\n1.0,2.0,x y\n').lines, ['"abc" def', "x y"]);
});

test("reads quoted line breaks, and a quoted cell that is cut off", () => {
  assert.deepEqual(readText('"a ""q"" b",0.0,1.0\n"two\nlines",1.0,2.0\n').lines, ['a "q" b', "two lines"]);
  assert.deepEqual(readText('0.0,1.0,"one, two"\n1.0,2.0,"cut off, here').lines, [
    "one, two",
    "cut off, here",
  ]);
});

test("reads labels of Audacity", () => {
  const read = readText("0.000000\t2.680000\tраз\n2.680000\t5.880000\tдва три\n", { filename: "labels.txt" });
  assert.deepEqual([read.format, read.lines], ["tsv", ["раз", "два три"]]);
});

test("reads Praat's TextGrid, long and short, and prefers the tier of words", () => {
  const long =
    'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\nxmax = 2\ntiers? <exists>\nsize = 2\nitem []:\n item [1]:\n  class = "IntervalTier"\n  name = "words"\n  xmin = 0\n  xmax = 2\n  intervals: size = 3\n  intervals [1]:\n   xmin = 0\n   xmax = 1\n   text = "say ""hi"""\n  intervals [2]:\n   xmin = 1\n   xmax = 1.5\n   text = ""\n  intervals [3]:\n   xmin = 1.5\n   xmax = 2\n   text = "two"\n item [2]:\n  class = "IntervalTier"\n  name = "phones"\n  xmin = 0\n  xmax = 2\n  intervals: size = 1\n  intervals [1]:\n   xmin = 0\n   xmax = 2\n   text = "s"\n';
  const read = readText(long);
  assert.equal(read.format, "textgrid");
  assert.deepEqual(read.words.at(-1), "two@1500-2000");
  assert.deepEqual(read.lines, ['say "hi" two']);
  const short =
    'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n2\n<exists>\n1\n"IntervalTier"\n"Анна"\n0\n2\n1\n0\n2\n"да 5"\n';
  assert.deepEqual([readText(short).lines, readText(short).spans], [["да 5"], [[0, 2000]]]);
});

test("reads ELAN with its participants", () => {
  const tier = (who: string, from: string, to: string, text: string) =>
    `<TIER TIER_ID="${who}" PARTICIPANT="${who}"><ANNOTATION><ALIGNABLE_ANNOTATION TIME_SLOT_REF1="${from}" TIME_SLOT_REF2="${to}"><ANNOTATION_VALUE>${text}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>`;
  const read = readText(
    `<ANNOTATION_DOCUMENT><TIME_ORDER><TIME_SLOT TIME_SLOT_ID="a" TIME_VALUE="0"/><TIME_SLOT TIME_SLOT_ID="b" TIME_VALUE="900"/><TIME_SLOT TIME_SLOT_ID="c" TIME_VALUE="2000"/></TIME_ORDER>${tier("Ben", "b", "c", "no")}${tier("Eva", "a", "b", "yes")}</ANNOTATION_DOCUMENT>`,
  );
  assert.deepEqual([read.format, read.lines, read.speakers], ["eaf", ["yes", "no"], ["Eva", "Ben"]]);
});

test("reads text with times: what whisper prints, brackets before lines, names above paragraphs, podcast HTML", () => {
  assert.deepEqual(
    readText("[00:00.000 --> 00:02.000]  Привет мир\n[00:02.000 --> 00:04.000]  ещё\n").spans,
    [
      [0, 2000],
      [2000, 4000],
    ],
  );
  const bracketed = readText(
    "[00:00:03] Anna: hi\n[00:00:08] Ben: hello\n[00:00:09] Anna: bye\n[00:00:10] Ben: bye\n",
  );
  assert.deepEqual(
    [bracketed.lines, bracketed.speakers, bracketed.spans[1]![0]],
    [["hi", "hello", "bye", "bye"], ["Anna", "Ben", "Anna", "Ben"], 8000],
  );
  const headed = readText("Anna Smith  0:03\nHello there.\n\nBen  0:10\nYes.\n");
  assert.deepEqual([headed.speakers, headed.spans[1]![0]], [["Anna Smith", "Ben"], 10_000]);
  const html = readText(
    "<cite>Anna:</cite>\n<time>0:00</time>\n<p>One <b>two</b></p>\n<cite>Ben:</cite><time>1:07</time><p>Three &amp; four</p>",
  );
  assert.deepEqual(
    [html.format, html.lines, html.speakers, html.spans[1]![0]],
    ["html", ["One two", "Three & four"], ["Anna", "Ben"], 67_000],
  );
});

test("plain text is spread over the recording by its letters, line by line", () => {
  const read = readText("Раз два\nтри четыре\n", { durationSeconds: 19 });
  assert.equal(read.format, "txt");
  assert.deepEqual(read.spans, [
    [0, 8000],
    [8000, 19_000],
  ]);
  assert.ok(read.words.every((word) => word.endsWith("~")));
});
