import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Segment, Word } from "../../src/domain.ts";
import { cutPassages } from "../../src/indexing/cut-passages.ts";
import { passageRules } from "../../src/indexing/passage-rules.ts";

function segment(words: Word[], more: Partial<Segment> = {}): Segment {
  const startMs = words[0]?.startMs ?? 0;
  const endMs = words.at(-1)?.endMs ?? 0;
  return { startMs, endMs, speaker: null, language: null, channel: null, ...more, words };
}

/** Words one after another, `eachMs` long, from `startMs`. */
function speak(texts: string[], startMs = 0, eachMs = 400): Word[] {
  return texts.map((text, index) => ({
    text,
    startMs: startMs + index * eachMs,
    endMs: startMs + (index + 1) * eachMs,
    confidence: null,
    timing: "measured",
  }));
}

const sentence = "Сегодня мы долго говорим про пчёл и мёд.".split(" ");

function repeat(texts: string[], times: number): string[] {
  return Array.from({ length: times }, () => texts).flat();
}

describe("cutting passages", () => {
  it("of five minutes of speech gives five, each ending with its sentence", () => {
    const passages = cutPassages([segment(speak(repeat(sentence, 94)))], "ru");
    assert.equal(passages.length, 5);
    for (const passage of passages) {
      assert.match(passage.text, /мёд\.$/);
      assert.ok(passage.endMs - passage.startMs > 50_000 && passage.endMs - passage.startMs < 70_000);
      assert.equal(passage.language, "ru");
    }
  });

  it("of speech without punctuation cuts at the longest pause near a minute", () => {
    const before = speak(repeat(["слово"], 130), 0);
    const after = speak(repeat(["другое"], 130), 53_500);
    const passages = cutPassages([segment([...before, ...after])]);
    assert.deepEqual(
      passages.map((passage) => passage.wordCount),
      [130, 130],
    );
  });

  it("of one giant sentence without any pause still keeps every passage under 90 s", () => {
    const passages = cutPassages([segment(speak(repeat(["и"], 3000)))]);
    for (const passage of passages) assert.ok(passage.endMs - passage.startMs <= passageRules.maxMs);
    assert.equal(passages.length, 18);
  });

  it("never spans a long silence, however few words stand on either side", () => {
    const passages = cutPassages([segment([...speak(["Алло?"], 0), ...speak(["Да."], 600_000)])]);
    assert.deepEqual(
      passages.map(({ text, startMs, endMs }) => [text, startMs, endMs]),
      [
        ["Алло?", 0, 400],
        ["Да.", 600_000, 600_400],
      ],
    );
  });

  it("leaves no crumb at the end: 70 s of speech is one passage, 100 s is two of nearly equal length", () => {
    assert.equal(cutPassages([segment(speak(repeat(sentence, 22)))]).length, 1);
    const lengths = cutPassages([segment(speak(repeat(sentence, 32)))]).map((one) => one.endMs - one.startMs);
    assert.equal(lengths.length, 2);
    assert.ok(Math.abs(lengths[0]! - lengths[1]!) < 4_000, String(lengths));
  });

  for (const [who, one, other] of [
    ["another person begins", { speaker: "Вера" }, { speaker: "Степан" }],
    ["somebody in another channel begins", { channel: 1 }, { channel: 2 }],
  ] as const) {
    it(`prefers to cut where ${who} to speak`, () => {
      const first = segment(speak(repeat(sentence, 16), 0), one);
      const second = segment(speak(repeat(sentence, 18), first.endMs), other);
      assert.deepEqual(
        cutPassages([first, second]).map((passage) => passage.wordCount),
        [128, 144],
      );
    });
  }

  it("of dense text (many words in no time) is bounded by the embedding model's tokens", () => {
    const words = speak(repeat(["невероятнейшее"], 400), 0, 0);
    const passages = cutPassages([segment(words)]);
    for (const passage of passages) assert.ok(passage.text.length / 3 < 512);
    assert.equal(passages.flatMap((passage) => passage.text.split(" ")).length, 400);
  });

  it("takes the language most of its words are in, the transcript's where segments have none", () => {
    const russian = segment(speak(["раз", "два"], 0), { language: "ru" });
    const english = segment(speak(["one", "two", "three"], 2000), { language: "en" });
    assert.equal(cutPassages([russian, english])[0]!.language, "en");
    assert.equal(cutPassages([segment(speak(["раз"]))], "ru")[0]!.language, "ru");
    assert.equal(cutPassages([segment(speak(["раз"]))])[0]!.language, null);
  });

  it("of nothing is nothing", () => {
    assert.deepEqual(cutPassages([]), []);
    assert.deepEqual(cutPassages([segment([])]), []);
  });

  it("puts every word in exactly one passage, in order, whatever the words and times", () => {
    const word = fc.record({
      text: fc.constantFrom("да", "нет.", "well,", "—", "", "длинноеслово".repeat(40), "ok?"),
      gapMs: fc.constantFrom(0, 10, 300, 2_000, 14_999, 15_000, 700_000),
      lengthMs: fc.constantFrom(0, 100, 400, 5_000, 100_000),
    });
    const transcript = fc.array(
      fc.record({ words: fc.array(word, { maxLength: 60 }), speaker: fc.constantFrom(null, "A", "B") }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(transcript, (drafts) => {
        let nowMs = 0;
        const segments = drafts.map(({ words, speaker }) =>
          segment(
            words.map(({ text, gapMs, lengthMs }) => {
              const startMs = nowMs + gapMs;
              nowMs = startMs + lengthMs;
              return { text, startMs, endMs: nowMs, confidence: null, timing: "measured" as const };
            }),
            { speaker },
          ),
        );
        const all = segments.flatMap((one) => one.words);
        const passages = cutPassages(segments);
        let next = 0;
        for (const [position, passage] of passages.entries()) {
          assert.equal(passage.position, position);
          assert.equal(passage.firstWord, next);
          assert.ok(passage.wordCount > 0);
          const own = all.slice(next, next + passage.wordCount);
          assert.equal(passage.text, own.map((one) => one.text).join(" "));
          assert.equal(passage.startMs, own[0]!.startMs);
          assert.equal(passage.endMs, own.at(-1)!.endMs);
          if (own.length > 1) {
            assert.ok(passage.endMs - passage.startMs <= passageRules.maxMs);
            for (let at = 1; at < own.length; at++) {
              assert.ok(own[at]!.startMs - own[at - 1]!.endMs < passageRules.maxPauseMs);
            }
          }
          next += passage.wordCount;
        }
        assert.equal(next, all.length);
      }),
      { numRuns: 300 },
    );
  });
});
