import type { FfmpegInput } from "./ffmpeg-input.ts";

/** FFmpeg has one demuxer for each of these families; the first bytes tell the members apart. */
const families: Record<string, RegExp> = {
  mov: /^(mp4|mov|m4a|3gp)$/,
  matroska: /^(webm|matroska)$/,
};

/** FFmpeg's names where ours differ. */
const ownNames: Record<string, string> = {
  mpegts: "mpeg-ts",
  mpeg: "mpeg-ps",
  amrnb: "amr",
  amrwb: "amr-wb",
  rm: "realmedia",
  wv: "wavpack",
  shn: "shorten",
  mpc8: "mpc",
};

/** Formats that FFmpeg's demuxer names less precisely than the codec. */
const namesByCodec: Record<string, Record<string, string>> = {
  mp3: { mp1: "mp1", mp2: "mp2" },
  amr: { amr_wb: "amr-wb" },
};

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

const manyCodecs = new Set(
  "mp4 mov 3gp webm matroska avi asf flv mpeg-ts mpeg-ps mxf realmedia ogg".split(" "),
);

/** The format as it is shown and stored: `wav`, `mp3`, `m4a`, `m4a/alac`, `webm/opus`, `wav/adpcm_ms` … */
export function nameFormat(detected: string, input: FfmpegInput): string {
  const { codec } = input;
  let container = nameContainer(detected, input.container.split(",")[0]!, codec);
  if (container === "mp4" && input.info.videoTracks === 0) container = "m4a";
  if (container === "asf" && codec.startsWith("wma") && input.info.videoTracks === 0) container = "wma";
  const usual = usualCodec[container];
  if (usual) return usual.test(codec) ? container : `${container}/${codec}`;
  return manyCodecs.has(container) ? `${container}/${codec}` : container;
}

function nameContainer(detected: string, demuxer: string, codec: string): string {
  if (families[demuxer]) return families[demuxer].test(detected) ? detected : demuxer;
  if (demuxer === "iff" && codec.startsWith("dsd_")) return "dff";
  return namesByCodec[demuxer]?.[codec] ?? ownNames[demuxer] ?? demuxer;
}
