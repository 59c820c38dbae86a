/** Opus packets inside a container other than Ogg: WebM, Matroska, MP4, CAF. */
import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../../errors.ts";
import type { OpusHead, OpusStream } from "../audio-source.ts";
import type { ClockChange } from "../clock/follow-clock.ts";
import { readContainerClock } from "../decoding/container-clock.ts";
import { FfmpegInput } from "../decoding/ffmpeg-input.ts";
import type { FileView } from "../decoding/file-view.ts";
import { parseOpusHead } from "./opus-headers.ts";
import { parseOpusPacket } from "./opus-packet.ts";
import { PacketPlacer, type PlacedPacket } from "./place-packets.ts";

type OpusTrack = {
  opus: OpusStream & { lengthSamples: number };
  /** What was changed so that the packets are on the container's clock. */
  changes: ClockChange[];
};

/**
 * The packets of an opened track on its container's clock, or undefined when its header is not an OpusHead. Reads through the
 * file once for its length; `endSample` is where the sound ends by the container, if it says so.
 */
export async function readOpusTrack(
  path: string,
  input: FfmpegInput,
  endSample?: number,
): Promise<OpusTrack | undefined> {
  const parsed = parseOpusHead(input.codecData);
  if (!parsed) return undefined;
  const stated = parsed;
  const { view, trackNumber: track } = input;
  const changes: ClockChange[] = [];
  let head = stated;
  let samples = 0;
  // What an edit list leaves out at the start is no loss.
  const isEdited = input.container.startsWith("mov");
  const onChange = (change: ClockChange) => {
    if (change.kind !== "early-start" || !isEdited) changes.push(change);
  };
  for await (const placed of placePackets(path, { view, track, stated, onChange })) {
    head = placed.head;
    // What is dropped at the end is said by Matroska's DiscardPadding.
    for (const { durationSamples, skipEnd } of placed.packets) samples += durationSamples - skipEnd;
  }
  const measured = Math.max(0, samples - head.preSkip);
  const lengthSamples = Math.min(measured, endSample ?? Number.POSITIVE_INFINITY);
  async function* packets(signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    for await (const placed of placePackets(path, { view, track, stated, signal }))
      for (const { data } of placed.packets) yield data;
  }
  return { opus: { head, lengthSamples, packets }, changes };
}

type PlacePacketsOptions = {
  view: FileView;
  track: number;
  /** The header as it stands in the file. */
  stated: OpusHead;
  onChange?: (change: ClockChange) => void;
  signal?: AbortSignal | undefined;
};

/** With the header of what comes out: that of the file but for its pre-skip. */
async function* placePackets(
  path: string,
  { view, track, stated, onChange = () => {}, signal }: PlacePacketsOptions,
): AsyncGenerator<{ head: OpusHead; packets: PlacedPacket[] }> {
  const input = await FfmpegInput.open(path, { view, track });
  try {
    const clock = readContainerClock(input);
    const placer = clock && new PacketPlacer(stated, clock, onChange);
    const head = placer?.head ?? stated;
    for (let count = 1; ; count++) {
      const packet = input.readPacket();
      if (!packet) break;
      const shape = parseOpusPacket(packet.data);
      const timed = shape && { ...packet, durationSamples: shape.durationSamples };
      if (timed) yield { head, packets: placer?.push(timed) ?? [timed] };
      if (count % 500 === 0) await setImmediate();
      throwIfCancelled(signal, `reading ${path}`);
    }
    yield { head, packets: placer?.finish() ?? [] };
  } finally {
    input.close();
  }
}
