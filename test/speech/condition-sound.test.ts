import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChannelPlan } from "../../src/speech/channel-plan.ts";
import { conditionedReader, GainLog, listeningsOf } from "../../src/speech/condition-sound.ts";
import type { StereoSound } from "../../src/speech/voice-frames.ts";
import { inChunks, noise } from "./sound.ts";

const rate = 16_000;
const db = (gain: number) => 10 ** (gain / 20);

/** Syllables of a humming voice: 0.2 s each, 0.1 s between them, half a second of pause after every fifth. */
function voice(seconds: number, dbfs: number): Float32Array {
  return Float32Array.from({ length: seconds * rate }, (_, at) => {
    const t = (at / rate) % 2;
    if (t > 1.5 || t % 0.3 > 0.2) return 0;
    return db(dbfs) * 1.4 * Math.sin(2 * Math.PI * 220 * (at / rate));
  });
}

const cut = (sound: Float32Array, fromSeconds: number, toSeconds: number) =>
  sound.map((sample, at) => (at >= fromSeconds * rate && at < toSeconds * rate ? sample : 0));

function add(...sounds: Float32Array[]): Float32Array {
  return sounds[0]!.map((_, at) => sounds.reduce((sum, sound) => sum + sound[at]!, 0));
}

function later(sound: Float32Array, gain: number, seconds: number): Float32Array {
  return sound.map((_, at) => db(gain) * (sound[at - seconds * rate] ?? 0));
}

function level(sound: Float32Array, fromSeconds: number, toSeconds: number): number {
  const part = sound.subarray(fromSeconds * rate, toSeconds * rate);
  return 10 * Math.log10(part.reduce((sum, sample) => sum + sample ** 2, 0) / part.length + 1e-12);
}

/** Reads planes as a file would be read, with the first of the plan's signals or the one given. */
async function listen(planes: Float32Array[], plan: ChannelPlan, { signal = 0, fromSeconds = 0 } = {}) {
  const part = (plane: Float32Array, from = 0) => plane.subarray(Math.round(from * rate));
  const stereo: StereoSound = {
    describe: async () => ({ channels: planes.length, durationSeconds: planes[0]!.length / rate }),
    async *read(_path, { fromSeconds: from = 0 }) {
      for (let at = Math.round(from * rate); at < planes[0]!.length; at += 7000)
        yield planes.map((plane) => plane.slice(at, at + 7000));
    },
  };
  const mixed = planes[0]!.map((_, at) => planes.reduce((sum, plane) => sum + plane[at]! / planes.length, 0));
  const readSpeech = (_: string, { fromSeconds: from }: { fromSeconds?: number }) =>
    inChunks(part(mixed, from));
  const read = conditionedReader({ readSpeech, stereo }, listeningsOf(plan)[signal]!, new GainLog());
  const heard = await Array.fromAsync(read("", { fromSeconds }));
  const all = new Float32Array(heard.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of heard) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

test("loud sound is passed on to the bit, of any of its signals", async () => {
  const [left, right] = [add(voice(6, -20), noise(6, 0.001)), voice(6, -14)];
  assert.deepEqual(await listen([left, right], { use: "left" }), left);
  assert.deepEqual(await listen([left, right], { use: "right" }), right);
  const difference = left.map((sample, at) => (sample - right[at]!) / 2);
  assert.deepEqual(await listen([left, right], { use: "difference" }), difference);
});

test("quiet speech is raised without clicks, and nothing is lost or moved", async () => {
  const quiet = voice(8, -60);
  const heard = await listen([quiet], { use: "mix" });
  assert.equal(heard.length, quiet.length);
  assert.ok(Math.abs(level(heard, 1, 7) - level(quiet, 1, 7) - 34) < 4, `${level(heard, 1, 7)}`);
  const factors = heard.map((sample, at) => (Math.abs(quiet[at]!) > 1e-4 ? sample / quiet[at]! : 0));
  for (let at = 1; at < factors.length; at++)
    if (factors[at] && factors[at - 1]) assert.ok(Math.abs(factors[at]! / factors[at - 1]! - 1) < 0.02);
});

test("reading that begins in the middle gives the same samples", async () => {
  const near = cut(voice(24, -22), 0, 13);
  const sound = add(near, cut(voice(24, -58), 13, 24), noise(24, 0.0002));
  const other = later(sound, -24, 0.15);
  for (const plan of [{ use: "mix" }, { use: "separate", speechDb: [-24, -24] }] as ChannelPlan[]) {
    const whole = await listen([sound, other], plan);
    for (const frame of [1, 400, 700]) {
      const heard = await listen([sound, other], plan, { fromSeconds: (frame * 512) / rate });
      // Not deepEqual: it takes a second for half a minute of sound.
      const rest = whole.slice(frame * 512);
      assert.equal(Buffer.compare(Buffer.from(heard.buffer), Buffer.from(rest.buffer)), 0);
    }
  }
});

test("of two people, a channel keeps its own speaker and loses the echo of the other", async () => {
  const first = cut(voice(12, -20), 0, 6);
  const second = cut(voice(12, -30), 6, 12);
  const planes = [add(first, later(second, -22, 0.15)), add(second, later(first, -22, 0.15))];
  const plan: ChannelPlan = { use: "separate", speechDb: [-21, -31] };
  const [left, right] = [await listen(planes, plan), await listen(planes, plan, { signal: 1 })];
  assert.ok(Math.abs(level(left, 0.5, 5.5) - level(first, 0.5, 5.5)) < 0.5);
  assert.ok(Math.abs(level(right, 6.5, 11.5) - level(second, 6.5, 11.5)) < 0.5);
  assert.ok(level(left, 7, 11.9) < -75, `${level(left, 7, 11.9)}`);
  assert.ok(level(right, 0.5, 5.5) < -75, `${level(right, 0.5, 5.5)}`);
});

test("people who speak at once are both kept", async () => {
  const [first, second] = [voice(6, -20), voice(6, -26)];
  const planes = [add(first, later(second, -22, 0.15)), add(second, later(first, -22, 0.15))];
  const plan: ChannelPlan = { use: "separate", speechDb: [-21, -27] };
  for (const [signal, own] of [first, second].entries()) {
    const heard = await listen(planes, plan, { signal });
    assert.ok(Math.abs(level(heard, 0.5, 5.5) - level(own, 0.5, 5.5)) < 1);
  }
});
