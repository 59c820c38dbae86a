/** What of a file is searched for losses, in bytes. */
export type SearchedRange = { start: number; end: number; signal: AbortSignal | undefined };
