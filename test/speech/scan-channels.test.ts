/** The real network listens to real speech in two channels. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { readSpeech } from "../../src/audio/read-speech.ts";
import type { ChannelChoice } from "../../src/domain.ts";
import { placeParts, planChannels } from "../../src/speech/scan-channels.ts";
import { VoiceActivity } from "../../src/speech/voice-activity.ts";
import type { StereoSound } from "../../src/speech/voice-frames.ts";
import { music, noise } from "./sound.ts";

const root = join(import.meta.dirname, "../..");
const rate = 16_000;
let voiceActivity: VoiceActivity;
/** Claire speaks until 6.7 s, Tom from 7.2 to 15.7 s. */
let call: Float32Array;
/** Seconds of sound that were read. */
let readSeconds = 0;

before(async () => {
  voiceActivity = await VoiceActivity.load(join(root, "models/silero-vad/silero_vad_16k.onnx"));
  const chunks: number[] = [];
  const path = join(root, "samples/Call_20260318_143007.opus");
  for await (const chunk of readSpeech(path, { toSeconds: 15 })) chunks.push(...chunk);
  call = Float32Array.from(chunks);
});
after(() => voiceActivity.close());

function plan(planes: Float32Array[], choice: ChannelChoice = "auto") {
  readSeconds = 0;
  const stereo: StereoSound = {
    describe: async () => ({ channels: planes.length, durationSeconds: planes[0]!.length / rate }),
    async *read(_path, { fromSeconds = 0, toSeconds = 1e6 }) {
      const part = planes.map((plane) => plane.slice(fromSeconds * rate, toSeconds * rate));
      readSeconds += part[0]!.length / rate;
      yield part;
    },
  };
  return planChannels("", { stereo, voiceActivity, choice });
}

const scale = (sound: Float32Array, factor: number) => sound.map((sample) => sample * factor);
const during = (sound: Float32Array, from: number, to: number) =>
  sound.map((sample, at) => (at >= from * rate && at < to * rate ? sample : 0));

test("one channel, more than two, and what a person asks for are not measured", async () => {
  assert.deepEqual(await plan([call]), { use: "mix" });
  assert.deepEqual(await plan([call, call, call, call]), { use: "mix" });
  assert.deepEqual(await plan([call, call], "mix"), { use: "mix" });
  assert.deepEqual(await plan([call, call], "right"), { use: "right" });
  assert.equal(readSeconds, 0);
});

test("the same speech in both channels, and speech in one beside silence, are mixed", async () => {
  for (const right of [call, scale(call, 0.4), new Float32Array(call.length)])
    assert.deepEqual(await plan([call, right]), { use: "mix" });
});

test("opposite phase, of any loudness, is heard by the difference", async () => {
  for (const factor of [1, 0.003])
    assert.deepEqual(await plan([scale(call, factor), scale(call, -factor)]), { use: "difference" });
});

test("noise or music in one channel: the other one is heard", async () => {
  for (const other of [noise(15, 0.2), noise(15, 0.6), scale(music(15), 0.8)]) {
    assert.deepEqual(await plan([call, other]), { use: "left" });
    assert.deepEqual(await plan([other, call]), { use: "right" });
  }
});

test("two people on two channels are heard apart, with and without an echo of each other", async () => {
  const [claire, tom] = [during(call, 0, 6.9), during(call, 6.9, 15)];
  const echo = (sound: Float32Array, of: Float32Array) =>
    sound.map((sample, at) => sample + 0.05 * (of[at - 0.12 * rate] ?? 0));
  for (const planes of [
    [claire, tom],
    [echo(claire, tom), echo(tom, claire)],
    [scale(claire, 0.01), scale(tom, 0.004)],
  ]) {
    const chosen = await plan(planes);
    assert.ok(chosen.use === "separate", chosen.use);
    assert.ok(chosen.speechDb.every((level) => level > -80 && level < -10));
  }
  assert.deepEqual((await plan([call, call], "separate")).use, "separate");
});

test("a room in stereo is no conversation on two channels", async () => {
  const near = (own: Float32Array, other: Float32Array) =>
    own.map((sample, at) => sample + 0.5 * (other[at - 40] ?? 0) + 0.2 * (own[at - 300] ?? 0));
  const [claire, tom] = [during(call, 0, 6.9), during(call, 6.9, 15)];
  assert.deepEqual(await plan([near(claire, tom), near(tom, claire)]), { use: "mix" });
});

test("a twelfth of the recording is measured, evenly, at least 6 s and at most a minute", () => {
  assert.deepEqual(placeParts(0), []);
  assert.deepEqual(placeParts(2), [0]);
  assert.deepEqual(placeParts(20), [3.5, 13.5]);
  assert.equal(placeParts(120).length, 4);
  const hours = placeParts(36_000);
  assert.equal(hours.length, 20);
  assert.ok(hours.every((start) => start > 800 && start < 35_200));
});

test("two who speak all the time at once are heard apart; a room with two microphones is one", async () => {
  const [claire, tom] = [during(call, 0, 6.4).slice(0, 6.4 * rate), call.slice(7.3 * rate, 13.7 * rate)];
  assert.equal((await plan([claire, tom])).use, "separate");
  // Both voices at once, further away from the second microphone, with an echo of the room and noise.
  const room = claire.map((sample, at) => sample + tom[at]!);
  const hiss = noise(7, 0.004);
  const far = room.map((_, at) => 0.6 * (room[at - 150] ?? 0) + 0.25 * (room[at - 900] ?? 0) + hiss[at]!);
  assert.notEqual((await plan([room, far])).use, "separate");
});
