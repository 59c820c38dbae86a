import { ApiError, api } from "../api/api.ts";
import type { ChunkAnswer, LiveTransport } from "./live-upload.ts";

/** A request that hangs (a sleeping computer, a dead network) is given up and made anew. */
const patienceMs = 15_000;

/** The server's live recordings as the upload sees them. */
export function createLiveTransport(live: { mimeType: string; inputName: string }): LiveTransport {
  return {
    async open() {
      const { id } = await api.startLive(live, { signal: AbortSignal.timeout(patienceMs) });
      return id;
    },
    async send(liveId, offset, bytes): Promise<ChunkAnswer> {
      try {
        const answer = await api.appendLive(liveId, offset, bytes, {
          signal: AbortSignal.timeout(patienceMs),
        });
        return { status: "taken", offset: answer.offset };
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return { status: "gone" };
        if (error instanceof ApiError && error.offset !== undefined) {
          return { status: "elsewhere", offset: error.offset };
        }
        throw error;
      }
    },
  };
}
