import type { ErrorMessage } from "./error-codes.ts";

/** Audio files: what they are not, what is damaged in them, what cannot be cut from them. */
export const audioErrors = {
  "not-audio": [
    "unsupported-audio",
    "{path}: not an audio file ({kind})",
    "give an audio or video file: WAV, MP3, M4A, Opus, FLAC, OGG, WebM, MP4 …",
  ],
  "no-audio-track": [
    "unsupported-audio",
    "{path}: no audio in it ({kind})",
    "give a file that has audio in it",
  ],
  "no-such-track": [
    "invalid-input",
    "{path}: no sound track {track} in it; it has {tracks|track|tracks}",
    "give a number from 1 to {tracks}",
  ],
  "one-track-only": [
    "invalid-input",
    "{path}: no sound track {track} in it; it has one track",
    "leave out the number of the track (--track)",
  ],
  "codec-not-supported": [
    "unsupported-audio",
    "{path}: the codec {codec} cannot be decoded: {why}",
    "convert it to WAV, FLAC, MP3 or Opus and import that",
  ],
  "no-opus-stream": ["unsupported-audio", "{path}: no Opus stream in it", "give an audio or video file"],
  "audio-empty": ["corrupt-audio", "{path}: the file is empty", "get a new copy of the file"],
  "no-audio-in-file": ["corrupt-audio", "{path}: no audio in it", "check that it plays in another program"],
  "invalid-header": [
    "corrupt-audio",
    "{path}: invalid header: {channels|channel|channels} at {sampleRate} Hz",
    "check that the file plays in another program",
  ],
  "cannot-decode": [
    "corrupt-audio",
    "{path}: cannot be decoded: {why}",
    "check that the file plays in another program; if it does, convert it to WAV, FLAC or MP3 and import that",
  ],
  "mp4-index-missing": [
    "corrupt-audio",
    "{path}: its index (moov) is missing, as when a recorder is switched off while it records or a copy breaks off: nothing tells where in the file the sound is",
    "copy the file from the device again; if it has no index there, rebuild it with a repair program such as untrunc, which needs a whole file of the same device, and import the result",
  ],
  "nothing-decoded": [
    "corrupt-audio",
    "{path}: nothing in it can be decoded",
    "check that the file plays in another program; if it is incomplete, get a new copy of the file",
  ],
  "nothing-decoded-because": [
    "corrupt-audio",
    "{path}: nothing in it can be decoded: {why}",
    "check that the file plays in another program; if it is incomplete, get a new copy of the file",
  ],
  "nothing-recorded": ["corrupt-audio", "nothing was recorded", "record again"],
  "clip-not-in-recording": [
    "invalid-input",
    "{path}: the clip ({startSeconds} to {endSeconds} s) exceeds the recording, which is {lengthSeconds} s long",
    "give a start and an end within the recording",
  ],
  "clip-range-invalid": [
    "invalid-input",
    "clip start and end must be numbers of seconds, not negative",
    "choose a start before the end, both within the recording",
  ],
  "clip-ends-before-start": [
    "invalid-input",
    "clip start ({startSeconds} s) must be before its end ({endSeconds} s)",
    "swap them or choose others",
  ],
  "clip-replaces-recording": [
    "invalid-input",
    "{path}: a clip cannot replace its recording",
    "choose another name",
  ],
  "clip-without-audio": ["corrupt-audio", "{path}: no audio at {startMs} ms", "choose another range"],
} as const satisfies Record<string, ErrorMessage>;
