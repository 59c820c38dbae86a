/** What every measurement needs: medians, ratios, Markdown tables, processes with their time and memory. */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const root = join(import.meta.dirname, "..");

/** The value below which `part` of the values lie; 0.5 is the median of an odd number of them. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** About three significant digits. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (Math.abs(value) >= 100) return value.toFixed(0).replace(/\B(?=(\d{3})+$)/g, " ");
  const size = Math.abs(value);
  return value.toFixed(size >= 10 ? 1 : size >= 0.1 || size === 0 ? 2 : 3);
}

/** A Markdown table; numbers are rounded by `figure`. */
export function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => (typeof cell === "number" ? figure(cell) : cell)).join(" | ")} |`;
  return [
    line(header),
    `|${header.map((_, at) => (at === 0 ? "---" : "---:")).join("|")}|`,
    ...rows.map(line),
  ].join("\n");
}

/** Progress for the one who waits; the results alone go to standard output. */
export function tell(what: string): void {
  process.stderr.write(`  ${what}\n`);
}

/** A temporary folder that goes when the process ends. */
export function workFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "fonoteka-bench-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
  return folder;
}

export type Cost = {
  wallSeconds: number;
  /** User and system time of the process and its children. */
  cpuSeconds: number;
  /** Largest resident set of the process itself, children apart; 0 where the system does not tell (/proc). */
  peakMiB: number;
  /** The same of the largest of its children and theirs. */
  childPeakMiB: number;
  status: number;
  stdout: string;
};

/** Runs a command to its end; with `shareStderr` its complaints and progress are seen at once. Throws when it fails. */
export async function runProcess(
  command: string,
  words: readonly string[],
  { shareStderr = false, allowStatus = [0] }: { shareStderr?: boolean; allowStatus?: readonly number[] } = {},
): Promise<Cost> {
  // bash's `time` counts what children of children used, which Node tells of nobody but itself.
  const timed = '{ time "$@" 2>&4; } 4>&2 2>&3';
  const child = spawn("bash", ["-c", timed, "bash", command, ...words], {
    cwd: root,
    env: { ...process.env, TIMEFORMAT: "%R %U %S", LC_ALL: "C.UTF-8" },
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  if (shareStderr) child.stderr!.pipe(process.stderr);
  const texts = [1, 2, 3].map((at) => collect(child, at));
  let peakMiB = 0;
  let childPeakMiB = 0;
  const poll = setInterval(() => {
    for (const pid of childrenOf(child.pid!)) {
      peakMiB = Math.max(peakMiB, peakMemoryOf(pid));
      for (const inner of descendantsOf(pid)) childPeakMiB = Math.max(childPeakMiB, peakMemoryOf(inner));
    }
  }, 20);
  const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
  clearInterval(poll);
  const [stdout, stderr, times] = texts.map((chunks) => chunks.join("")) as [string, string, string];
  if (status === null || !allowStatus.includes(status))
    throw new Error(`${command} ${words.join(" ")}: status ${status}: ${stderr.slice(-500)}`);
  const [wall, user, system] = times.trim().split("\n").at(-1)!.split(" ").map(Number) as [
    number,
    number,
    number,
  ];
  return { wallSeconds: wall, cpuSeconds: user + system, peakMiB, childPeakMiB, status, stdout };
}

/** Runs `fonoteka` from the sources, or as compiled. */
export function runFonoteka(words: readonly string[], from: "src" | "dist" = "src"): Promise<Cost> {
  return runProcess(process.execPath, [
    join(root, from, `cli/main.${from === "src" ? "ts" : "js"}`),
    ...words,
  ]);
}

/** Contestants take turns, so that what else the machine does meets all of them alike. */
export async function interleave<Name extends string, Result>(
  rounds: number,
  contestants: Record<Name, () => Promise<Result>>,
): Promise<Record<Name, Result[]>> {
  const results = {} as Record<Name, Result[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of Object.keys(contestants) as Name[]) {
      tell(`${name}, ${round + 1} of ${rounds}`);
      results[name] ??= [];
      results[name].push(await contestants[name]());
    }
  }
  return results;
}

/** Median of each figure. */
export function medianCost(costs: readonly Cost[]): { wall: number; cpu: number; peakMiB: number } {
  return {
    wall: median(costs.map((cost) => cost.wallSeconds)),
    cpu: median(costs.map((cost) => cost.cpuSeconds)),
    peakMiB: median(costs.map((cost) => cost.peakMiB)),
  };
}

/** Wall and processor milliseconds of work in this process. */
export async function timeWork(work: () => unknown): Promise<{ wallMs: number; cpuMs: number }> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const wallMs = performance.now() - start;
  const used = process.cpuUsage(cpu);
  return { wallMs, cpuMs: (used.user + used.system) / 1000 };
}

/** Processes that `pid` started and that still run. */
export function childrenOf(pid: number): number[] {
  return readProc(`${pid}/task/${pid}/children`).split(" ").filter(Boolean).map(Number);
}

/** Its children, their children and so on. */
function descendantsOf(pid: number): number[] {
  return childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);
}

/** Largest resident set so far, MiB. */
export function peakMemoryOf(pid: number): number {
  return Number(/VmHWM:\s*(\d+)/.exec(readProc(`${pid}/status`))?.[1] ?? 0) / 1024;
}

/** User and system time so far, seconds. */
export function cpuSecondsOf(pid: number): number {
  const fields = readProc(`${pid}/stat`).split(") ").at(-1)!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, "utf8");
  } catch {
    return "";
  }
}

/** Version of Debian's or the user's own ffmpeg; undefined when there is none. */
export function findFfmpeg(): string | undefined {
  try {
    const said = execFileSync("ffmpeg", ["-version"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return /^ffmpeg version (\S+)/.exec(said)?.[1];
  } catch {
    return undefined;
  }
}

function collect(child: ChildProcess, at: number): string[] {
  const chunks: string[] = [];
  (child.stdio[at] as NodeJS.ReadableStream)
    .setEncoding("utf8")
    .on("data", (text: string) => chunks.push(text));
  return chunks;
}
