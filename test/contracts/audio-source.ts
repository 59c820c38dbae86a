import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { AudioSource } from "../../src/audio/audio-source.ts";
import { ArchiveError, isArchiveError } from "../../src/errors.ts";
import { correlate, readAll, sweep, writeTemporary } from "../audio/make-wav.ts";

export type AudioSourceCase = {
  open(path: string, options?: { signal?: AbortSignal }): Promise<AudioSource>;
  /** A well-formed file of the sweep in test/audio/fixtures. */
  path: string;
  format: string;
  sampleRate: number;
  channels: number;
  /** Per channel, to the sample. */
  lengthSamples: number;
  /** Whether its packets can be copied. */
  isOpus: boolean;
  /** Makes a file of a quarter of an hour. */
  makeLongFile?: () => Promise<string>;
};

/** What the growth of memory must stay under while a quarter of an hour is read; its samples take twice as much and more. */
const maxGrowthBytes = 80e6;

/** What every source of audio keeps; run for each implementation and each kind of container. */
export function audioSourceContract(name: string, known: AudioSourceCase): void {
  const { open, path } = known;
  const bytes = readFileSync(path);
  const copyOf = (changed: Uint8Array) => writeTemporary(basename(path), changed);

  describe(`${name} as a source of audio`, () => {
    test("says what it is, and gives as many samples as it says, in planes of one length", async () => {
      const source = await open(path);
      const { format, sampleRate, channels } = known;
      assert.deepEqual([source.format, source.sampleRate, source.channels], [format, sampleRate, channels]);
      let length = 0;
      for await (const chunk of source.samples()) {
        assert.equal(chunk.length, channels);
        assert.ok(chunk[0]!.length > 0, "no empty chunk");
        for (const plane of chunk) {
          assert.equal(plane.length, chunk[0]!.length);
          assert.ok(plane.every((sample) => Math.abs(sample) <= 1.5));
        }
        length += chunk[0]!.length;
      }
      assert.equal(length, known.lengthSamples);
      if (source.durationSeconds !== undefined)
        assert.ok(Math.abs(source.durationSeconds - length / sampleRate) < 0.1, `${source.durationSeconds}`);
      assert.deepEqual(source.warnings, []);
      await source.close();
    });

    test("its samples are the sound, each at its time", async () => {
      const source = await open(path);
      for (const plane of await readAll(source))
        assert.ok(
          correlate(plane, sweep(known.sampleRate)) > 0.99,
          `${correlate(plane, sweep(known.sampleRate))}`,
        );
      await source.close();
    });

    test("can be read again, and twice at once, and after a reading that was broken off", async () => {
      const source = await open(path);
      for await (const _ of source.samples()) break;
      const [first, second] = await Promise.all([readAll(source), readAll(source)]);
      assert.deepEqual(first, second);
      assert.deepEqual(await readAll(source), first);
      await source.close();
    });

    test("a cancelled reading ends with `cancelled`, and the next one is whole", async () => {
      const source = await open(path);
      const isCancelled = (error: unknown) => isArchiveError(error, "cancelled");
      await assert.rejects(readAll(source, AbortSignal.abort()), isCancelled);
      assert.equal((await readAll(source))[0]!.length, known.lengthSamples);
      if (source.opus)
        await assert.rejects(async () => {
          for await (const _ of source.opus!.packets(AbortSignal.abort()));
        }, isCancelled);
      await assert.rejects(open(path, { signal: AbortSignal.abort() }), isCancelled);
      await source.close();
    });

    test("can be closed twice, also while it is read", async () => {
      const source = await open(path);
      await source.close();
      await source[Symbol.asyncDispose]();
      const other = await open(path);
      const reading = other.samples()[Symbol.asyncIterator]();
      await reading.next();
      await other.close();
      // What is left may be given or rejected, but the reading ends.
      for (let rounds = 0; rounds < 1000; rounds++) {
        const step = await reading.next().catch(() => ({ done: true }));
        if (step.done) return;
      }
      assert.fail("it does not end");
    });

    test("Opus is offered as packets of the same length, everything else is not", async () => {
      const source = await open(path);
      assert.equal(source.opus !== undefined, known.isOpus);
      if (source.opus) {
        const { head, lengthSamples } = source.opus;
        assert.equal(lengthSamples, known.lengthSamples);
        const read = async () => {
          const packets: string[] = [];
          for await (const packet of source.opus!.packets())
            packets.push(Buffer.from(packet).toString("hex"));
          return packets;
        };
        const packets = await read();
        assert.ok(packets.length * 960 >= known.lengthSamples + head.preSkip, `${packets.length} packets`);
        assert.deepEqual(await read(), packets);
      }
      await source.close();
    });

    test("of a truncated file it gives what is there or says `corrupt-audio`, never more than the whole", async () => {
      for (const share of [0.05, 0.3, 0.6, 0.9, 0.99]) {
        const cut = copyOf(bytes.subarray(0, Math.ceil(bytes.length * share)));
        const planes = await readOrRefuse(open, cut);
        if (planes)
          assert.ok(planes[0]!.length <= known.lengthSamples + 2048, `${share}: ${planes[0]!.length}`);
      }
    });

    test("of a damaged file it gives samples or an error of the archive", async () => {
      const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 30 });
      await fc.assert(
        fc.asyncProperty(damage, async (changes) => {
          const damaged = Buffer.from(bytes);
          for (const [at, value] of changes) damaged[at % damaged.length] = value;
          const planes = await readOrRefuse(open, copyOf(damaged));
          for (const plane of planes ?? []) assert.ok(plane.length < 1e7);
        }),
        { numRuns: 25, seed: 8 },
      );
    });

    test("a file that is not there, an empty one and a folder are refused by name", async () => {
      const cases: [string, (error: ArchiveError) => boolean][] = [
        [`${path}.missing`, (error) => error.code === "not-found"],
        [copyOf(new Uint8Array(0)), (error) => ["corrupt-audio", "unsupported-audio"].includes(error.code)],
        [import.meta.dirname, () => true],
      ];
      for (const [bad, isRight] of cases)
        await assert.rejects(open(bad), (error) => {
          assert.ok(error instanceof ArchiveError && isRight(error), `${error}`);
          assert.ok(error.message.includes(bad), error.message);
          return true;
        });
    });

    if (known.makeLongFile)
      test("a quarter of an hour is read in bounded memory", async () => {
        const source = await open(await known.makeLongFile!());
        let samples = 0;
        let first = 0;
        let peak = 0;
        for await (const chunk of source.samples()) {
          samples += chunk[0]!.length;
          const used = process.memoryUsage.rss();
          if (samples < 60 * source.sampleRate) first = Math.max(first, used);
          peak = Math.max(peak, used);
        }
        assert.equal(samples, 900 * source.sampleRate);
        assert.ok(peak - first < maxGrowthBytes, `${Math.round((peak - first) / 1e6)} MB more`);
        await source.close();
      });
  });
}

/** @returns undefined where the file was refused as the contract says */
async function readOrRefuse(
  open: AudioSourceCase["open"],
  path: string,
): Promise<Float32Array[] | undefined> {
  try {
    const source = await open(path);
    try {
      return await readAll(source);
    } finally {
      await source.close();
    }
  } catch (error) {
    const isRight = isArchiveError(error, "corrupt-audio") || isArchiveError(error, "unsupported-audio");
    assert.ok(isRight, `${error}`);
    return undefined;
  }
}
