/** SIGKILLs at moments that a seed chooses, spread over the time that the work takes. */

import { setTimeout as sleep } from "node:timers/promises";
import { seededRandom } from "../../src/evaluation/seeded-random.ts";
import { runScript } from "../support/run-script.ts";

/** Per operation, by hand. Any moment must hold, so that a slow machine only moves them. */
export const killsByHand = process.env.KILLS === undefined ? undefined : Number(process.env.KILLS);

const seed = Number(process.env.KILL_SEED ?? 20261128);

/**
 * Kills and looks, as often as is asked for by hand, or until `inSuite` kills came during the work: one that ended before
 * its kill proves nothing.
 * @param expectedMs what the work takes about; it is measured anew whenever a run ends before its kill
 * @param run starts with the number of the kill, and gives the script: it prints a first line when its work begins, and
 *   `done` at the end. Afterwards `check` gets its lines.
 * @returns how many were killed during the work, and how many had ended
 */
export async function killOften(
  { expectedMs, inSuite = 1 }: { expectedMs: number; inSuite?: number },
  run: (kill: number) => Promise<{ script: string; check: (lines: string[]) => Promise<void> }>,
): Promise<{ killed: number; ended: number }> {
  const random = seededRandom(seed);
  let workMs = expectedMs;
  const counts = { killed: 0, ended: 0 };
  for (let kill = 0; killsByHand === undefined ? counts.killed < inSuite : kill < killsByHand; kill++) {
    if (killsByHand === undefined && kill >= 20 * inSuite) throw new Error("all work ended before its kill");
    const { script, check } = await run(kill);
    const child = runScript(script);
    await child.firstLine;
    const begunMs = Date.now();
    const delayMs = random() * workMs;
    const isOver = await Promise.race([child.done.then(() => true), sleep(delayMs).then(() => false)]);
    child.kill();
    const { stdout, stderr } = await child.done;
    const lines = stdout.split("\n").filter(Boolean);
    const hasEnded = lines.at(-1) === "done";
    if (stderr !== "" || (isOver && !hasEnded)) throw new Error(`kill ${kill}: ${stdout}\n${stderr}`);
    counts[hasEnded ? "ended" : "killed"]++;
    workMs = isOver ? Math.max(5, Date.now() - begunMs) : Math.max(workMs, delayMs * 1.2);
    try {
      await check(lines);
    } catch (error) {
      throw new Error(`kill ${kill}, ${Math.round(delayMs)} ms after the start (seed ${seed})`, {
        cause: error,
      });
    }
  }
  return counts;
}
