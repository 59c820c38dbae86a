import type { ChildProcess } from "node:child_process";
import type { TestContext } from "node:test";
import { type Client, createClient } from "../../src/client/client.ts";
import { startFonoteka } from "../support/run-fonoteka.ts";

/** `fonoteka serve` as a process of its own on a free port; ends with the test at the latest. */
export async function startServe(
  t: TestContext,
  archiveFolder: string,
  words: readonly string[] = [],
): Promise<{ client: Client; url: string; child: ChildProcess; exited: Promise<number | null> }> {
  const { child, finished } = startFonoteka([
    "--archive",
    archiveFolder,
    "--json",
    "serve",
    "--port",
    "0",
    "--no-open",
    "--no-work",
    ...words,
  ]);
  t.after(() => child.kill("SIGKILL"));
  let printed = "";
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout!.on("data", (text: string) => {
      printed += text;
      try {
        resolve((JSON.parse(printed) as { url: string }).url);
      } catch {
        // Not all of it is here yet.
      }
    });
    void finished.then(({ stderr }) => reject(new Error(stderr)));
  });
  const exited = finished.then(({ status }) => status);
  return { client: createClient({ baseUrl: url }), url, child, exited };
}
