/**
 * The typed client of the HTTP API (`fonoteka/client`): plain `fetch`, no import that needs Node, so that it runs in a
 * page, in Node and in a worker.
 *
 * @example
 * import { createClient } from "fonoteka/client";
 * const fonoteka = createClient({ baseUrl: "http://127.0.0.1:4321" });
 * const { hits } = await fonoteka.search({ q: "мёд" });
 */

import type {
  ApiErrorDetail,
  ExportFormat,
  ImportOutcome,
  Job,
  Live,
  Model,
  NewLive,
  NewUpload,
  Peaks,
  Recording,
  RecordingChanges,
  RecordingDetails,
  RecordingPage,
  RecordingSort,
  RecordingState,
  ServerEvent,
  Setting,
  Status,
  Transcript,
  TranscriptionInfo,
  TrashedRecording,
  Upload,
} from "../server/schemas.ts";
import type { SearchAnswer, SearchMode } from "../server/search-schemas.ts";
import { ApiError, unreachableError } from "./api-error.ts";
import { followEvents } from "./follow-events.ts";
import { type UploadFileOptions, uploadFile } from "./upload-file.ts";

export type * from "../server/schemas.ts";
export type * from "../server/search-schemas.ts";
export { ApiError } from "./api-error.ts";
export type { UploadFileOptions } from "./upload-file.ts";

export type ClientOptions = {
  /** Where the server answers, without `/api`. Default: the page's own origin. */
  baseUrl?: string | undefined;
  /** Needed where the server listens on more than loopback; a page that was opened with `?token=` has it in a cookie. */
  token?: string | undefined;
  /** Default: the global `fetch`. */
  fetch?: typeof globalThis.fetch | undefined;
};

export type CallOptions = { signal?: AbortSignal | undefined };

export type ListQuery = {
  cursor?: string | undefined;
  /** 1…500, default 50. */
  limit?: number | undefined;
  from?: string | undefined;
  to?: string | undefined;
  language?: string[] | undefined;
  state?: RecordingState[] | undefined;
  sort?: RecordingSort | undefined;
};

export type SearchQuery = {
  q: string;
  mode?: SearchMode | undefined;
  /** 1…1000, default 10. */
  limit?: number | undefined;
  offset?: number | undefined;
  from?: string | undefined;
  to?: string | undefined;
  language?: string[] | undefined;
  recording?: number[] | undefined;
};

/** What a request body may be: bytes, or what JSON is made of. */
export type Bytes = Blob | ArrayBuffer | Uint8Array<ArrayBuffer>;

/** The waveform, decoded: minimum and maximum of each stretch in turn, -127…127. */
export type Waveform = { peaksPerSecond: number; peaks: Int8Array };

export type Client = ReturnType<typeof createClient>;

/**
 * A client of one server. Every call throws `ApiError`: the server's code, message and hint, or `unreachable` when
 * there is no answer; an aborted signal rejects with the signal's own reason, as `fetch` does.
 */
export function createClient({ baseUrl = "", token, fetch = globalThis.fetch }: ClientOptions = {}) {
  const root = `${baseUrl.replace(/\/+$/, "")}/api`;
  const authorisation: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};

  async function send(path: string, init: RequestInit = {}): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(root + path, {
        ...init,
        headers: { ...authorisation, ...(init.headers as Record<string, string> | undefined) },
      });
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw unreachableError(error);
    }
    if (response.ok) return response;
    throw await toApiError(response);
  }

  async function get<Answer>(path: string, { signal }: CallOptions = {}): Promise<Answer> {
    return (await (await send(path, { signal: signal ?? null })).json()) as Answer;
  }

  async function call<Answer>(
    method: string,
    path: string,
    body?: unknown,
    { signal }: CallOptions = {},
  ): Promise<Answer> {
    const withBody =
      body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const response = await send(path, { method, signal: signal ?? null, ...withBody });
    return (await response.json()) as Answer;
  }

  async function append(path: string, offset: number, bytes: Bytes, { signal }: CallOptions = {}) {
    const response = await send(path, {
      method: "PATCH",
      body: bytes,
      headers: { "content-type": "application/octet-stream", "upload-offset": String(offset) },
      signal: signal ?? null,
    });
    return (await response.json()) as { id: string; offset: number };
  }

  const client = {
    status: (options?: CallOptions) => get<Status>("/status", options),
    settings: (options?: CallOptions) => get<{ settings: Setting[] }>("/settings", options),

    listRecordings: (query: ListQuery = {}, options?: CallOptions) =>
      get<RecordingPage>(`/recordings${toQuery(query)}`, options),
    getRecording: (id: number, options?: CallOptions) => get<RecordingDetails>(`/recordings/${id}`, options),
    updateRecording: (id: number, changes: RecordingChanges, options?: CallOptions) =>
      call<{ recording: Recording }>("PATCH", `/recordings/${id}`, changes, options),
    /** Moves it to the archive's trash. */
    removeRecording: (id: number, options?: CallOptions) =>
      call<{ restorable: true }>("DELETE", `/recordings/${id}`, undefined, options),
    restoreRecording: (id: number, options?: CallOptions) =>
      call<{ recording: Recording }>("POST", `/recordings/${id}/restore`, undefined, options),
    listTrash: (options?: CallOptions) => get<{ recordings: TrashedRecording[] }>("/trash", options),

    /** For the `src` of an audio element. */
    audioUrl: (id: number) => `${root}/recordings/${id}/audio`,
    exportUrl: (id: number, query: { format: ExportFormat; transcription?: number | undefined }) =>
      `${root}/recordings/${id}/export${toQuery(query)}`,
    clipUrl: (id: number, query: { startMs: number; endMs: number }) =>
      `${root}/recordings/${id}/clip${toQuery(query)}`,
    async peaks(
      id: number,
      query: { peaksPerSecond?: number | undefined } = {},
      options?: CallOptions,
    ): Promise<Waveform> {
      const answer = await get<Peaks>(`/recordings/${id}/peaks${toQuery(query)}`, options);
      return { peaksPerSecond: answer.peaksPerSecond, peaks: decodePeaks(answer.peaks) };
    },
    transcript: (id: number, query: { transcription?: number | undefined } = {}, options?: CallOptions) =>
      get<Transcript>(`/recordings/${id}/transcript${toQuery(query)}`, options),
    transcribe: (id: number, request: { language?: string | undefined } = {}, options?: CallOptions) =>
      call<{ job: Job }>("POST", `/recordings/${id}/transcribe`, request, options),
    /** Attaches another program's transcript (SRT, VTT, whisper JSON, …). */
    async attachTranscript(id: number, name: string, content: Bytes | string, { signal }: CallOptions = {}) {
      const response = await send(`/recordings/${id}/transcripts${toQuery({ name })}`, {
        method: "POST",
        body: content,
        headers: { "content-type": "application/octet-stream" },
        signal: signal ?? null,
      });
      return (await response.json()) as { transcription: TranscriptionInfo; warnings: string[] };
    },
    makeCurrent: (transcriptionId: number, options?: CallOptions) =>
      call<{ transcription: TranscriptionInfo }>(
        "POST",
        `/transcriptions/${transcriptionId}/current`,
        undefined,
        options,
      ),

    search: (query: SearchQuery, options?: CallOptions) =>
      get<SearchAnswer>(`/search${toQuery(query)}`, options),

    createUpload: (file: NewUpload, options?: CallOptions) =>
      call<{ id: string; offset: number }>("POST", "/uploads", file, options),
    appendUpload: (id: string, offset: number, bytes: Bytes, options?: CallOptions) =>
      append(`/uploads/${id}`, offset, bytes, options),
    getUpload: (id: string, options?: CallOptions) => get<Upload>(`/uploads/${id}`, options),
    cancelUpload: (id: string, options?: CallOptions) =>
      call<{ cancelled: true }>("DELETE", `/uploads/${id}`, undefined, options),
    /** Sends a whole file in parts, goes on after a cut, and waits for what the import made of it. */
    uploadFile: (file: Blob, options: UploadFileOptions): Promise<ImportOutcome> =>
      uploadFile(client, file, options),

    startLive: (live: NewLive, options?: CallOptions) => call<{ id: string }>("POST", "/live", live, options),
    appendLive: (id: string, offset: number, bytes: Bytes, options?: CallOptions) =>
      append(`/live/${id}`, offset, bytes, options),
    finishLive: (id: string, request: { title?: string | undefined } = {}, options?: CallOptions) =>
      call<{ recording: Recording }>("POST", `/live/${id}/finish`, request, options),
    listLive: (options?: CallOptions) => get<{ live: Live[] }>("/live", options),
    discardLive: (id: string, options?: CallOptions) =>
      call<{ discarded: true }>("DELETE", `/live/${id}`, undefined, options),

    listJobs: (options?: CallOptions) => get<{ jobs: Job[] }>("/jobs", options),
    cancelJob: (id: string, options?: CallOptions) =>
      call<{ job: Job }>("POST", `/jobs/${encodeURIComponent(id)}/cancel`, undefined, options),
    retryJob: (id: string, options?: CallOptions) =>
      call<{ job: Job }>("POST", `/jobs/${encodeURIComponent(id)}/retry`, undefined, options),
    /** Calls the listener for every event until the signal is aborted; connects again by itself. */
    events: (listener: (event: ServerEvent) => void, options: CallOptions = {}): Promise<void> =>
      followEvents(
        (headers) => send("/events", { headers, signal: options.signal ?? null }),
        listener,
        options,
      ),

    listModels: (options?: CallOptions) => get<{ models: Model[] }>("/models", options),
    pullModel: (name: string, options?: CallOptions) =>
      call<{ job: Job }>("POST", `/models/${encodeURIComponent(name)}/pull`, undefined, options),
    /** Imports and transcribes the samples that come with the program. */
    addSamples: (options?: CallOptions) => call<{ job: Job }>("POST", "/samples", undefined, options),
  };
  return client;
}

/** `?a=1&b=ru,en`, without what is undefined or empty. */
function toQuery(values: object): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) continue;
    query.set(name, String(value));
  }
  return query.size > 0 ? `?${query}` : "";
}

function decodePeaks(base64: string): Int8Array {
  const bytes = atob(base64);
  return Int8Array.from({ length: bytes.length }, (_, index) => bytes.charCodeAt(index));
}

async function toApiError(response: Response): Promise<ApiError> {
  const text = await response.text().catch(() => "");
  let body: { error?: ApiErrorDetail; offset?: number } = {};
  try {
    body = JSON.parse(text) as typeof body;
  } catch {
    // A proxy's page, or nothing: the status says what there is to say.
  }
  const detail = body.error ?? {
    code: "unexpected" as const,
    message: `the server answered ${response.status}`,
    hint: "try again; if it goes on, look at what the server printed",
  };
  return new ApiError(detail, { status: response.status, offset: body.offset });
}
