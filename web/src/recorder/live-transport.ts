import { ApiError, api } from "../api/api.ts";
import type { ChunkAnswer, LiveTransport } from "./live-upload.ts";

/** A hanging request (a sleeping computer, a dead network) is aborted and repeated. */
const requestTimeoutMs = 15_000;

/** Sends chunks of a live recording through the API. */
export function createLiveTransport(live: {
  mimeType: string;
  inputName: string;
  startedAt: string;
}): LiveTransport {
  return {
    async open() {
      const { mimeType, inputName, startedAt } = live;
      const { id } = await api.startLive(
        { mimeType, inputName, startedAt },
        { signal: AbortSignal.timeout(requestTimeoutMs) },
      );
      return id;
    },
    async send(liveId, offset, bytes): Promise<ChunkAnswer> {
      try {
        const answer = await api.appendLive(liveId, offset, bytes, {
          signal: AbortSignal.timeout(requestTimeoutMs),
        });
        return { status: "accepted", offset: answer.offset };
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return { status: "unknown" };
        if (error instanceof ApiError && error.offset !== undefined) {
          return { status: "offset-mismatch", offset: error.offset };
        }
        throw error;
      }
    },
  };
}
