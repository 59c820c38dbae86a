import { ApiError, api, type Recording } from "../api/api.ts";
import type { LiveUpload } from "./live-upload.ts";

const retryDelayMs = 1500;

/** Sends the rest and finishes. Waits for a server that is down; sends everything again to one that was restarted. */
export async function finishLive(
  upload: LiveUpload,
  title: string,
  onWaiting: () => void,
): Promise<Recording> {
  while (true) {
    const liveId = await upload.drain();
    try {
      const { recording } = await api.finishLive(liveId, title === "" ? {} : { title });
      return recording;
    } catch (error) {
      const isUnknown = error instanceof ApiError && error.status === 404;
      const isUnavailable =
        error instanceof ApiError && (error.code === "unreachable" || error.status >= 502);
      if (!isUnknown && !isUnavailable) throw error;
      if (isUnknown) upload.resend();
      onWaiting();
      await new Promise((resolve) => setTimeout(resolve, retryDelayMs));
    }
  }
}
