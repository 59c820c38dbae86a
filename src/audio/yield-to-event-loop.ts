/** Long computations on the main thread, in slices: other work gets the thread in between. */
import { setImmediate as nextTurn } from "node:timers/promises";

const sliceMs = 8;

/** @returns a function to await after each small step; it yields to the event loop once 8 ms have passed */
export function createYielder(): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < sliceMs) return undefined;
    return nextTurn().then(() => {
      since = performance.now();
    });
  };
}
