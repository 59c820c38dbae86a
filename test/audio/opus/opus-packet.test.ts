import assert from "node:assert/strict";
import { test } from "node:test";
import { Decoder } from "@evan/opus";
import fc from "fast-check";
import {
  concealmentPackets,
  parseOpusPacket,
  takeDelimitedPacket,
} from "../../../src/audio/opus/opus-packet.ts";
import { readAllPackets, speechPath } from "./opus-fixtures.ts";

test("says valid and how long exactly as libopus does, for any bytes", () => {
  const decoder = new Decoder({ channels: 1, sample_rate: 48_000 });
  const decodedSamples = (packet: Uint8Array): number | undefined => {
    try {
      return decoder.decode(packet).length / 2;
    } catch {
      return undefined;
    }
  };
  const anyPacket = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 60 }),
    // Many frames, padding and lengths of two bytes are rare in random bytes.
    fc
      .tuple(fc.nat(63), fc.nat(255), fc.uint8Array({ maxLength: 1500 }))
      .map(([toc, count, rest]) => Uint8Array.of((toc << 2) | 3, count, ...rest)),
    fc
      .tuple(fc.nat(63), fc.integer({ min: 252, max: 255 }), fc.uint8Array({ maxLength: 1500 }))
      .map(([toc, length, rest]) => Uint8Array.of((toc << 2) | 2, length, ...rest)),
  );
  let valid = 0;
  fc.assert(
    fc.property(anyPacket, (packet) => {
      const expected = decodedSamples(packet);
      if (expected !== undefined) valid += 1;
      assert.equal(parseOpusPacket(packet)?.durationSamples, expected);
    }),
    { numRuns: 500 },
  );
  assert.ok(valid > 50, `only ${valid} of the packets were valid`);
});

test("an empty packet is not valid", () => {
  assert.equal(parseOpusPacket(new Uint8Array(0)), undefined);
});

test("the packets of a real recording are 20 ms each, mono", async () => {
  const packets = await readAllPackets(speechPath);
  for (const { data } of packets) {
    const shape = parseOpusPacket(data);
    assert.equal(shape?.durationSamples, 960);
    assert.equal(shape.isStereo, false);
  }
});

test("a concealed packet takes the time of the lost one", () => {
  const decoder = new Decoder({ channels: 1, sample_rate: 48_000 });
  const lost = parseOpusPacket(Uint8Array.of((11 << 3) | 3, 2, 1, 2))!;
  assert.equal(lost.durationSamples, 2 * 2880);
  const samples = concealmentPackets(lost).map((packet) => decoder.decode(packet).length / 2);
  assert.deepEqual(samples, [2880, 2880]);
});

test("takes self-delimited packets of every form off a multistream packet", () => {
  const toc = 31 << 3;
  const forms: [delimited: number[], ordinary: number[]][] = [
    [
      [toc, 3, 1, 2, 3],
      [toc, 1, 2, 3],
    ],
    [
      [toc | 1, 2, 1, 2, 3, 4],
      [toc | 1, 1, 2, 3, 4],
    ],
    [
      [toc | 2, 1, 2, 9, 8, 7],
      [toc | 2, 1, 9, 8, 7],
    ],
    [
      [toc | 3, 2, 1, 5, 6],
      [toc | 3, 2, 5, 6],
    ],
    [
      [toc | 3, 0x80 | 0x40 | 2, 1, 2, 1, 5, 6, 7, 0],
      [toc | 3, 0x80 | 0x40 | 2, 1, 2, 5, 6, 7, 0],
    ],
    [
      [toc, 252, 1, ...Array<number>(256).fill(4)],
      [toc, ...Array<number>(256).fill(4)],
    ],
  ];
  for (const [delimited, ordinary] of forms) {
    const taken = takeDelimitedPacket(Uint8Array.from([...delimited, 77, 78]));
    assert.deepEqual([...taken!.packet], ordinary);
    assert.equal(taken!.byteLength, delimited.length);
    assert.ok(parseOpusPacket(taken!.packet));
  }
  assert.equal(takeDelimitedPacket(Uint8Array.of(toc, 5, 1)), undefined);
});
