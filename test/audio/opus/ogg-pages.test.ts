import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import {
  buildPage,
  findLastPages,
  findPageBefore,
  parsePage,
  readPages,
} from "../../../src/audio/opus/ogg-pages.ts";
import { tempFolder } from "../../support/temp-folder.ts";
import { speechPath, splitPages, toArray } from "./opus-fixtures.ts";

const speech = readFileSync(speechPath);

const anyPage = fc
  .record({
    serial: fc.nat({ max: 0xffffffff }),
    sequence: fc.nat({ max: 0xffffffff }),
    granule: fc.integer({ min: -1, max: Number.MAX_SAFE_INTEGER }),
    continued: fc.boolean(),
    isFirst: fc.boolean(),
    isLast: fc.boolean(),
    lacing: fc.array(fc.nat({ max: 255 }), { maxLength: 255 }),
  })
  .map((page) => {
    const byteLength = page.lacing.reduce((sum, length) => sum + length, 0);
    return { ...page, body: [Uint8Array.from({ length: byteLength }, (_, i) => (i * 31) & 255)] };
  });

test("a page reads back as it was built", () => {
  fc.assert(
    fc.property(anyPage, (page) => {
      const bytes = buildPage(page);
      const read = parsePage(bytes, 0);
      assert.ok(typeof read !== "string");
      for (const key of ["serial", "sequence", "granule", "continued", "isFirst", "isLast"] as const) {
        assert.equal(read[key], page[key]);
      }
      assert.deepEqual([...read.lacing], page.lacing);
      assert.deepEqual(Buffer.from(read.body), Buffer.from(page.body[0]!));
      assert.equal(read.byteLength, bytes.length);
    }),
    { numRuns: 50 },
  );
});

test("a page with any one bit changed is not taken for a page", () => {
  fc.assert(
    fc.property(anyPage, fc.nat(), (page, at) => {
      const bytes = buildPage(page);
      const bit = at % (bytes.length * 8);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      assert.equal(typeof parsePage(bytes, 0), "string");
    }),
    { numRuns: 100 },
  );
});

test("the checksum agrees with that of another program's pages", () => {
  const pages = splitPages(speech);
  assert.equal(pages.length, 65);
  for (const {
    granule,
    serial,
    sequence,
    continued,
    isFirst,
    isLast,
    lacing,
    body,
    offset,
    byteLength,
  } of pages) {
    const built = buildPage({
      granule,
      serial,
      sequence,
      continued,
      isFirst,
      isLast,
      lacing: [...lacing],
      body: [body],
    });
    assert.deepEqual(built, speech.subarray(offset, offset + byteLength));
  }
});

test("finds every whole page between junk and damage, and says how many bytes belong to none", async (t) => {
  const pages = splitPages(speech);
  const bytesOf = (i: number) =>
    Buffer.from(speech.subarray(pages[i]!.offset, pages[i]!.offset + pages[i]!.byteLength));
  const damaged = bytesOf(3);
  damaged[100]! ^= 8;
  const parts = [
    Buffer.from("OggS junk OggS"),
    bytesOf(2),
    damaged,
    bytesOf(4),
    Buffer.alloc(300_000, "OggS"),
    bytesOf(5),
  ];
  const path = join(tempFolder(t), "damaged.ogg");
  writeFileSync(path, Buffer.concat(parts));
  const file = await open(path);
  t.after(() => file.close());
  const found = await toArray(readPages(file));
  assert.deepEqual(
    found.map((page) => page.sequence),
    [2, 4, 5],
  );
  assert.deepEqual(
    found.map((page) => page.skippedBytes),
    [14, damaged.length, 300_000],
  );
});

test("bisection and backward reading find the pages that a walk from the start finds", async (t) => {
  const path = join(tempFolder(t), "long.ogg");
  const pages = splitPages(speech);
  const body = [Buffer.alloc(5000, 7)];
  const lacing = [...Array<number>(19).fill(255), 155];
  const long = Array.from({ length: 400 }, (_, i) =>
    buildPage({
      serial: i % 5 === 4 ? 99 : 5,
      sequence: i,
      granule: i % 7 === 3 ? -1 : i * 48_000,
      lacing,
      body,
    }),
  );
  writeFileSync(path, Buffer.concat(long));
  const file = await open(path);
  t.after(() => file.close());
  const { size: byteLength } = await file.stat();
  const walked = (await toArray(readPages(file))).filter((page) => page.serial === 5 && page.granule >= 0);
  assert.ok(pages.length > 0 && walked.length > 200);
  for (const granule of [-5, 0, 47_999, 48_000, 5_000_001, 10_000_000, 19_103_999, 1e9]) {
    const found = await findPageBefore(file, { byteLength, serial: 5, granule });
    assert.equal(
      found?.sequence,
      walked.findLast((page) => page.granule <= granule)?.sequence,
      `granule ${granule}`,
    );
  }
  const { last, lastOfStream } = await findLastPages(file, { byteLength, serial: 5 });
  assert.equal(last?.sequence, 399);
  assert.equal(lastOfStream?.sequence, walked.at(-1)?.sequence);
});
