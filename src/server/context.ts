import type { Archive, Recording, SearchAnswer, SearchOptions } from "../archive.ts";
import type { EventLog } from "./event-log.ts";
import type { JobRunner } from "./job-runner.ts";
import type { LiveRecordings } from "./live-recordings.ts";
import type { Uploads } from "./uploads.ts";

/** What the routes work with. */
export type ServerContext = {
  archive: Archive;
  version: string;
  /** Largest upload, bytes. */
  uploadLimit: number;
  events: EventLog;
  jobs: JobRunner;
  uploads: Uploads;
  live: LiveRecordings;
  /** Searches without keeping other requests waiting. */
  search: (query: string, options: SearchOptions, signal: AbortSignal) => Promise<SearchAnswer>;
  /** Recordings saved from what was cut off, until `GET /api/status` has said so. */
  recovered: Recording[];
};
