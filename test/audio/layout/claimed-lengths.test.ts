/** A length in a header is a claim: it counts when what follows the claimed end agrees, else the sound is read to its end. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readFileLayout } from "../../../src/audio/layout/file-layout.ts";
import { openAudio } from "../../../src/audio/open-audio.ts";
import { buildWav, chunk, readAll, sweep, wavKinds, worstDifference, writeTemporary } from "../make-wav.ts";
import { chunkFiles } from "./chunk-files.ts";

const sound = sweep(8000, 1);

/** Reads all of a file; what it says, and whether it is exactly the sound. */
async function read(bytes: Uint8Array, expected = sound) {
  await using source = await openAudio(writeTemporary("sound", bytes));
  const [mono] = await readAll(source);
  return {
    samples: mono!.length,
    isSound: mono!.length === expected.length && worstDifference(mono!, expected) < 1e-4,
    codes: source.warnings.map(({ code }) => code),
  };
}

for (const [name, { build, tail, unknown }] of Object.entries(chunkFiles)) {
  test(`${name}: a sound is read to its end and no further, whatever length the header claims`, async () => {
    for (const rest of [Buffer.alloc(0), tail]) {
      const placed = `${rest.length} bytes behind it`;
      assert.deepEqual(
        await read(build(sound, { tail: rest })),
        { samples: 8000, isSound: true, codes: [] },
        placed,
      );
      for (const claimed of [0n, unknown]) {
        const found = await read(build(sound, { claimed, tail: rest }));
        assert.deepEqual(found, { samples: 8000, isSound: true, codes: [] }, `${claimed}, ${placed}`);
      }
      const halfway = await read(build(sound, { claimed: 1000n, tail: rest }));
      assert.deepEqual(halfway, { samples: 8000, isSound: true, codes: ["audio-length-wrong"] }, placed);
      // The header of the whole file knows better.
      const { isSound } = await read(build(sound, { claimed: 100_000n, tail: rest }));
      assert.ok(isSound, `too long, ${placed}`);
    }
  });

  test(`${name}: a true length stays, whatever comes behind it`, async () => {
    const others: [string, Buffer, string[]][] = [
      ["zeros", Buffer.alloc(4096), []],
      ["an ID3v1 tag", Buffer.concat([Buffer.from("TAG"), Buffer.alloc(125, 0x20)]), []],
      ["text", Buffer.from("<?xml version='1.0'?><note>text</note>\n".repeat(20)), ["audio-trailing-data"]],
      [
        "a ZIP archive",
        Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.alloc(900, 9)]),
        ["audio-trailing-data"],
      ],
    ];
    for (const [what, rest, codes] of others) {
      const found = await read(build(sound, { tail: rest }));
      assert.deepEqual(found, { samples: 8000, isSound: true, codes }, what);
    }
  });
}

test("What is not read after the end is named with its size", async () => {
  const rest = Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.alloc(4996, 7)]);
  await using source = await openAudio(writeTemporary("sound.wav", Buffer.concat([buildWav([sound]), rest])));
  await readAll(source);
  assert.deepEqual(
    source.warnings.map(({ text }) => text),
    ["5000 bytes after the end of the sound were not read (a ZIP archive or an office document)"],
  );
});

test("Compressed data behind samples is no sound; samples behind a wrong length are", async () => {
  const random = Buffer.alloc(20_000);
  for (let i = 0, state = 1; i < random.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    random[i] = state >>> 24;
  }
  const behind = await read(Buffer.concat([buildWav([sound]), random]));
  assert.deepEqual(behind, { samples: 8000, isSound: true, codes: ["audio-trailing-data"] });
});

test("Odd lengths with and without their byte of padding are true", async () => {
  const kind = wavKinds["8 bits"]!;
  const odd = sound.subarray(0, 7999);
  const list = chunk("LIST", Buffer.concat([Buffer.from("INFO"), chunk("ICMT", Buffer.from("odd\0"))]));
  for (const padding of [1, 0]) {
    const bytes = buildWav([odd], { kind, sampleRate: 8000 });
    const file = Buffer.concat([bytes.subarray(0, bytes.length - 1 + padding), list]);
    await using source = await openAudio(writeTemporary("odd.wav", file));
    const [mono] = await readAll(source);
    assert.equal(mono!.length, 7999, `padding ${padding}`);
    assert.deepEqual(source.warnings, []);
    assert.equal(source.tags.comment, "odd");
  }
});

test("A fact chunk that counts wrong is no missing end", async () => {
  const fact = Buffer.alloc(4);
  fact.writeUInt32LE(1_000_000);
  const bytes = buildWav([sound], { kind: wavKinds["mu-law"]!, sampleRate: 8000, chunks: [["fact", fact]] });
  const { samples, codes } = await read(bytes);
  assert.deepEqual({ samples, codes }, { samples: 8000, codes: [] });
});

test("A sound that lies in pieces is joined, silence that is only counted included", async () => {
  const samples = buildWav([sound], { sampleRate: 8000 });
  const [first, second] = [samples.subarray(44, 44 + 4000), samples.subarray(44 + 4000)];
  const silence = Buffer.alloc(4);
  silence.writeUInt32LE(2000);
  const pieces = Buffer.concat([
    Buffer.from("wavl"),
    chunk("data", first),
    chunk("slnt", silence),
    chunk("data", second),
  ]);
  const body = Buffer.concat([samples.subarray(8, 36), chunk("LIST", pieces)]);
  const expected = Float32Array.from([
    ...sound.subarray(0, 2000),
    ...new Float32Array(2000),
    ...sound.subarray(2000),
  ]);
  assert.deepEqual(await read(chunk("RIFF", body), expected), { samples: 10_000, isSound: true, codes: [] });
});

test("Marks, a play list and the time of day in a WAV neither delay the sound nor cut it", async () => {
  const cue = Buffer.alloc(28);
  cue.writeUInt32LE(1, 0);
  cue.writeUInt32LE(4000, 8);
  const order = Buffer.alloc(16);
  order.writeUInt32LE(1, 0);
  const broadcast = Buffer.alloc(602);
  // Samples since midnight: ten hours.
  broadcast.writeBigUInt64LE(BigInt(8000 * 36_000), 338);
  const bytes = buildWav([sound], {
    sampleRate: 8000,
    chunks: [
      ["bext", broadcast],
      ["cue ", cue],
      ["plst", order],
    ],
  });
  assert.deepEqual(await read(bytes), { samples: 8000, isSound: true, codes: [] });
});

test("A header without a contradiction is never overridden", async () => {
  const ids = fc.constantFrom("LIST", "id3 ", "bext", "JUNK", "_PMX", "xyz1", "cue ");
  const chunks = fc.array(fc.tuple(ids, fc.uint8Array({ maxLength: 300 })), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(
      chunks,
      chunks,
      fc.uint8Array({ minLength: 1, maxLength: 4000 }),
      async (before, after, data) => {
        const body = Buffer.concat([
          buildWav([new Float32Array(0)]).subarray(8, 36),
          ...before.map(([id, bytes]) => chunk(id, bytes)),
          chunk("data", data),
          ...after.map(([id, bytes]) => chunk(id, bytes)),
        ]);
        const { parts, notes } = await readFileLayout(writeTemporary("true.wav", chunk("RIFF", body)));
        assert.deepEqual(notes, []);
        assert.equal(parts.length, 1);
        assert.equal(parts[0]!.view, undefined);
      },
    ),
    { numRuns: 60 },
  );
});

test("RF64 and BW64 that are cut off say so", async () => {
  const wav = buildWav([sound], { sampleRate: 8000 });
  for (const name of ["RF64", "BW64"]) {
    const head = Buffer.alloc(48);
    head.write(`${name}\xff\xff\xff\xffWAVEds64`, 0, "latin1");
    head.writeUInt32LE(28, 16);
    head.writeBigUInt64LE(BigInt(wav.length + 36 - 8), 20);
    head.writeBigUInt64LE(16_000n, 28);
    const rest = Buffer.from(wav.subarray(12));
    rest.writeUInt32LE(0xffffffff, rest.indexOf("data") + 4);
    const file = Buffer.concat([head, rest]);
    assert.deepEqual((await read(file)).codes, [], name);
    assert.deepEqual((await read(file.subarray(0, 9000))).codes, ["audio-end-missing"], name);
  }
});
