import {
  laterRecordingMembers,
  laterTranscriptionMembers,
  recordingMembers,
  sidecarBeginning,
  transcriptionMembers,
} from "./sidecar-format.ts";

/** What the program itself writes into sidecars, manifests and the marker of recordings/. */
const formatText = [
  sidecarBeginning,
  ...recordingMembers,
  ...transcriptionMembers,
  ...Object.keys(laterRecordingMembers),
  ...Object.keys(laterTranscriptionMembers),
  ...["recording", "transcriptions", "segments", "words", "speaker", "channel", "startMs", "endMs", "sha256"],
  ...["fonoteka", "archive", "import", "snapshot", "version", "format", "files", "recordings"],
].join("\n");

/** Whether a text is part of what every archive has in its files, whatever was said in the recordings. */
export function isWordOfFormat(text: string): boolean {
  return formatText.includes(text);
}
