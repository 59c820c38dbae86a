import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

export const repositoryFolder = join(import.meta.dirname, "..", "..");
export const samplesFolder = join(repositoryFolder, "samples");

export type Finished = { status: number | null; stdout: string; stderr: string };

type RunOptions = {
  cwd?: string;
  env?: Record<string, string>;
  /** Path of main.ts. Default: that of this checkout. */
  program?: string;
};

/** Starts the command as a user does, its output not a terminal. */
export function startFonoteka(
  words: readonly string[],
  options: RunOptions = {},
): { child: ChildProcess; finished: Promise<Finished> } {
  const child = spawn(
    process.execPath,
    [options.program ?? join(repositoryFolder, "src/cli/main.ts"), ...words],
    {
      cwd: options.cwd ?? repositoryFolder,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
  const finished = new Promise<Finished>((resolve) =>
    child.once("close", (status) => resolve({ status, stdout, stderr })),
  );
  return { child, finished };
}

/** Runs the command to its end. */
export function runFonoteka(words: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return startFonoteka(words, options).finished;
}
