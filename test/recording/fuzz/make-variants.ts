/** Damaged audio files: small whole ones of many formats, changed at random by a seed. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { seededRandom, seedOf } from "../../../src/evaluation/seeded-random.ts";
import { buildWav, sweep, wavKinds } from "../../audio/make-wav.ts";

export type Variant = { name: string; description: string; bytes: Buffer };

type Random = { whole: (below: number) => number; choose: <T>(list: readonly T[]) => T };

const fixtures = join(import.meta.dirname, "../../audio/fixtures");
const fixtureNames = [
  "sweep.mp3",
  "sweep.flac",
  "sweep.m4a",
  "sweep.wma",
  "sweep.aac",
  "sweep.aiff",
  "sweep.caf",
  "sweep-vorbis.ogg",
  "sweep-opus.ogg",
  "sweep-opus.webm",
  "sweep-vorbis.webm",
  "sweep-opus.mp4",
  "alac.m4a",
  "adpcm-ms.wav",
  "video.mp4",
  "video.avi",
  "sweep-speex.ogg",
  "sweep.wv",
];

/** Whole files of less than ten kilobytes. */
function readSources(): { name: string; bytes: Buffer }[] {
  const frame = Buffer.alloc(32, 0xa7);
  frame[0] = 0x3c;
  const amr = Buffer.concat([Buffer.from("#!AMR\n"), ...Array.from({ length: 50 }, () => frame)]);
  const wav = (kind: string) => buildWav([sweep(8000)], { kind: wavKinds[kind]!, sampleRate: 8000 });
  return [
    ...fixtureNames.map((name) => ({ name, bytes: readFileSync(join(fixtures, name)) })),
    { name: "sweep.amr", bytes: amr },
    { name: "pcm-16.wav", bytes: wav("16 bits") },
    { name: "float.wav", bytes: wav("32 bits float") },
  ];
}

const sources = readSources();

/** Where fields of headers are likely: near the start, behind the names of chunks and boxes, or anywhere. */
function choosePlace(bytes: Buffer, { whole, choose }: Random): number {
  const marks = ["fmt ", "data", "moov", "stsz", "stco", "stsc", "mdhd", "esds", "OggS", "OpusHead", "fLaC"];
  const near = bytes.indexOf(choose(marks));
  const start = choose([0, 0, near < 0 ? 0 : near, whole(bytes.length)]);
  return Math.min(bytes.length - 1, start + whole(64));
}

type Change = (bytes: Buffer, random: Random) => Buffer;

const changes: Record<string, Change> = {
  truncate: (bytes, { whole }) => bytes.subarray(0, 1 + whole(bytes.length - 1)),
  "flip bits": (bytes, random) => {
    const changed = Buffer.from(bytes);
    for (let left = 1 + random.whole(16); left > 0; left--) {
      const at = random.choose([random.whole(bytes.length), choosePlace(bytes, random)]);
      changed[at]! ^= 1 << random.whole(8);
    }
    return changed;
  },
  "extreme field": (bytes, random) => {
    const changed = Buffer.from(bytes);
    const width = random.choose([1, 2, 4, 8]);
    const filled = (first: number, rest: number) => [first, ...new Array(width - 1).fill(rest)];
    const value = random.choose([
      filled(0, 0),
      filled(0xff, 0xff),
      filled(0x7f, 0xff),
      filled(0x80, 0),
      filled(1, 0),
      filled(0xf0, 0xff),
    ]);
    Buffer.from(random.choose([value, value.toReversed()])).copy(changed, choosePlace(bytes, random));
    return changed;
  },
  splice: (bytes, { whole, choose }) => {
    const other = choose(sources).bytes;
    return Buffer.concat([bytes.subarray(0, whole(bytes.length)), other.subarray(whole(other.length))]);
  },
  "cut a hole": (bytes, { whole }) => {
    const from = whole(bytes.length);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + whole(bytes.length - from))]);
  },
  "zero a range": (bytes, { whole }) => {
    const from = whole(bytes.length);
    return Buffer.from(bytes).fill(0, from, from + 1 + whole(bytes.length - from));
  },
  "repeat a range": (bytes, { whole, choose }) => {
    const from = whole(bytes.length);
    const range = bytes.subarray(from, from + 1 + whole(bytes.length - from));
    const repeats = Array.from({ length: choose([1, 2, 20]) }, () => range);
    return Buffer.concat([bytes.subarray(0, from), ...repeats, bytes.subarray(from)]);
  },
};

/** Equal numbers give equal variants. */
export function makeVariant(seed: number, number: number): Variant {
  const next = seededRandom(seedOf(seed, number));
  const random: Random = {
    whole: (below) => Math.floor(next() * Math.max(1, below)),
    choose: (list) => list[Math.floor(next() * list.length)]!,
  };
  const source = sources[number % sources.length]!;
  let { bytes } = source;
  const done: string[] = [];
  for (let left = random.choose([1, 1, 1, 2, 3]); left > 0; left--) {
    const name = random.choose(Object.keys(changes));
    bytes = changes[name]!(bytes, random);
    done.push(name);
  }
  const ending = random
    .choose([source, source, source, random.choose(sources)])
    .name.split(".")
    .at(-1);
  return {
    name: `variant-${number}.${ending}`,
    description: `${number}: ${source.name} as .${ending}, ${done.join(", ")}`,
    bytes,
  };
}
