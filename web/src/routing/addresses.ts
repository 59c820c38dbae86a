/** Builds the addresses of the pages; no other file does. */

type RecordingLink = {
  /** Position in the recording. */
  atMs?: number;
  /** The search that led there; its words are marked. */
  q?: string;
  /** A transcription other than the current one. */
  transcription?: number;
};

/** `/recordings/12?at=83400&q=budget` */
export function recordingAddress(id: number, { atMs, q, transcription }: RecordingLink = {}): string {
  const query = new URLSearchParams();
  if (atMs !== undefined) query.set("at", String(Math.round(atMs)));
  if (q) query.set("q", q);
  if (transcription !== undefined) query.set("transcription", String(transcription));
  return withQuery(`/recordings/${id}`, query);
}

export type SearchAddress = {
  q?: string;
  mode?: string;
  from?: string;
  to?: string;
  language?: string;
  recording?: string;
};

/** `/?q=budget&language=ru` */
export function searchAddress(parts: SearchAddress): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parts)) if (value) query.set(name, value);
  return withQuery("/", query);
}

function withQuery(path: string, query: URLSearchParams): string {
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}
