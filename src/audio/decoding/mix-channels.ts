/** Mixes many channels to two or one, as the Opus encoder and speech recognition need. */

const frontLeft = 0;
const frontRight = 1;
const frontCentre = 2;
const half = Math.SQRT1_2;

/**
 * Share of each loudspeaker (bit of the WAVEFORMATEXTENSIBLE channel mask) in the left and in the right channel:
 * ITU-R BS.775 with centre and surrounds at -3 dB; the low-frequency channel (bit 3) is dropped.
 */
const shares: Record<number, [left: number, right: number]> = {
  [frontLeft]: [1, 0],
  [frontRight]: [0, 1],
  [frontCentre]: [half, half],
  3: [0, 0],
  4: [half, 0],
  5: [0, half],
  6: [1, 0],
  7: [0, 1],
  8: [0.5, 0.5],
  9: [half, 0],
  10: [0, half],
};

/** The mixing matrix: row = output channel, column = input channel. `undefined`: no mixing needed. */
function chooseMix(channels: number, mask: number): number[][] | undefined {
  if (channels <= 2) return undefined;
  const speakers = Array.from({ length: 32 }, (_, bit) => bit).filter(
    (bit) => Math.floor(mask / 2 ** bit) % 2,
  );
  // Without a layout they may well be separate microphones: one channel gets all of them.
  if (speakers.length !== channels) return [new Array<number>(channels).fill(1 / channels)];
  const rows = [0, 1].map((side) => speakers.map((bit) => shares[bit]?.[side] ?? 0.5));
  const loudest = Math.max(...rows.map((row) => row.reduce((sum, share) => sum + share, 0)));
  return rows.map((row) => row.map((share) => share / Math.max(1, loudest)));
}

/** The number of channels after mixing. */
export function mixedChannels(channels: number, mask: number): number {
  return chooseMix(channels, mask)?.length ?? channels;
}

/** Mixes to at most two planes. One or two pass through unchanged. */
export function mixChannels(planes: Float32Array[], mask: number): Float32Array[] {
  const rows = chooseMix(planes.length, mask);
  if (!rows) return planes;
  return rows.map((row) => {
    const mixed = new Float32Array(planes[0]!.length);
    row.forEach((share, channel) => {
      if (share === 0) return;
      const plane = planes[channel]!;
      for (let i = 0; i < mixed.length; i++) mixed[i]! += share * plane[i]!;
    });
    return mixed;
  });
}

/** Converts one or two planes to exactly `channels` (1 or 2): two become their mean, one is duplicated. */
export function fitChannels(planes: Float32Array[], channels: number): Float32Array[] {
  if (planes.length === channels) return planes;
  const [left, right] = planes as [Float32Array, Float32Array | undefined];
  if (!right) return Array.from({ length: channels }, () => left);
  return [left.map((sample, i) => (sample + right[i]!) / 2)];
}
