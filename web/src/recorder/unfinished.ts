import { api, type LiveRecording, type Recording } from "../api/api.ts";
import { openChunkStore } from "./chunk-store.ts";
import { finishLive } from "./finish-live.ts";
import { liveLockName } from "./live-recording.ts";
import { createLiveTransport } from "./live-transport.ts";
import { LiveUpload } from "./live-upload.ts";

/** A recording that an earlier page left unfinished, in this browser or on the server. */
export type Unfinished = {
  key: string | null;
  liveId: string | null;
  startedAt: string;
  inputName: string;
  mimeType: string;
  /** Bytes that only this browser has. */
  localBytes: number;
};

/** Finds unfinished recordings on the server and in this browser, and joins those that are the same. */
export async function findUnfinished(): Promise<Unfinished[]> {
  const store = await openChunkStore();
  const [all, live, held] = await Promise.all([store.list(), listLive(), listHeldLocks()]);
  const isInProgress = ({ key }: { key: string }) => held.has(liveLockName(key));
  const kept = all.filter((recording) => !isInProgress(recording));
  const elsewhere = new Set(all.filter(isInProgress).map(({ liveId }) => liveId));
  const found: Unfinished[] = [];
  for (const { key, liveId, startedAt, inputName, mimeType, savedBytes } of kept) {
    const onServer = live.find(({ id }) => id === liveId);
    const chunks = await store.readChunks(key);
    const byteLength = chunks.reduce((sum, chunk) => sum + chunk.size, 0);
    const localBytes = byteLength - (onServer?.offset ?? 0);
    // Nothing was recorded, or the server was restarted since and has saved all of it.
    const isSettled = byteLength === 0 || (liveId !== null && savedBytes >= byteLength);
    if (isSettled && !onServer) await store.forget(key);
    else
      found.push({
        key,
        liveId: onServer?.id ?? null,
        startedAt,
        inputName,
        mimeType,
        localBytes: Math.max(0, localBytes),
      });
  }
  for (const { id, startedAt, inputName, mimeType } of live) {
    if (!elsewhere.has(id) && !found.some(({ liveId }) => liveId === id))
      found.push({ key: null, liveId: id, startedAt, inputName, mimeType, localBytes: 0 });
  }
  return found;
}

/** Saves an unfinished recording, after sending what only this browser has. */
export async function saveUnfinished(unfinished: Unfinished): Promise<Recording> {
  const store = await openChunkStore();
  const chunks = unfinished.key === null ? [] : await store.readChunks(unfinished.key);
  let recording: Recording;
  if (chunks.length === 0 && unfinished.liveId !== null) {
    recording = (await api.finishLive(unfinished.liveId)).recording;
  } else {
    const upload = new LiveUpload(createLiveTransport(unfinished), {
      liveId: unfinished.liveId ?? undefined,
      onState: () => {},
    });
    for (const chunk of chunks) upload.add(chunk);
    recording = await finishLive(upload, "", () => {});
  }
  if (unfinished.key !== null) await store.forget(unfinished.key);
  return recording;
}

export async function discardUnfinished(unfinished: Unfinished): Promise<void> {
  if (unfinished.key !== null) await (await openChunkStore()).forget(unfinished.key);
  if (unfinished.liveId !== null) await api.discardLive(unfinished.liveId);
}

async function listLive(): Promise<LiveRecording[]> {
  try {
    return (await api.listLive()).live;
  } catch {
    return [];
  }
}

async function listHeldLocks(): Promise<Set<string>> {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return new Set(held.map(({ name }) => name ?? ""));
}
