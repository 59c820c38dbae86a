import type { ErrorMessage } from "./error-codes.ts";

/** Transcripts of other programs. */
export const transcriptErrors = {
  "plain-text-beside": [
    "unsupported-transcript",
    "it has no times, and may be something else than a transcript",
    "if it is one, attach it by hand: fonoteka transcribe NUMBER --from FILE",
  ],
  "transcript-beside-forgotten": [
    "invalid-input",
    "a stretch of this recording was forgotten, and the transcript may have its words",
    "if it has not, attach it by hand: fonoteka transcribe NUMBER --from FILE",
  ],
  "transcript-is-binary": [
    "unsupported-transcript",
    "not a transcript (binary data)",
    "give a text file: SRT, VTT, JSON, TXT or another format of docs/transcripts.md",
  ],
  "transcript-is-pdf": [
    "unsupported-transcript",
    "not a transcript (PDF document)",
    "save it as plain text, SRT or VTT first",
  ],
  "transcript-is-rtf": [
    "unsupported-transcript",
    "not a transcript (RTF document)",
    "save it as plain text, SRT or VTT first",
  ],
  "transcript-is-packed": [
    "unsupported-transcript",
    "not a transcript (Office document, or ZIP or gzip archive)",
    "save the document as plain text, or export SRT or VTT (in Teams: Download as .vtt), or unpack the archive first",
  ],
  "transcript-is-audio": [
    "unsupported-transcript",
    "not a transcript (audio or video file)",
    "import it as a recording instead",
  ],
  "transcript-too-large": [
    "unsupported-transcript",
    "{path}: too large for a transcript (the limit is {limitMegabytes} MB)",
    "check that it is the right file",
  ],
  "transcript-empty": [
    "unsupported-transcript",
    "the transcript is empty",
    "check that it is the right file",
  ],
  "transcript-without-words": [
    "unsupported-transcript",
    "no words in the transcript",
    "check that it is the right file: it may be empty, or have only times",
  ],
  "transcript-only-times": [
    "unsupported-transcript",
    "the transcript has times but no text",
    "export it with its text",
  ],
  "transcript-without-cues": [
    "unsupported-transcript",
    "no valid subtitles in the {ending} file",
    "check its times, or write or download the file again; a text without times needs the ending .txt",
  ],
  "transcript-format-unknown": [
    "unsupported-transcript",
    "the format of the transcript is not known: line {line} is not plain text ({sample})",
    "convert it to SRT or VTT; or, if it is a text without times, delete such lines",
  ],
  "transcript-without-times": [
    "invalid-input",
    "the transcript has no times, and the length of its recording is unknown",
    "give the duration in seconds, or a transcript with times (SRT, VTT, JSON)",
  ],
  "unknown-json-transcript": [
    "unsupported-transcript",
    "the JSON is no known transcript format (its fields: {fields})",
    "read are lists of lines with a text and a start, and the JSON of Whisper and programs like it, of ElevenLabs, Parakeet, Gladia, Rev, Deepgram, AssemblyAI, Soniox, Yandex, SaluteSpeech, Azure, Google, Amazon and others: docs/transcripts.md lists them; or export it as SRT or VTT",
  ],
  "unknown-xml-transcript": [
    "unsupported-transcript",
    "the XML is not a known transcript format",
    "known formats are TTML/DFXP, YouTube's captions, ELAN and aeneas; convert it to SRT or VTT",
  ],
  "transcript-of-several-recordings": [
    "unsupported-transcript",
    "the transcript holds {count|recording|recordings}",
    "give each of them a file of its own",
  ],
  "scc-not-supported": [
    "unsupported-transcript",
    "SCC captions contain codes instead of text",
    "convert it to SRT or VTT first",
  ],
  "transcript-json-invalid": [
    "unsupported-transcript",
    "the JSON is invalid or incomplete: {why}",
    "write or download the file again",
  ],
  "transcript-xml-too-deep": [
    "unsupported-transcript",
    "the XML is nested deeper than {count|element|elements}",
    "check the file: no transcript is nested that deep",
  ],
  "transcript-version-newer": [
    "unsupported-transcript",
    "fonoteka-transcript version {version}: this program reads up to version {newest}",
    "update fonoteka, or export the transcript as SRT or VTT",
  ],
  "fonoteka-transcript-invalid": [
    "unsupported-transcript",
    "invalid fonoteka-transcript: {why}",
    "the file was changed by hand or by another program: export it again",
  ],
  "transcript-does-not-fit": [
    "invalid-input",
    "the transcript does not fit the recording: it ends at {end}, {recording} at {length}",
    "check that it belongs to this recording; if it does, attach it with --force: words past the end are moved to the end",
  ],
  "unknown-channels": ["invalid-input", "no such choice of channels: {channels}", "choose one of: {known}"],
  "unknown-language": [
    "invalid-input",
    'unknown language "{language}"',
    "give a two-letter code such as ru or en",
  ],
} as const satisfies Record<string, ErrorMessage>;
