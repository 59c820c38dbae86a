import { spawn } from "node:child_process";

export type RunningScript = {
  processId: number | undefined;
  kill: () => void;
  /** Resolves with the first line the script prints. */
  firstLine: Promise<string>;
  done: Promise<{ code: number | null; stdout: string; stderr: string }>;
};

/** Runs a module in a process of its own; its imports are relative to this folder. */
export function runScript(script: string, user: { uid?: number; gid?: number } = {}): RunningScript {
  const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", script], {
    cwd: import.meta.dirname,
    stdio: ["ignore", "pipe", "pipe"],
    ...user,
  });
  let stdout = "";
  let stderr = "";
  const first = Promise.withResolvers<string>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    if (stdout.includes("\n")) first.resolve(stdout.slice(0, stdout.indexOf("\n")));
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const done = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      first.resolve(stdout);
      resolve({ code, stdout, stderr });
    });
  });
  return { processId: child.pid, kill: () => child.kill("SIGKILL"), firstLine: first.promise, done };
}
