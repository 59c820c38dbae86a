import type { RecordingState } from "../fonoteka.ts";

/** A recording's state in words; empty for one that is transcribed and whose last attempt did not fail. */
export function nameState(state: RecordingState, hasError: boolean): string {
  const name = stateNames[state];
  // A failed state says it already; beside any other it is news: there is a transcript, and a later attempt failed.
  if (!hasError || state === "failed") return name;
  return name ? `${name}, last attempt failed` : "last attempt failed";
}

const stateNames: Record<RecordingState, string> = {
  working: "being transcribed",
  waiting: "waiting",
  transcribed: "",
  failed: "failed",
  "no-speech": "no speech",
};
