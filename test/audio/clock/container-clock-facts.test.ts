import assert from "node:assert/strict";
import { test } from "node:test";
import { readContainerClock } from "../../../src/audio/decoding/container-clock.ts";
import { type FfmpegInfo, infoFields } from "../../../src/audio/decoding/ffmpeg-module.ts";

/** What the decoder says of a file. */
function clockOf(container: string, facts: Partial<FfmpegInfo>, codec = "aac") {
  const info = { ...(Object.fromEntries(infoFields.map((name) => [name, 0])) as FfmpegInfo), ...facts };
  return readContainerClock({ container, info, codec })!;
}

const m4a = { sampleRate: 44_100, timeBaseNumerator: 1, timeBaseDenominator: 44_100, trackSeconds: 11.0527 };

test("what iTunes put at the start of a file with one track is no late start, also when a time is rounded to microseconds", () => {
  const start = 2112 / 44_100;
  const facts = { ...m4a, containerStartSeconds: 0.047891, trackStartSeconds: start, firstPacketSeconds: 0 };
  assert.ok(Math.abs(clockOf("mov,mp4,m4a", facts).findZero(start) - start) < 0.001);
  // Beside a picture it is one: the clock says when it is heard.
  assert.equal(clockOf("mov,mp4,m4a", { ...facts, videoTracks: 1 }).findZero(start), 0);
});

test("a file that was cut out of a longer stream begins at its own start, others at 0 or at their first track", () => {
  const late = { ...m4a, containerStartSeconds: 3, trackStartSeconds: 4, firstPacketSeconds: 4 };
  assert.equal(clockOf("matroska,webm", late).findZero(4), 0);
  assert.equal(clockOf("mpegts", late).findZero(4), 3);
  const joined = { ...late, containerStartSeconds: 7200, trackStartSeconds: 7201, firstPacketSeconds: 7201 };
  assert.equal(clockOf("matroska,webm", joined).findZero(7201), 7200);
  assert.equal(
    readContainerClock({ container: "wav", codec: "pcm_s16le", info: {} as FfmpegInfo }),
    undefined,
  );
});

test("of the two blocks that the decoder of WMA drops, the encoder put in one, also beside another track of sound", () => {
  const block = 2048 / 48_000;
  const facts = { containerStartSeconds: 0, trackStartSeconds: 0, firstPacketSeconds: 0 };
  const time = { timeBaseNumerator: 1, timeBaseDenominator: 1000, sampleRate: 48_000 };
  for (const codec of ["wmav1", "wmav2"]) {
    const clock = clockOf("asf", { ...time, ...facts }, codec);
    assert.ok(Math.abs(clock.findZero(2 * block) - block) < 0.001, codec);
    const second = clockOf(
      "asf",
      { ...time, ...facts, trackStartSeconds: 0.003, firstPacketSeconds: 0.003 },
      codec,
    );
    assert.ok(Math.abs(second.findZero(0.003 + 2 * block) - block) < 0.001, codec);
  }
});
