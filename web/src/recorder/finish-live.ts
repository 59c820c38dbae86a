import { ApiError, api, type Recording } from "../api/api.ts";
import type { LiveUpload } from "./live-upload.ts";

const finishPauseMs = 1500;

/** Sends what is left and finishes; a server that is away is waited for, one that was restarted is given all again. */
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
      const isGone = error instanceof ApiError && error.status === 404;
      const isAway = error instanceof ApiError && (error.code === "unreachable" || error.status >= 502);
      if (!isGone && !isAway) throw error;
      if (isGone) upload.startAgain();
      onWaiting();
      await new Promise((resolve) => setTimeout(resolve, finishPauseMs));
    }
  }
}
