/** Uploads to the archive: two at a time, each with its outcome. They continue while pages change. */

import { computed, signal } from "@preact/signals";
import { isTranscriptName } from "../../../src/transcription/match-transcripts.ts";
import { ApiError, api, type UploadOutcome } from "../api/api.ts";
import { describeError } from "../api/describe-error.ts";
import type { FoundFile } from "./given-files.ts";
import { type BesideFile, pairTranscripts } from "./pair-transcripts.ts";

type UploadState = "waiting" | "sending" | "retrying" | "importing" | "done" | "failed" | "cancelled";

export type UploadItem = {
  id: number;
  name: string;
  folderPath: string;
  byteLength: number;
  sentBytes: number;
  state: UploadState;
  outcome?: UploadOutcome;
  /** Why the upload failed. */
  error?: string;
  /** What became of the transcripts next to the file. */
  transcripts?: TranscriptResult[];
};

/** A transcript that was not there before is `attached`; `other-form`: that of its language was. */
export type TranscriptResult =
  | { name: string; status: "attached"; isCurrent: boolean }
  | { name: string; status: "other-form"; best: string }
  | { name: string; status: "failed"; error: unknown };

type PendingFile = { file: File; languages: BesideFile[][]; controller: AbortController };

/** Newest last. */
export const uploads = signal<readonly UploadItem[]>([]);

const unfinished: readonly UploadState[] = ["waiting", "sending", "retrying", "importing"];

export const unfinishedCount = computed(
  () => uploads.value.filter(({ state }) => unfinished.includes(state)).length,
);

const maxParallel = 2;
const pendingFiles = new Map<number, PendingFile>();
let lastId = 0;
let running = 0;

/** Queues files. A transcript with the name of an audio file is attached to it; other non-audio files are skipped. */
export function importFiles(found: readonly FoundFile[]): void {
  const { audioFiles, others } = pairTranscripts(found);
  const items: UploadItem[] = [];
  for (const { file, folderPath, languages } of audioFiles) {
    const id = ++lastId;
    pendingFiles.set(id, { file, languages, controller: new AbortController() });
    items.push(newItem(id, file, folderPath));
  }
  for (const { file, folderPath } of others) {
    items.push({
      ...newItem(++lastId, file, folderPath),
      state: "done",
      outcome: {
        status: "skipped",
        note: {
          code: isTranscriptName(file.name) ? "transcript-without-audio" : "",
          values: { path: file.name },
          text: "",
        },
      },
    });
  }
  uploads.value = [...uploads.peek(), ...items];
  startNext();
}

export function cancelUpload(id: number): void {
  pendingFiles.get(id)?.controller.abort();
  if (find(id)?.state === "waiting") change(id, { state: "cancelled" });
}

export function retryUpload(id: number): void {
  const pending = pendingFiles.get(id);
  if (!pending) return;
  pending.controller = new AbortController();
  change(id, { state: "waiting", sentBytes: 0, error: undefined, outcome: undefined });
  startNext();
}

/** Restores the recording that an upload was found to be from the trash. Throws what the server rejects. */
export async function restoreTrashed(id: number): Promise<void> {
  const outcome = find(id)?.outcome;
  if (outcome?.status !== "trashed") return;
  const { recording } = await api.restoreRecording(outcome.recording.id);
  change(id, { outcome: { status: "duplicate", recording, reason: "same-file" } });
}

/** Removes finished uploads from the list. */
export function clearFinished(): void {
  const kept = uploads.peek().filter(({ state }) => unfinished.includes(state));
  for (const { id } of uploads.peek()) if (!kept.some((item) => item.id === id)) pendingFiles.delete(id);
  uploads.value = kept;
}

function newItem(id: number, file: File, folderPath: string): UploadItem {
  return { id, name: file.name, folderPath, byteLength: file.size, sentBytes: 0, state: "waiting" };
}

function startNext(): void {
  while (running < maxParallel) {
    const item = uploads.peek().find(({ state }) => state === "waiting");
    const pending = item && pendingFiles.get(item.id);
    if (!item || !pending) return;
    running += 1;
    change(item.id, { state: "sending" });
    void send(item, pending).finally(() => {
      running -= 1;
      startNext();
    });
  }
}

async function send(
  { id, folderPath }: UploadItem,
  { file, languages, controller }: PendingFile,
): Promise<void> {
  const { signal } = controller;
  let uploadId: string | undefined;
  try {
    const outcome = await api.uploadFile(file, {
      name: file.name,
      lastModified: file.lastModified,
      folderPath: folderPath || undefined,
      offerTracks: true,
      signal,
      onProgress: ({ id: given, sentBytes, state }) => {
        uploadId = given;
        change(id, { sentBytes, state });
      },
    });
    const transcripts = await attach(outcome, languages);
    change(id, { state: "done", outcome, sentBytes: file.size, transcripts });
  } catch (error) {
    if (signal.aborted) {
      change(id, { state: "cancelled" });
      if (uploadId) await api.cancelUpload(uploadId).catch(() => {});
      return;
    }
    const isGone =
      error instanceof DOMException || (error instanceof TypeError && !(error instanceof ApiError));
    change(id, { state: "failed", error: describeError(error), ...(isGone ? { sentBytes: 0 } : {}) });
  }
}

/**
 * Attaches one transcript of each language, the best that can be read; also to a recording that was imported before. The recording
 * is imported even if none can be attached.
 */
async function attach(
  outcome: UploadOutcome,
  languages: readonly BesideFile[][],
): Promise<TranscriptResult[]> {
  if (outcome.status !== "imported" && outcome.status !== "duplicate" && outcome.status !== "restored")
    return [];
  const { id } = outcome.recording;
  const results: TranscriptResult[] = [];
  let keepCurrent = false;
  for (const forms of languages) {
    let best: string | undefined;
    let isNew = false;
    for (const { file, language } of forms) {
      const { name } = file;
      if (best !== undefined) {
        if (isNew) results.push({ name, status: "other-form", best });
        continue;
      }
      try {
        const options = { language: language ?? undefined, found: true, keepCurrent };
        const { transcription, isKnown } = await api.attachTranscript(id, name, file, options);
        best = name;
        if (isKnown) continue;
        isNew = true;
        keepCurrent = true;
        results.push({ name, status: "attached", isCurrent: transcription.isCurrent });
      } catch (error) {
        results.push({ name, status: "failed", error });
      }
    }
  }
  return results;
}

function find(id: number): UploadItem | undefined {
  return uploads.peek().find((item) => item.id === id);
}

function change(id: number, changes: Partial<UploadItem>): void {
  uploads.value = uploads.peek().map((item) => (item.id === id ? { ...item, ...changes } : item));
}

window.addEventListener("beforeunload", (event) => {
  if (unfinishedCount.peek() > 0) event.preventDefault();
});
