import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Recording, Segment } from "../domain.ts";
import { fromSystemError, hasSystemCode } from "../errors.ts";
import type { Note } from "../messages/notes.ts";
import {
  laterRecordingMembers,
  laterTranscriptionMembers,
  recordingMembers,
  type Sidecar,
  type SidecarTranscription,
  type SidecarWord,
  sidecarBeginning,
  sidecarFormat,
  sidecarVersion,
} from "./sidecar-format.ts";

export type ReadSidecar =
  | { state: "whole"; sidecar: Sidecar }
  /** `sidecar`: what could be read nevertheless, when the JSON is complete and only its checksum is wrong. */
  | { state: "damaged"; why: string; sidecar?: Sidecar | undefined }
  /** Written by a newer version of Fonoteka. */
  | { state: "newer"; version: number }
  /** Another program's file. */
  | { state: "foreign" }
  | { state: "missing" };

/** Reads a sidecar and checks it against its own checksum. Throws what the disk says (`no-permission`, `disk-error`). */
export async function readSidecar(path: string): Promise<ReadSidecar> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (hasSystemCode(error, "ENOENT")) return { state: "missing" };
    throw fromSystemError(error, path);
  }
  return parseSidecar(bytes);
}

/** The same for bytes that were read already. */
export function parseSidecar(bytes: Buffer): ReadSidecar {
  const text = bytes.toString("utf8");
  const isOurs = text.startsWith(sidecarBeginning);
  const checked = hasOwnChecksum(bytes);
  let document: Record<string, unknown>;
  try {
    document = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return isOurs ? { state: "damaged", why: "the JSON is broken" } : { state: "foreign" };
  }
  if (document === null || typeof document !== "object" || document.format !== sidecarFormat)
    return isOurs ? { state: "damaged", why: "the JSON is broken" } : { state: "foreign" };
  const version = Number(document.version);
  if (checked && version > sidecarVersion) return { state: "newer", version };
  const sidecar = toSidecar(document);
  if (sidecar && checked) return { state: "whole", sidecar };
  return {
    state: "damaged",
    why: sidecar ? "its checksum is wrong" : "a member is missing or of another kind",
    sidecar,
  };
}

/** Whether the last member is the SHA-256 of the bytes before its line. */
export function hasOwnChecksum(bytes: Buffer): boolean {
  const at = bytes.lastIndexOf('\n"sha256": "');
  if (at < 0) return false;
  const sha256 = createHash("sha256")
    .update(bytes.subarray(0, at + 1))
    .digest("hex");
  return bytes.subarray(at).equals(Buffer.from(`\n"sha256": "${sha256}"\n}\n`));
}

/** Undefined unless every member that is needed is there and of its kind. */
function toSidecar(document: Record<string, unknown>): Sidecar | undefined {
  try {
    const { recording, transcriptions } = document as {
      recording: Sidecar["recording"];
      transcriptions: StoredTranscription[];
    };
    if (!recordingMembers.every((name) => recording[name] !== undefined)) return undefined;
    if (!Number.isSafeInteger(recording.id) || typeof recording.filename !== "string") return undefined;
    return {
      recording: { ...laterRecordingMembers, ...recording } as Recording,
      transcriptions: transcriptions.map(toTranscription),
    };
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** A transcription as it stands in the file. */
type StoredTranscription = Omit<SidecarTranscription, "segments" | "text" | "notes"> & {
  text?: string;
  notes?: Note[];
  segments: (Omit<Segment, "words" | "channel"> & { channel?: number; words: SidecarWord[] })[];
};

function toTranscription(stored: StoredTranscription): SidecarTranscription {
  const { id, isCurrent, language, confidence, engine, model, createdAt, checksum } = stored;
  const { notes } = { ...laterTranscriptionMembers, ...stored };
  if (!Number.isSafeInteger(id)) throw new TypeError("a transcription without id");
  const segments = stored.segments.map(
    ({ startMs, endMs, speaker, language, channel = null, words }): Segment => ({
      startMs,
      endMs,
      speaker,
      language,
      channel,
      words: words.map(([text, start, end, confidence, interpolated]) => ({
        text,
        startMs: start,
        endMs: end,
        confidence,
        timing: interpolated === 1 ? "interpolated" : "measured",
      })),
    }),
  );
  const text = stored.text ?? segments.flatMap(({ words }) => words.map((word) => word.text)).join(" ");
  return {
    id,
    isCurrent,
    language,
    confidence,
    engine,
    model,
    createdAt,
    checksum,
    text,
    notes: [...notes],
    segments,
  };
}
