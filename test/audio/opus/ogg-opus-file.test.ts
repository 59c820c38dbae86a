import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { BufferSource, EncodedPacketSink, Input, OGG } from "mediabunny";
import { openOggOpus } from "../../../src/audio/opus/ogg-opus-file.ts";
import { buildPage, type OggPage } from "../../../src/audio/opus/ogg-pages.ts";
import { buildOpusHead } from "../../../src/audio/opus/opus-headers.ts";
import { isArchiveError } from "../../../src/errors.ts";
import { tempFolder } from "../../support/temp-folder.ts";
import { readAllPackets, speechPath, splitPages, toArray } from "./opus-fixtures.ts";

const speech = readFileSync(speechPath);
const pages = splitPages(speech);
const bytesOf = (page: OggPage) => speech.subarray(page.offset, page.offset + page.byteLength);
const rebuild = (page: OggPage, changes: Partial<Parameters<typeof buildPage>[0]>) =>
  buildPage({ ...page, lacing: [...page.lacing], body: [page.body], ...changes });

async function open(t: Parameters<typeof tempFolder>[0], parts: Uint8Array[], isScanned = true) {
  const path = join(tempFolder(t), "made.opus");
  writeFileSync(path, Buffer.concat(parts));
  const file = await openOggOpus(path, { isScanned });
  t.after(() => file.close());
  const packets = await toArray(file.packets());
  return { file, packets };
}

test("gives head, tags, exact length and the packets that another demuxer finds", async (t) => {
  const { file, packets } = await open(t, [speech]);
  assert.equal(file.head.channels, 1);
  assert.equal(file.head.preSkip, 312);
  assert.deepEqual(
    file.tags.comments.find(([name]) => name === "ENCODER"),
    ["ENCODER", "opusenc from opus-tools 0.2"],
  );
  // What opusinfo of opus-tools 0.2 prints: 1m:02.754s; the granule of the last page is 3 012 510.
  assert.equal(file.lengthSamples, 3_012_510 - 312);
  assert.deepEqual([...file.flaws], []);

  const input = new Input({ source: new BufferSource(speech), formats: [OGG] });
  const track = (await input.getPrimaryAudioTrack())!;
  const theirs = await toArray(new EncodedPacketSink(track).packets());
  assert.deepEqual(
    packets.map((packet) => Buffer.from(packet.data)),
    theirs.map((packet) => Buffer.from(packet.data)),
  );
  assert.equal(packets[0]!.startSample, -312);
});

test("knows the length from the last page alone as from reading everything", async (t) => {
  const quick = await open(t, [speech], false);
  assert.equal(quick.file.lengthSamples, 3_012_198);
});

test("packets from any point are the tail of all packets, beginning with the one that holds the point", async (t) => {
  const { file, packets } = await open(t, [speech], false);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: -312, max: file.lengthSamples - 1 }), async (fromSample) => {
      const tail = await toArray(file.packets({ fromSample }));
      assert.ok(tail[0]!.startSample <= fromSample && fromSample < tail[0]!.startSample + 960);
      assert.deepEqual(tail.at(-1), packets.at(-1));
      assert.equal(
        tail.length,
        packets.length - packets.findIndex((p) => p.startSample === tail[0]!.startSample),
      );
    }),
    { numRuns: 25 },
  );
});

test("a file cut off in the middle of a page gives all whole pages", async (t) => {
  const cut = pages[40]!.offset + 500;
  for (const isScanned of [true, false]) {
    const { file, packets } = await open(t, [speech.subarray(0, cut)], isScanned);
    assert.equal(file.lengthSamples, pages[39]!.granule - 312);
    assert.equal(packets.length * 960, pages[39]!.granule);
    assert.deepEqual(
      [...file.flaws],
      isScanned ? ["end-of-stream marker missing", "extra data at the end"] : [],
    );
  }
});

test("a lost page keeps its time: what follows stands where it stood", async (t) => {
  const { file, packets } = await open(t, pages.filter((page) => page.sequence !== 20).map(bytesOf));
  const all = await readAllPackets(speechPath);
  assert.ok(file.flaws.has("pages missing"));
  assert.equal(file.lengthSamples, 3_012_198);
  assert.equal(packets.length, all.length);
  assert.deepEqual(packets.at(-1), all.at(-1));
  assert.equal(packets.filter((packet) => packet.data.length === 1).length, 50);
});

test("chained streams follow each other", async (t) => {
  const second = pages.map((page) => rebuild(page, { serial: 4711 }));
  const { file, packets } = await open(t, [speech, ...second]);
  const all = await readAllPackets(speechPath);
  assert.ok(file.flaws.has("chained streams"));
  // Of the last packet of the first 930 samples are padding: it is left out.
  assert.equal(packets.length, 2 * all.length - 1);
  assert.deepEqual(packets[all.length - 1]!.data, all[0]!.data);
  assert.equal(packets[all.length - 1]!.startSample, (all.length - 1) * 960 - 312);
  assert.equal(file.lengthSamples, 2 * 3_012_198 + 930 + 312 - 960);
});

test("of several streams at once the first Opus one is read", async (t) => {
  const foreign = (sequence: number, isFirst = false) =>
    buildPage({ serial: 1, sequence, granule: 0, isFirst, lacing: [8], body: [Buffer.from("BBCD\0\0\0\0")] });
  const other = buildOpusHead({
    channels: 2,
    preSkip: 0,
    inputSampleRate: 48_000,
    outputGain: 0,
    mappingFamily: 0,
  });
  const otherOpus = buildPage({
    serial: 2,
    sequence: 0,
    granule: 0,
    isFirst: true,
    lacing: [other.length],
    body: [other],
  });
  const mixed = [foreign(0, true), bytesOf(pages[0]!), otherOpus, bytesOf(pages[1]!)];
  for (const page of pages.slice(2)) mixed.push(bytesOf(page), foreign(page.sequence));
  const { file, packets } = await open(t, mixed);
  assert.ok(file.flaws.has("several streams"));
  assert.equal(file.lengthSamples, 3_012_198);
  assert.equal(packets.length, (await readAllPackets(speechPath)).length);
});

test("granules that do not begin at 0, jump back or lie do not change what is heard", async (t) => {
  const shapes: ((page: OggPage) => number)[] = [
    (page) => page.granule + 9_000_000,
    (page) => (page.sequence > 30 ? page.granule - 1_000_000 : page.granule),
    (page) => (page.sequence > 30 ? page.granule + 2 ** 50 : page.granule),
    () => 0,
    () => -1,
  ];
  const all = await readAllPackets(speechPath);
  for (const [i, granule] of shapes.entries()) {
    const made = pages.map((page) =>
      page.sequence < 2 ? bytesOf(page) : rebuild(page, { granule: granule(page) }),
    );
    const { file, packets } = await open(t, made);
    assert.ok(file.flaws.has("wrong granule positions"), `shape ${i}`);
    assert.equal(packets.length, all.length, `shape ${i}`);
    assert.ok(Math.abs(file.lengthSamples - 3_012_198) <= 960, `shape ${i}: ${file.lengthSamples}`);
  }
});

test("refuses what is no Opus, and Opus without sound", async (t) => {
  const opened = (parts: Uint8Array[]) => open(t, parts);
  await assert.rejects(opened([Buffer.from("not a sound at all")]), (e) =>
    isArchiveError(e, "unsupported-audio"),
  );
  await assert.rejects(opened([Buffer.alloc(0)]), (e) => isArchiveError(e, "unsupported-audio"));
  await assert.rejects(opened([bytesOf(pages[0]!), bytesOf(pages[1]!)]), (e) =>
    isArchiveError(e, "corrupt-audio"),
  );
  await assert.rejects(openOggOpus(join(tempFolder(t), "absent.opus")), (e) =>
    isArchiveError(e, "not-found"),
  );
});

test("whatever bytes are changed, lost or added, reading ends with packets or an ArchiveError", async (t) => {
  const path = join(tempFolder(t), "hostile.opus");
  const start = speech.subarray(0, pages[6]!.offset);
  const change = fc.record({
    at: fc.nat(start.length - 1),
    drop: fc.nat(400),
    add: fc.uint8Array({ maxLength: 50 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      async (changes, isScanned) => {
        let bytes: Buffer = start;
        for (const { at, drop, add } of changes)
          bytes = Buffer.concat([bytes.subarray(0, at), add, bytes.subarray(at + drop)]);
        writeFileSync(path, bytes);
        try {
          const file = await openOggOpus(path, { isScanned });
          const packets = await toArray(file.packets());
          await file.close();
          assert.ok(file.lengthSamples <= packets.length * 5760);
        } catch (error) {
          assert.ok(isArchiveError(error), String(error));
        }
      },
    ),
    { numRuns: 60 },
  );
});
