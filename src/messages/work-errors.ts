import type { ErrorMessage } from "./error-codes.ts";

/** Import, recognition, search, models and what the program itself does wrong. */
export const workErrors = {
  cancelled: ["cancelled", "{what} was cancelled", "start it again: it continues where it stopped"],
  "not-confirmed": ["cancelled", "not confirmed: nothing was changed", "answer yes, or add --yes"],
  "confirmation-needed": [
    "invalid-input",
    "this cannot be undone, and there is no terminal to ask on",
    "add --yes if it is meant",
  ],
  "internal-error": [
    "internal-error",
    "{what}: unexpected error: {why}",
    "this is a bug in Fonoteka: please report it with this message",
  ],
  "server-error": [
    "internal-error",
    "unexpected error in the server",
    "this is a bug in Fonoteka: please report it with the server's output",
  ],
  "stored-error": ["internal-error", "{message}", "{hint}"],
  "engine-stopped": [
    "engine-failed",
    "the engine process stopped during {what}: {how}",
    "try again: the archive is intact; if memory was short, close other programs or use a smaller model",
  ],
  "engine-error": [
    "engine-failed",
    "the engine failed: {why}",
    "try again; if the same recording fails again, please report it with this message",
  ],
  "telemetry-not-disabled": [
    "engine-failed",
    "ONNX Runtime was not loaded: its telemetry cannot be turned off from this worker thread",
    "open an archive in the main thread first, or start the worker with env: SHARE_ENV",
  ],
  "checkpoint-unusable": [
    "engine-failed",
    "{path} cannot be transcribed from where the work stopped: its sound is not the same",
    "start it again: it begins anew",
  ],
  "ended-each-time": [
    "engine-failed",
    "the program stopped unexpectedly each time it processed this",
    "check that there is enough memory, then ask for this recording by name to try again",
  ],
  "search-thread-stopped": ["engine-failed", "the search thread stopped: {how}", "search again"],
  "search-engine-failed": [
    "engine-failed",
    "the search engine {engine} failed: {how}",
    "check that it is running",
  ],
  "search-engine-silent": [
    "engine-failed",
    "the search engine {engine} did not answer within {seconds} s",
    "check that it is running",
  ],
  "search-engine-busy": [
    "archive-busy",
    "another process is writing to the search engine {engine}",
    "try again when it has finished",
  ],
  "search-engine-answer-invalid": [
    "engine-failed",
    "the search engine {engine} gave an answer that is not valid",
    "check that it is made for this version of Fonoteka",
  ],

  "options-for-one-file": [
    "invalid-input",
    "--date, --title and --transcript apply to a single file",
    "import that file by itself",
  ],
  "options-not-for-a-folder": [
    "invalid-input",
    "{path}: --date, --title and --transcript apply to a single file, not to a folder",
    "import that file by itself",
  ],
  "not-a-regular-file": [
    "invalid-input",
    "{path}: not a regular file",
    "give an audio or video file, or a folder",
  ],
  "file-changed": [
    "invalid-input",
    "{path}: the file changed while it was read",
    "wait until it is written or copied completely, then import it again",
  ],
  "name-not-utf8": [
    "invalid-input",
    "{path}: its name is not valid UTF-8",
    "rename the file, then import it",
  ],

  "output-is-a-folder": ["invalid-input", "{path}: a folder, not a file", "give the path of a file"],
  "output-not-a-file": ["invalid-input", "{path}: not a regular file", "give the path of a file"],
  "output-in-archive": [
    "invalid-input",
    "{path}: this file belongs to the archive",
    "write to a place outside the archive",
  ],
  "file-exists": [
    "invalid-input",
    "{path}: the file exists already",
    "choose another name, or use --overwrite",
  ],
  "export-file-and-folder": [
    "invalid-input",
    "export: --out and --to cannot be combined",
    "specify --out FILE or --to FOLDER",
  ],
  "export-many-to-one-file": [
    "invalid-input",
    "export: {count|recording|recordings} cannot be written to a single file",
    "specify one recording, or --to FOLDER",
  ],
  "export-without-target": [
    "invalid-input",
    "export: no output file or folder given",
    "specify --out FILE for one recording, or --to FOLDER",
  ],
  "export-without-recordings": [
    "invalid-input",
    "export: no recordings given",
    "name recordings, or use --all",
  ],
  "export-all-and-recordings": [
    "invalid-input",
    "export: --all cannot be combined with recordings",
    "omit --all, or the recordings",
  ],
  "export-audio-without-folder": ["invalid-input", "export: --audio needs a folder", "specify --to FOLDER"],

  "query-empty": ["invalid-input", "the query is empty", "type a word, a question or a phrase in quotes"],
  "query-without-words": [
    "invalid-input",
    "the query has no words: {query}",
    "type a word, a question or a phrase in quotes",
  ],
  "query-only-exclusions": [
    "invalid-input",
    "the query has only exclusions: {query}",
    "add a word to look for before the minus",
  ],
  "unknown-search-mode": ["invalid-input", 'unknown search mode "{mode}"', "use one of: {known}"],
  "invalid-limit": ["invalid-input", "invalid limit: {limit}", "use a whole number from 1 to 1000"],
  "invalid-offset": ["invalid-input", "invalid offset: {offset}", "use 0 or more"],
  "search-needs-model": [
    "model-missing",
    "search mode {mode} needs an embedding model, and there is none",
    "use mode keyword, or download a model: fonoteka models pull",
  ],
  "invalid-moment-count": [
    "invalid-input",
    "invalid number of sentences: {count}",
    "use a whole number from 1 to 10000",
  ],
  "nothing-to-evaluate": [
    "not-found",
    "no speech to evaluate the search with",
    "fonoteka transcribe makes speech searchable",
  ],
  "not-an-evaluation": [
    "invalid-input",
    "{path}: not a saved result of fonoteka eval",
    "save one with: fonoteka eval --json > FILE",
  ],

  "model-not-installed": [
    "model-missing",
    "model {model} is not installed",
    "download it: fonoteka models pull {model}",
  ],
  "bundled-model-damaged": [
    "model-missing",
    "model {model}: {file} of the package {package} is missing or incomplete",
    "install fonoteka again: this model comes with it",
  ],
  "model-file-missing": [
    "model-missing",
    "{path}: a file of the model is missing",
    "download the model again with fonoteka models pull, or install fonoteka again",
  ],
  "model-unusable": [
    "model-missing",
    "{path}: not usable as a model: {why}",
    "download the model again with fonoteka models pull, or install fonoteka again",
  ],
  "model-not-found": ["not-found", 'no model "{model}"', "fonoteka models list shows them"],
  "unknown-model": ["invalid-input", 'unknown model "{model}"', "choose one of: {known}"],
  "not-an-embedding-model": [
    "invalid-input",
    "{model} is a {kind} model, not an embedding model",
    "choose one of: {known}",
  ],
  "invalid-model-hub": [
    "invalid-input",
    "invalid model hub: {hub} is not an HTTP address",
    "use an address like {example}",
  ],
  "download-failed": [
    "model-download",
    "{what}: download from {host} failed: {why}",
    "check the connection and try again: the download resumes; FONOTEKA_MODEL_HUB can name a mirror",
  ],
  "download-rejected": [
    "model-download",
    "{what}: HTTP status {status} from {host}",
    "try again later, or name a mirror with FONOTEKA_MODEL_HUB",
  ],
  "download-not-there": [
    "model-download",
    "{what}: HTTP status {status} from {host}",
    "check the hub's address (FONOTEKA_MODEL_HUB): a mirror must hold this model",
  ],
  "checksum-mismatch": [
    "model-download",
    "{what}: checksum mismatch: the file on {host} does not have the SHA-256 {sha256}",
    "try again later, or name another hub with FONOTEKA_MODEL_HUB",
  ],
  "language-not-supported": [
    "invalid-input",
    'the speech model does not support the language "{language}"',
    "use one of: {known}",
  ],
  "speech-model-unusable": [
    "engine-failed",
    "{path}: the speech model cannot be loaded: {why}",
    "install the model again",
  ],
  "recognition-failed": [
    "engine-failed",
    "{path}: speech recognition failed: {why}",
    "try again; if it fails again, please report it with this message",
  ],
  "resampling-failed": ["engine-failed", "resampling failed: {why}", "try again with more free memory"],
  "embedding-failed": ["engine-failed", "model {model} failed: {why}", "try again, or use another model"],
} as const satisfies Record<string, ErrorMessage>;
