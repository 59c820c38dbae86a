import type { Archive, Recording, SearchAnswer, SearchOptions } from "../fonoteka.ts";
import type { EventLog } from "../service/event-log.ts";
import type { JobRunner } from "../service/job-runner.ts";
import type { LiveRecordings } from "../service/live-recordings.ts";
import type { Uploads } from "../service/uploads.ts";

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
