import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseByteRange } from "../../src/playback/byte-range.ts";

test("answers the examples of RFC 9110, 14.1.2, for 10 000 bytes", () => {
  const parts: [string, number, number][] = [
    ["bytes=0-499", 0, 499],
    ["bytes=500-999", 500, 999],
    ["bytes=-500", 9500, 9999],
    ["bytes=9500-", 9500, 9999],
    ["bytes=0-0,-1", 0, 0],
    ["bytes= 0-999, 4500-5499, -1000", 0, 999],
    ["Bytes=0-99999", 0, 9999],
    ["bytes=20000-,5-6", 5, 6],
  ];
  for (const [header, start, end] of parts) {
    const answer = parseByteRange(header, 10_000);
    assert.deepEqual(answer, {
      kind: "part",
      range: { start, end },
      contentRange: `bytes ${start}-${end}/10000`,
      byteLength: end - start + 1,
    });
  }
});

test("ignores what is absent, malformed or of another unit", () => {
  for (const header of [
    undefined,
    null,
    "",
    "bytes",
    "bytes=",
    "bytes=-",
    "bytes=5-2",
    "bytes=a-b",
    "bytes=1-2,x",
    "items=0-5",
    "bytes=--5",
    "bytes=1.5-3",
  ]) {
    assert.deepEqual(parseByteRange(header, 100), { kind: "whole" }, String(header));
  }
});

test("says when no byte that was asked for exists", () => {
  for (const [header, length] of [
    ["bytes=100-", 100],
    ["bytes=-0", 100],
    ["bytes=0-", 0],
    ["bytes=-5", 0],
    ["bytes=200-300,400-", 100],
  ] as const) {
    assert.deepEqual(parseByteRange(header, length), {
      kind: "unsatisfiable",
      contentRange: `bytes */${length}`,
    });
  }
});

test("a part lies within the file and holds exactly the bytes asked for that exist", () => {
  const bound = fc.option(fc.nat(400), { nil: undefined });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(bound, bound), { minLength: 1, maxLength: 4 }),
      fc.nat(300),
      (specs, length) => {
        const answer = parseByteRange(
          `bytes=${specs.map(([a, b]) => `${a ?? ""}-${b ?? ""}`).join(",")}`,
          length,
        );
        const asked = ([a, b]: (typeof specs)[0], i: number) =>
          a === undefined ? i >= length - (b ?? 0) : i >= a && i <= (b ?? length);
        const indexes = Array.from({ length }, (_, i) => i);
        if (
          specs.some(
            ([a, b]) => (a === undefined && b === undefined) || (a !== undefined && b !== undefined && a > b),
          )
        ) {
          assert.equal(answer.kind, "whole");
        } else {
          const expected = specs
            .map((spec) => indexes.filter((i) => asked(spec, i)))
            .find((some) => some.length > 0);
          assert.equal(answer.kind, expected ? "part" : "unsatisfiable");
          if (answer.kind === "part") {
            assert.deepEqual([answer.range.start, answer.range.end], [expected![0], expected!.at(-1)]);
            assert.equal(answer.byteLength, expected!.length);
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("any text is answered", () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(1000), (text, length) => void parseByteRange(`bytes=${text}`, length)),
  );
});
