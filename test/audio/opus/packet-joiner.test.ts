/** Opus that was restarted many times stays on its clock, and nothing that is heard of it is lost. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { openAudio } from "../../../src/audio/open-audio.ts";
import { PacketJoiner } from "../../../src/audio/opus/packet-joiner.ts";
import { writeOpus } from "../../../src/audio/opus/write-opus.ts";
import { findBeeps } from "../../support/beeps.ts";
import { muxPackets, readTrack } from "../../support/mux-packets.ts";
import { tempFolder } from "../../support/temp-folder.ts";
import { writeTemporary } from "../make-wav.ts";
import { sourceOf, tone } from "./opus-fixtures.ts";

/** A link with a beep of 0.1 s from 0.2 s on. */
async function makeLink(folder: string, seconds: number): Promise<string> {
  const samples = new Float32Array(Math.round(seconds * 48_000));
  samples.set(tone(0.1, { hz: 1000 }), 0.2 * 48_000);
  const path = join(folder, `${seconds}.opus`);
  await writeOpus(sourceOf([samples]), path);
  return path;
}

/** Imports the parts as one file; the greatest error of their beeps, and of the length. */
async function measureJoined(folder: string, parts: Uint8Array[], partSeconds: number): Promise<number> {
  const target = join(folder, `joined-${partSeconds}-${parts.length}.opus`);
  {
    await using source = await openAudio(writeTemporary("joined", Buffer.concat(parts)));
    assert.equal((await writeOpus(source, target)).how, "remuxed");
  }
  await using stored = await openAudio(target);
  const { beeps, seconds } = await findBeeps(stored.samples(), 48_000);
  assert.equal(beeps.length, parts.length, "each beep is there once");
  const errors = beeps.map((at, i) => Math.abs(at - (i * partSeconds + 0.2)));
  return Math.max(...errors, Math.abs(seconds - parts.length * partSeconds));
}

// 312 samples of pre-skip and, at the end, padding: 888, 648, 408 and 48 samples.
for (const [count, partSeconds] of [
  [1000, 0.415],
  [80, 0.5],
  [80, 0.505],
  [80, 0.5125],
] as const)
  test(`${count} links of ${partSeconds} s in one Ogg file are within 20 ms`, async (t) => {
    const folder = tempFolder(t);
    const link = readFileSync(await makeLink(folder, partSeconds));
    const error = await measureJoined(folder, Array(count).fill(link), partSeconds);
    assert.ok(error < 0.02, `${error} s`);
  });

test("WebM files that are joined, too", async (t) => {
  const folder = tempFolder(t);
  const { codec, config, packets } = await readTrack(await makeLink(folder, 0.4935));
  const whole = packets.map((packet, i) => ({ ...packet, startSeconds: i * 0.02 }));
  const part = await muxPackets("webm", [{ codec, config, packets: whole }]);
  // Of its length WebM says nothing here: 25 packets less the pre-skip.
  const error = await measureJoined(folder, Array(20).fill(part), 25 * 0.02 - 312 / 48_000);
  assert.ok(error < 0.02, `${error} s`);
});

test("whatever the paddings and pre-skips, what was joined is at most half a packet late or early", () => {
  const part = fc.record({
    packets: fc.integer({ min: 10, max: 120 }),
    paddingSamples: fc.nat(1900),
    preSkip: fc.nat(3840),
  });
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 40 }),
      fc.constantFrom(480, 960),
      (parts, durationSamples) => {
        const joiner = new PacketJoiner<{ durationSamples: number }>();
        let written = 0;
        let expected = 0;
        let paddingSamples = 0;
        for (const [i, { packets, preSkip, ...part }] of parts.entries()) {
          if (i > 0) joiner.beginPart({ paddingSamples, preSkip });
          expected += packets * durationSamples - (i > 0 ? preSkip + paddingSamples : 0);
          paddingSamples = Math.min(part.paddingSamples, (packets * durationSamples) / 4);
          for (let n = 0; n < packets; n++) written += joiner.push({ durationSamples }).length;
          const late = joiner.totalSamples - expected;
          assert.equal(late, joiner.lateSamples);
          assert.ok(2 * Math.abs(late) <= durationSamples, `${late} samples`);
        }
        written += joiner.finish().length;
        assert.equal(written * durationSamples, joiner.totalSamples);
      },
    ),
  );
});
