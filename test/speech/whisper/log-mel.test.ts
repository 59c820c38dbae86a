import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { logMel } from "../../../src/speech/whisper/log-mel.ts";
import { powerSpectra, spectrumSize } from "../../../src/speech/whisper/real-spectrum.ts";
import { noise, someSound } from "../sound.ts";

test("the power spectra of two frames are those of the plain Fourier sum", () => {
  const first = Float64Array.from({ length: 400 }, (_, i) => Math.sin(i * 0.3) + 0.2 * Math.cos(i * 1.1));
  const second = Float64Array.from({ length: 400 }, (_, i) => ((i * 7919) % 400) / 400 - 0.5);
  const powers = [new Float64Array(spectrumSize), new Float64Array(spectrumSize)] as const;
  powerSpectra(first, second, powers[0], powers[1]);
  for (const [frame, power] of [[first, powers[0]] as const, [second, powers[1]] as const]) {
    for (let k = 0; k < spectrumSize; k += 7) {
      let real = 0;
      let imaginary = 0;
      for (let i = 0; i < 400; i++) {
        real += frame[i]! * Math.cos((2 * Math.PI * k * i) / 400);
        imaginary -= frame[i]! * Math.sin((2 * Math.PI * k * i) / 400);
      }
      const expected = real * real + imaginary * imaginary;
      assert.ok(Math.abs(power[k]! - expected) < 1e-9 * (1 + expected), `frequency ${k}`);
    }
  }
});

// Every 997th value that the graph of transformers.js's layout gives, which was made from OpenAI's own filters.
const reference: {
  sound: "tone" | "noise";
  seconds: number;
  length: number;
  every: number;
  values: number[];
}[] = JSON.parse(readFileSync(join(import.meta.dirname, "log-mel.json"), "utf8"));

for (const { sound, seconds, length, every, values } of reference) {
  test(`the spectrogram of ${seconds} s of ${sound} agrees with the reference`, () => {
    const mel = logMel(sound === "tone" ? someSound(seconds) : noise(seconds), 80);
    assert.equal(mel.length, length);
    const worst = Math.max(...values.map((value, i) => Math.abs(mel[i * every]! - value)));
    assert.ok(worst < 2e-4, `differs by ${worst}`);
  });
}

test("silence has one value everywhere, and 128 bins are possible", () => {
  const mel = logMel(new Float32Array(16_000), 128);
  assert.equal(mel.length, 128 * 3000);
  assert.deepEqual(new Set(mel), new Set([-1.5]));
});
