import type { ErrorCode, RequestErrorCode } from "./error-codes.ts";

/** Command line, server and service: wrong options, wrong requests, and what does not fit the state of a job or upload. */
export const requestErrors = {
  "invalid-time": [
    "invalid-input",
    '{option}: "{value}" is not a time',
    "for example: 83, 1:23, 1:23.5 or 1:02:03",
  ],
  "stretch-without-end": [
    "invalid-input",
    "--from: the end of the stretch is missing",
    "add --to, for example: fonoteka forget 3 --from 12:30 --to 13:05",
  ],
  "invalid-size": ["invalid-input", '"{value}" is not a size', "for example: 500MB or 8GB"],
  "invalid-number": [
    "invalid-input",
    '{option}: "{value}" is not a whole number from {min} to {max}',
    "for example: {option} {example}",
  ],
  "from-needs-one-recording": [
    "invalid-input",
    "--from: needs exactly one recording",
    "give its number or file name: fonoteka transcribe 3 --from FILE",
  ],
  "option-needs-another": [
    "invalid-input",
    "{option} applies only with {other}",
    "add {other}, or omit {option}",
  ],
  "recordings-or-all": [
    "invalid-input",
    "date --from: give recordings, or --all, not both",
    "for example: fonoteka date --from name 3, or: fonoteka date --from name --all",
  ],
  "date-arguments": [
    "invalid-input",
    "date: give one recording, and the date to set",
    "for example: fonoteka date 3 2024-01-15T14:30",
  ],
  "invalid-command-line": ["invalid-input", "{why}", "{help}"],

  "invalid-request": ["invalid-input", "{why}", "GET /api/openapi.json describes all routes"],
  "value-too-long": ["invalid-input", "{field}: longer than {max|character|characters}", "shorten it"],
  "too-many-values": ["invalid-input", "{field}: more than {max|value|values}", "give fewer"],
  "value-too-large": ["invalid-input", "{field}: greater than {max}", "give a smaller number"],
  "value-too-small": ["invalid-input", "{field}: less than {min}", "give a larger number"],
  "value-missing": ["invalid-input", "{field}: missing", "GET /api/openapi.json describes all routes"],
  "value-invalid": ["invalid-input", "{field}: not {expected}", "GET /api/openapi.json describes all routes"],
  "value-not-known": ["invalid-input", "{field}: not one of the known values", "use one of: {known}"],
  "field-unknown": ["invalid-input", "{field}: unknown here", "GET /api/openapi.json describes all routes"],
  "nothing-to-change": ["invalid-input", "nothing to change", "give a title, notes, tags or a date"],
  "body-not-json": ["invalid-input", "the body is not valid JSON", "check its quotes, commas and brackets"],
  "content-type-not-accepted": [
    "unsupported-media-type",
    "this route does not accept the Content-Type of the body",
    "GET /api/openapi.json describes all routes",
  ],
  "route-not-found": ["not-found", "no route {method} {path}", "GET /api/openapi.json describes all routes"],
  "method-not-allowed": [
    "method-not-allowed",
    "{path}: {method} is not allowed, only {allowed}",
    "GET /api/openapi.json describes all routes",
  ],
  "page-file-not-found": ["not-found", "no file {path}", "open /"],
  "request-timeout": [
    "timeout",
    "the body did not arrive within {count|second|seconds}",
    "send it again over a faster connection",
  ],
  "too-many-guesses": [
    "too-many-requests",
    "too many requests with a wrong access token",
    "wait a minute, then open the address that fonoteka serve printed",
  ],
  "token-too-weak": [
    "invalid-input",
    "the access token is too easy to guess",
    "omit --token to have one generated, or give at least 22 random letters and digits",
  ],
  "host-not-allowed": [
    "forbidden",
    "Host {host}: not a name of this server",
    "allow it with --allow-host NAME",
  ],
  "foreign-origin": ["forbidden", "request from another site", "open this server's own page"],
  "token-required": [
    "unauthorized",
    "an access token is required",
    "open the address that fonoteka serve printed",
  ],
  "body-too-large": ["too-large", "the body is larger than {limit} bytes", "send less at once"],
  "body-too-large-unknown": ["too-large", "the body is too large", "send less at once"],
  "range-not-satisfiable": [
    "range-not-satisfiable",
    "the file has {count|byte|bytes}",
    "request a smaller range",
  ],
  "form-without-file": ["invalid-input", "the form has no file", "send it in the field file"],
  "upload-invalid": ["invalid-input", "{why}", "see https://tus.io/protocols/resumable-upload"],
  "upload-longer-than-announced": [
    "too-large",
    "more data than announced",
    "announce the real length of the file",
  ],
  "upload-not-found": ["not-found", "no upload {upload}", "start the upload again"],
  "track-not-offered": [
    "invalid-input",
    "{name}: sound track {track} is not offered",
    "choose one of the tracks that the upload lists, or send the file again, with offerTracks true in Upload-Metadata",
  ],
  "host-needs-token": ["invalid-input", "host {host}: other devices could reach it", "set a token"],
  "port-in-use": [
    "invalid-input",
    "{address}: another program listens there, possibly another Fonoteka",
    "choose another port with --port, or stop the other program",
  ],
  "port-not-permitted": [
    "no-permission",
    "{address}: no permission to listen there",
    "choose a port above 1023",
  ],
  "address-not-available": ["invalid-input", "{address}: not an address of this computer", "use 127.0.0.1"],
  "samples-not-installed": ["not-found", "this installation has no samples", "reinstall fonoteka"],

  "transcribed-elsewhere": [
    "archive-busy",
    "{recording} is being transcribed by process {process} on {host}, which has it until {until} and longer while it works",
    "wait for it, or stop that process",
  ],
  "incoming-not-found": [
    "not-found",
    "no upload or live recording {id}",
    "it was finished or cancelled; start again",
  ],
  "more-than-announced": [
    "too-large",
    "more data than the {limit} bytes that were announced or are allowed",
    "announce the real length of the file, or raise the upload limit",
  ],
  "upload-too-large": [
    "too-large",
    "{name}: {byteLength} bytes; the limit is {limit}",
    "raise the upload limit, or use: fonoteka import FILE",
  ],
  "upload-no-space": [
    "disk-full",
    "{name}: not enough free space",
    "{needed} bytes are needed and {free} are free: free some space, or discard uploads that are not finished",
  ],
  "too-many-uploads": [
    "conflict",
    "{count|upload is|uploads are} not finished, the maximum",
    "finish some, or discard them on the Activity page",
  ],
  "offset-mismatch": [
    "conflict",
    "offset mismatch: server has {stored} bytes, not {sent}",
    "continue from {stored}",
  ],
  "upload-complete": ["conflict", "the upload is complete", "ask for its outcome"],
  "upload-in-use": ["conflict", "another request is sending this upload", "wait for it"],
  "uploaded-file-gone": ["not-found", "{name}: the file is gone", "send it again"],
  "live-recording-finished": ["conflict", "the recording is finished", "start another one"],
  "too-many-listeners": ["conflict", "{count|page is|pages are} listening already", "close some"],
  "job-not-found": ["not-found", "no job {job}", "list the jobs to see their ids"],
  "job-not-cancellable": ["conflict", "job {job} is {state}", "nothing to cancel"],
  "job-not-retryable": ["conflict", "job {job} is {state}", "nothing to try again"],
} as const satisfies Record<string, readonly [ErrorCode | RequestErrorCode, string, string]>;
