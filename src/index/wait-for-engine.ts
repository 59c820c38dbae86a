/**
 * Waits for an engine's work, but only until the signal fires: an engine that hangs is left behind, and what it says later is
 * ignored. Rejects with the signal's reason, or with what the work throws.
 */
export async function waitForEngine<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort);
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
