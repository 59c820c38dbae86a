import type { FfmpegInput } from "./ffmpeg-input.ts";

/** Containers that are usually of one codec: its name is not repeated. */
const usualCodec: Record<string, RegExp> = {
  wav: /^pcm_/,
  w64: /^pcm_/,
  aiff: /^pcm_/,
  caf: /^pcm_/,
  au: /^pcm_/,
  m4a: /^aac$/,
  wma: /^wma/,
};

const manyCodecs = new Set([
  "mp4",
  "mov",
  "3gp",
  "webm",
  "matroska",
  "avi",
  "asf",
  "flv",
  "mpeg-ts",
  "mpeg-ps",
  "mxf",
  "realmedia",
]);

/** FFmpeg's names where they differ from ours. */
const ownNames: Record<string, string> = {
  mpegts: "mpeg-ts",
  mpeg: "mpeg-ps",
  amrnb: "amr",
  amrwb: "amr-wb",
  rm: "realmedia",
};

/** The format as it is shown and stored: `wav`, `mp3`, `m4a`, `m4a/alac`, `webm/opus`, `wav/adpcm_ms` … */
export function nameFormat(detected: string, input: FfmpegInput): string {
  const first = input.container.split(",")[0]!;
  const { codec } = input;
  let container = /^[a-z0-9/-]+$/.test(detected) ? detected : (ownNames[first] ?? first);
  if (container.includes("/")) return container;
  if (container === "mp4" && input.info.videoTracks === 0) container = "m4a";
  if (container === "asf" && codec.startsWith("wma") && input.info.videoTracks === 0) container = "wma";
  const usual = usualCodec[container];
  if (usual) return usual.test(codec) ? container : `${container}/${codec}`;
  return manyCodecs.has(container) || container === "ogg" ? `${container}/${codec}` : container;
}
