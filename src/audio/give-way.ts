/** Long computing on the main thread, in slices: whoever else waits gets the thread in between. */
import { setImmediate as nextTurn } from "node:timers/promises";

const sliceMs = 8;

/** @returns a function to await after each small step; it lets others run once 8 ms have gone by */
export function createGiveWay(): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < sliceMs) return undefined;
    return nextTurn().then(() => {
      since = performance.now();
    });
  };
}
