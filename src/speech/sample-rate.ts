/** Samples a second of all sound that speech recognition works on. */
export const sampleRate = 16_000;
