/**
 * The typed client of the HTTP API (`fonoteka/client`) for browsers, Node and workers. Routes, parameters and answers are
 * checked by the compiler against the server's own routes.
 *
 * @example
 * import { createClient } from "fonoteka/client";
 * const fonoteka = createClient({ baseUrl: "http://127.0.0.1:4321" });
 * const { hits } = await fonoteka.search({ q: "мёд" });
 */

import { hc, parseResponse } from "hono/client";
import type {
  ChannelChoice,
  CompactTranscript,
  DateSource,
  ExportFormat,
  Job,
  KnownModel,
  LiveRecording,
  NewLiveRecording,
  Note,
  OtherTrashFile,
  Recording,
  RecordingOverview,
  RecordingPage,
  RecordingSort,
  RecordingState,
  SearchAnswer,
  SearchMode,
  ServerEvent,
  Setting,
  Status,
  TranscriptionInfo,
  TrashedRecording,
  Upload,
  UploadOutcome,
  Waveform,
  WrittenChanges,
} from "../server/api-types.ts";
import type { ApiRoutes } from "../server/create-app.ts";
import { toApiError, unreachableError } from "./api-error.ts";
import { followEvents } from "./follow-events.ts";
import type { UploadFileOptions } from "./upload-file.ts";

export { listDamage } from "../messages/damage-notes.ts";
export type { AnyReason } from "../messages/error-catalogue.ts";
export { fillMessage } from "../messages/fill-message.ts";
export type { NoteCode } from "../messages/notes.ts";
export type * from "../server/api-types.ts";
export { ApiError } from "./api-error.ts";
export type { UploadFileOptions, UploadProgress } from "./upload-file.ts";

export type ClientOptions = {
  /** Address of the server, without `/api`. Default: the page's own origin. */
  baseUrl?: string | undefined;
  /** Needed where the server listens on a non-loopback address; a page opened with `?token=` has it in a cookie. */
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

/** Bytes of a request body. */
export type Bytes = Blob | ArrayBuffer | Uint8Array<ArrayBuffer>;

export type Client = ReturnType<typeof createClient>;

/**
 * A client of one server. Every call throws `ApiError`: the server's code, message and hint, or `unreachable` when
 * there is no answer; an aborted signal rejects with the signal's own reason, as `fetch` does.
 */
export function createClient({ baseUrl = "", token, fetch = globalThis.fetch }: ClientOptions = {}) {
  const root = baseUrl.replace(/\/+$/, "");
  const authorization: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};

  /** `fetch` with the token; a broken connection is an ApiError. */
  const request: typeof fetch = async (url, init = {}) => {
    const headers = { ...Object.fromEntries(new Headers(init.headers)), ...authorization };
    try {
      return await fetch(url, { ...init, headers });
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw unreachableError(error);
    }
  };

  /** As `request`; a rejected request is an ApiError, too. */
  const send: typeof fetch = async (url, init) => {
    const response = await request(url, init);
    if (response.ok) return response;
    throw toApiError(response.status, await response.text().catch(() => ""));
  };

  const { api } = hc<ApiRoutes>(root || "/", { fetch: send });
  const recording = api.recordings[":id"];

  const client = {
    status: (options?: CallOptions): Promise<Status> => parseResponse(api.status.$get({}, init(options))),
    settings: (options?: CallOptions): Promise<{ settings: Setting[] }> =>
      parseResponse(api.settings.$get({}, init(options))),

    listRecordings: (query: ListQuery = {}, options?: CallOptions): Promise<RecordingPage> =>
      parseResponse(api.recordings.$get({ query: toTexts(query) }, init(options))),
    getRecording: (id: number, options?: CallOptions): Promise<RecordingOverview> =>
      parseResponse(recording.$get(withId(id), init(options))),
    updateRecording: (
      id: number,
      changes: WrittenChanges,
      options?: CallOptions,
    ): Promise<{ recording: Recording }> =>
      parseResponse(recording.$patch({ ...withId(id), json: changes }, init(options))),
    /** Takes the date from another source. */
    changeDate: (
      id: number,
      json: { from: DateSource; dryRun?: boolean | undefined },
      options?: CallOptions,
    ): Promise<{
      recording: Recording;
      previous: Pick<Recording, "createdAt" | "dateSource">;
      changed: boolean;
    }> => parseResponse(recording.date.$post({ ...withId(id), json }, init(options))),
    /** Moves it to the archive's trash. */
    removeRecording: (id: number, options?: CallOptions): Promise<{ restorable: true }> =>
      parseResponse(recording.$delete(withId(id), init(options))),
    restoreRecording: (id: number, options?: CallOptions): Promise<{ recording: Recording }> =>
      parseResponse(recording.restore.$post(withId(id), init(options))),
    listTrash: (
      options?: CallOptions,
    ): Promise<{ recordings: TrashedRecording[]; others: OtherTrashFile[] }> =>
      parseResponse(api.trash.$get({}, init(options))),
    /** Deletes a recording in the trash. There is no way back. */
    deleteForGood: (id: number, options?: CallOptions): Promise<{ recordings: number; byteLength: number }> =>
      parseResponse(api.trash[":id"].$delete(withId(id), init(options))),
    /** Deletes all recordings in the trash, or those of an age. There is no way back. */
    emptyTrash: (
      query: { olderThanDays?: number | undefined } = {},
      options?: CallOptions,
    ): Promise<{ recordings: number; byteLength: number }> =>
      parseResponse(api.trash.$delete({ query: toTexts(query) }, init(options))),

    /** For the `src` of an audio element; answers requests for byte ranges. */
    audioUrl: (id: number): string => `${root}${recording.audio.$path({ ...withId(id), query: {} })}`,
    exportUrl: (
      id: number,
      { format, transcription }: { format: ExportFormat; transcription?: number | undefined },
    ): string =>
      `${root}${recording.export.$path({ ...withId(id), query: { format, ...toTexts({ transcription }) } })}`,
    clipUrl: (id: number, query: { startMs: number; endMs: number }): string =>
      `${root}${recording.clip.$path({ ...withId(id), query: toTexts(query) })}`,
    async peaks(
      id: number,
      query: { peaksPerSecond?: number | undefined } = {},
      options?: CallOptions,
    ): Promise<Waveform> {
      const answer = await parseResponse(
        recording.peaks.$get({ ...withId(id), query: toTexts(query) }, init(options)),
      );
      return { peaksPerSecond: answer.peaksPerSecond, peaks: decodePeaks(answer.peaks) };
    },
    transcript: (
      id: number,
      query: { transcription?: number | undefined } = {},
      options?: CallOptions,
    ): Promise<CompactTranscript> =>
      parseResponse(recording.transcript.$get({ ...withId(id), query: toTexts(query) }, init(options))),
    transcribe: (
      id: number,
      json: { language?: string | undefined; channels?: ChannelChoice | undefined } = {},
      options?: CallOptions,
    ): Promise<{ job: Job }> =>
      parseResponse(recording.transcribe.$post({ ...withId(id), json }, init(options))),
    /** Attaches a transcript from another program (SRT, VTT, whisper JSON, …). */
    async attachTranscript(
      id: number,
      name: string,
      content: Bytes | string,
      {
        language,
        found,
        keepCurrent,
        ...options
      }: CallOptions & {
        language?: string | undefined;
        /** It was found beside the sound, and not chosen for it: see the route. */
        found?: boolean | undefined;
        keepCurrent?: boolean | undefined;
      } = {},
    ): Promise<{ transcription: TranscriptionInfo; warnings: Note[]; isKnown?: true }> {
      const query = {
        name,
        ...(language && { language }),
        ...(found && { found: "true" as const }),
        ...(keepCurrent && { keepCurrent: "true" as const }),
      };
      const path = recording.transcripts.$path({ ...withId(id), query });
      return sendBytes("POST", path, content, {}, options);
    },
    makeCurrent: (
      transcriptionId: number,
      options?: CallOptions,
    ): Promise<{ transcription: TranscriptionInfo }> =>
      parseResponse(api.transcriptions[":id"].current.$post(withId(transcriptionId), init(options))),

    search: ({ q, ...query }: SearchQuery, options?: CallOptions): Promise<SearchAnswer> =>
      parseResponse(api.search.$get({ query: { q, ...toTexts(query) } }, init(options))),

    getUpload: (id: string, options?: CallOptions): Promise<Upload> =>
      parseResponse(api.uploads[":id"].$get(withId(id), init(options))),
    /** Uploads whose files are kept: not complete, being imported, failed, or with further sound tracks. Oldest first. */
    listUploads: (options?: CallOptions): Promise<{ uploads: Upload[] }> =>
      parseResponse(api.uploads.$get({}, init(options))),
    /** Imports further sound tracks of an uploaded file; each becomes a recording of its own. */
    importUploadTracks: (id: string, tracks: number[], options?: CallOptions): Promise<Upload> =>
      parseResponse(api.uploads[":id"].tracks.$post({ ...withId(id), json: { tracks } }, init(options))),
    /** Deletes what was sent, also of a failed import. Nothing else deletes it. */
    async cancelUpload(id: string, options: CallOptions = {}): Promise<void> {
      await send(`${root}${api.uploads[":id"].$path(withId(id))}`, {
        method: "DELETE",
        headers: { "tus-resumable": "1.0.0" },
        signal: options.signal ?? null,
      });
    },
    /** Sends a file in parts, continues after a broken connection, and waits for the result of its import. */
    async uploadFile(file: Blob, options: UploadFileOptions): Promise<UploadOutcome> {
      // With tus-js-client 65 kB, which only an upload needs.
      const { uploadFile } = await import("./upload-file.ts");
      const endpoint = absolute(api.uploads.$path());
      return uploadFile({ endpoint, send: request, getUpload: client.getUpload }, file, options);
    },

    startLive: (live: NewLiveRecording, options?: CallOptions): Promise<{ id: string }> =>
      parseResponse(api.live.$post({ json: live }, init(options))),
    appendLive: (
      id: string,
      offset: number,
      bytes: Bytes,
      options?: CallOptions,
    ): Promise<{ id: string; offset: number }> =>
      sendBytes(
        "PATCH",
        api.live[":id"].$path(withId(id)),
        bytes,
        { "upload-offset": String(offset) },
        options,
      ),
    finishLive: (
      id: string,
      json: { title?: string | undefined } = {},
      options?: CallOptions,
    ): Promise<{ recording: Recording }> =>
      parseResponse(api.live[":id"].finish.$post({ ...withId(id), json }, init(options))),
    listLive: (options?: CallOptions): Promise<{ live: LiveRecording[] }> =>
      parseResponse(api.live.$get({}, init(options))),
    discardLive: (id: string, options?: CallOptions): Promise<{ discarded: true }> =>
      parseResponse(api.live[":id"].$delete(withId(id), init(options))),

    listJobs: (options?: CallOptions): Promise<{ jobs: Job[] }> =>
      parseResponse(api.jobs.$get({}, init(options))),
    cancelJob: (id: string, options?: CallOptions): Promise<{ job: Job }> =>
      parseResponse(api.jobs[":id"].cancel.$post(withId(id), init(options))),
    retryJob: (id: string, options?: CallOptions): Promise<{ job: Job }> =>
      parseResponse(api.jobs[":id"].retry.$post(withId(id), init(options))),
    /** Calls the listener for every event until the signal is aborted; reconnects by itself. */
    events: (listener: (event: ServerEvent) => void, options: CallOptions = {}): Promise<void> =>
      followEvents(
        (headers) => send(`${root}${api.events.$path()}`, { headers, signal: options.signal ?? null }),
        listener,
        options,
      ),

    listModels: (options?: CallOptions): Promise<{ models: KnownModel[] }> =>
      parseResponse(api.models.$get({}, init(options))),
    pullModel: (name: string, options?: CallOptions): Promise<{ job: Job }> =>
      parseResponse(
        api.models[":name"].pull.$post({ param: { name: encodeURIComponent(name) } }, init(options)),
      ),
    /** Imports the bundled samples. */
    addSamples: (options?: CallOptions): Promise<{ job: Job }> =>
      parseResponse(api.samples.$post({}, init(options))),
  };
  return client;

  async function sendBytes<Answer>(
    method: "POST" | "PATCH",
    path: string,
    body: Bytes | string,
    headers: Record<string, string>,
    { signal }: CallOptions = {},
  ): Promise<Answer> {
    const response = await send(root + path, {
      method,
      body,
      headers: { "content-type": "application/octet-stream", ...headers },
      signal: signal ?? null,
    });
    return (await response.json()) as Answer;
  }

  function absolute(path: string): string {
    return new URL(root + path, (globalThis as { location?: { href: string } }).location?.href).href;
  }
}

function init({ signal }: CallOptions = {}) {
  return { init: signal ? { signal } : {} };
}

/** `hc` puts parameters into the path as they are. */
function withId(id: number | string) {
  return { param: { id: encodeURIComponent(id) } };
}

/** Values of a query as text, lists with commas, without what is undefined or empty. */
function toTexts<Query extends object>(query: Query): Texts<Query> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && String(value) !== "") texts[name] = String(value);
  return texts as Texts<Query>;
}

type Texts<Query> = { [Name in keyof Query]: Text<Query[Name]> };
type Text<Value> = Value extends undefined ? undefined : Value extends string ? Value : string;

function decodePeaks(base64: string): Int8Array {
  const bytes = atob(base64);
  return Int8Array.from({ length: bytes.length }, (_, index) => bytes.charCodeAt(index));
}
