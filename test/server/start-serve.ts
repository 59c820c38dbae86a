import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { type Client, createClient } from "../../src/client/client.ts";
import { repositoryFolder } from "../support/run-fonoteka.ts";

/**
 * `fonoteka serve` as a process of its own on a free port; ends with the test at the latest.
 * @param limits `maxFileKilobytes`: no file may become larger, as on a full disk; `nodeOptions`: NODE_OPTIONS
 */
export async function startServe(
  t: TestContext,
  archiveFolder: string,
  words: readonly string[] = [],
  { maxFileKilobytes, nodeOptions }: { maxFileKilobytes?: number; nodeOptions?: string } = {},
): Promise<{ client: Client; url: string; child: ChildProcess; exited: Promise<number | null> }> {
  const command = [process.execPath, join(repositoryFolder, "src/cli/main.ts")];
  const serve = ["--archive", archiveFolder, "--json", "serve", "--port", "0", "--no-open", "--no-work"];
  const [program, ...parameters] = [
    ...(maxFileKilobytes ? ["bash", "-c", `ulimit -f ${maxFileKilobytes}; exec "$@"`, "bash"] : []),
    ...command,
    ...serve,
    ...words,
  ];
  const child = spawn(program!, parameters, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...(nodeOptions && { NODE_OPTIONS: nodeOptions }) },
  });
  t.after(() => child.kill("SIGKILL"));
  const exited = once(child, "close").then(([status]) => status as number | null);
  let printed = "";
  let problems = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (problems += text));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      try {
        resolve((JSON.parse(printed) as { url: string }).url);
      } catch {
        // Not all of it is here yet.
      }
    });
    void exited.then(() => reject(new Error(problems)));
  });
  return { client: createClient({ baseUrl: url }), url, child, exited };
}
