/** Captions of players: YouTube's formats, MicroDVD and MPL2. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { readJson, readText } from "./read-text.ts";

const codes = ({ transcript }: ReturnType<typeof readText>) =>
  (transcript.notes ?? []).map(({ code }) => code);

test("YouTube's json3: words of automatic captions, lines of others, line breaks that are events", () => {
  const automatic = readJson({
    wireMagic: "pb3",
    events: [
      { tStartMs: 0, dDurationMs: 9000, id: 1, wpWinPosId: 1 },
      { tStartMs: 500, dDurationMs: 4000, segs: [{ utf8: "hello" }, { utf8: " world", tOffsetMs: 500 }] },
      { tStartMs: 1990, dDurationMs: 2510, aAppend: 1, segs: [{ utf8: "\n" }] },
      { tStartMs: 2000, dDurationMs: 2000, segs: [{ utf8: "снова" }] },
    ],
  });
  assert.deepEqual([automatic.format, automatic.lines], ["youtube-json3", ["hello world", "снова"]]);
  assert.deepEqual(automatic.words, ["hello@500-1000", "world@1000-2000", "снова@2000-4000~"]);
  const manual = readJson({ events: [{ tStartMs: 100, dDurationMs: 900, segs: [{ utf8: "две\nстроки" }] }] });
  assert.deepEqual([manual.lines, manual.spans], [["две строки"], [[100, 1000]]]);
});

test("YouTube's XML: srv1 in seconds, srv2 and srv3 in milliseconds, references written twice", () => {
  const srv1 = readText(
    '<?xml version="1.0" encoding="utf-8" ?><transcript><text start="0.5" dur="2.1">I&amp;#39;m here</text><text start="3" dur="2">Том &amp;amp; Анна</text></transcript>',
  );
  assert.deepEqual([srv1.format, srv1.lines], ["youtube-xml", ["I'm here", "Том & Анна"]]);
  assert.deepEqual(srv1.spans, [
    [500, 2600],
    [3000, 5000],
  ]);
  const srv2 = readText('<timedtext><window id="1"/><text t="500" d="2100" w="1">да</text></timedtext>');
  assert.deepEqual(srv2.spans, [[500, 2600]]);
  const srv3 = readText(
    '<timedtext format="3"><head><pen id="1"/></head><body><w id="1"/><p t="500" d="4000" w="1"><s ac="248">hello</s><s t="320"> мир</s></p><p t="2000" w="1" a="1">\n</p><p t="2010" d="3000">again<br/>and again</p></body></timedtext>',
    { filename: "talk.srv3" },
  );
  assert.deepEqual(srv3.words.slice(0, 2), ["hello@500-820", "мир@820-2010"]);
  assert.deepEqual(srv3.lines, ["hello мир", "again and again"]);
});

test("MicroDVD: the rate of the first line, line breaks, styles", () => {
  const read = readText(
    "{1}{1}23.976\n{24}{48}{y:i}Привет,|мир\n{72}{}{c:$0000ff}/Hello\n{DEFAULT}{}{y:b}\n",
    { filename: "a.sub" },
  );
  assert.deepEqual([read.format, read.lines], ["microdvd", ["Привет, мир", "Hello"]]);
  assert.deepEqual(read.spans[0], [1001, 2002]);
  assert.deepEqual(codes(read), []);
});

test("MicroDVD without a rate: 25, or the first usual one with which it fits, and a note", () => {
  const lines = "{0}{50}Hello|world\n{2500}{2550}Second\n";
  const plain = readText(lines, { durationSeconds: 110 });
  assert.deepEqual([plain.spans[1]![0], codes(plain)], [100_000, ["transcript-frame-rate"]]);
  assert.match(plain.transcript.notes![0]!.text, /25 per second/);
  assert.equal(readText(lines, { durationSeconds: 85 }).spans[1]![0], 83_333);
  assert.equal(readText(lines, { durationSeconds: 45 }).spans[1]![0], 41_667);
  assert.equal(readText(lines).spans[1]![0], 100_000);
});

test("MicroDVD without a rate: in a short recording, too, no line starts after the end", () => {
  const thirty = "{30}{60}one\n{150}{180}two\n{300}{330}three\n{540}{590}five\n";
  assert.deepEqual(readText(thirty, { durationSeconds: 20 }).spans[3], [18_000, 19_667]);
  const sixty = "{60}{120}one\n{300}{360}two\n{600}{660}three\n{900}{960}four\n{1080}{1180}five\n";
  assert.deepEqual(readText(sixty, { durationSeconds: 20 }).spans[4], [18_000, 19_667]);
  // The last line may stay after the end of the sound.
  const late = "{25}{50}one\n{475}{600}two\n";
  assert.deepEqual(readText(late, { durationSeconds: 20 }).spans[1], [19_000, 24_000]);
});

test("a line that is only a number is text, not a rate", () => {
  assert.deepEqual(readText("{0}{50}1945\n{50}{90}год\n").lines, ["1945", "год"]);
});

test("MPL2: tenths of a second", () => {
  const read = readText("[10][35]/Привет,|мир\n[40][]ещё\n", { filename: "a.sub" });
  assert.deepEqual([read.format, read.lines, read.spans[0]], ["mpl2", ["Привет, мир", "ещё"], [1000, 3500]]);
});
