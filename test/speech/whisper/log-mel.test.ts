import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { InferenceSession, Tensor } from "../../../src/models/onnx-runtime.ts";
import { logMel, windowSamples } from "../../../src/speech/whisper/log-mel.ts";
import { powerSpectra, spectrumSize } from "../../../src/speech/whisper/real-spectrum.ts";
import { someSound } from "../sound.ts";

const modelFolder = join(import.meta.dirname, "../../../models/whisper-base");

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

test("the spectrogram agrees with the model's own mel.onnx, for a full and for a short window", async () => {
  const session = await InferenceSession.create(join(modelFolder, "mel.onnx"));
  for (const seconds of [30, 4.321]) {
    const sound = someSound(seconds);
    const padded = new Float32Array(windowSamples);
    padded.set(sound);
    const output = await session.run({ audio: new Tensor("float32", padded, [1, windowSamples]) });
    const expected = output.input_features!.data as Float32Array;
    const mel = logMel(sound, 80);
    assert.equal(mel.length, expected.length);
    let worst = 0;
    for (let i = 0; i < mel.length; i++) worst = Math.max(worst, Math.abs(mel[i]! - expected[i]!));
    assert.ok(worst < 2e-4, `differs by ${worst}`);
  }
  await session.release();
});

test("silence has one value everywhere, and 128 bins are possible", () => {
  const mel = logMel(new Float32Array(16_000), 128);
  assert.equal(mel.length, 128 * 3000);
  assert.deepEqual(new Set(mel), new Set([-1.5]));
});
