/** Sound made for tests, 16 kHz mono. */

/** A sweeping tone with overtones that swells and falls. */
export function someSound(seconds: number): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * 16_000) }, (_, i) => {
    const t = i / 16_000;
    const swell = 0.5 + 0.5 * Math.sin(t * 5);
    return (
      0.2 * swell * (Math.sin(2 * Math.PI * (200 + 40 * t) * t) + 0.3 * Math.sin(2 * Math.PI * 1700 * t))
    );
  });
}

/** White noise, the same every time. */
export function noise(seconds: number, loudness = 0.1): Float32Array {
  let seed = 1;
  return Float32Array.from({ length: Math.round(seconds * 16_000) }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return loudness * ((2 * seed) / 2_147_483_648 - 1);
  });
}

/** Chords with a melody and a beat, as a synthesiser plays them. */
export function music(seconds: number): Float32Array {
  const chords = [
    [220, 277, 330],
    [196, 247, 294],
    [174, 220, 262],
  ];
  const hiss = noise(seconds, 1);
  return Float32Array.from({ length: Math.round(seconds * 16_000) }, (_, i) => {
    const t = i / 16_000;
    const chord = chords[Math.floor(t / 2) % chords.length]!;
    const beat = (t * 2) % 1;
    const harmony = chord.reduce((sum, hertz) => sum + Math.sin(2 * Math.PI * hertz * t), 0);
    const melody = Math.sin(2 * Math.PI * 2 * chord[Math.floor(t * 2) % 3]! * t) * Math.exp(-beat);
    return 0.08 * harmony + 0.2 * melody + 0.2 * hiss[i]! * Math.exp(-15 * beat);
  });
}

/** Hands out sound in chunks of any size, as a decoder would. */
export async function* inChunks(sound: Float32Array, size = 16_000): AsyncGenerator<Float32Array> {
  for (let at = 0; at < sound.length; at += size) yield sound.subarray(at, at + size);
}
