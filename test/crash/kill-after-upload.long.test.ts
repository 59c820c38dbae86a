/**
 * SIGKILL between the last acknowledged byte of an upload and its import, then a start with a clock eight days ahead. By hand
 * more often, each time four milliseconds later: `KILLS=20 node --test test/crash/kill-after-upload.long.test.ts`
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { talk } from "../server/open-server.ts";
import { startServe } from "../server/start-serve.ts";
import { appendUpload, createUpload } from "../server/tus-requests.ts";
import { tempFolder } from "../support/temp-folder.ts";

const kills = Number(process.env.KILLS ?? 1);
const preload = pathToFileURL(join(import.meta.dirname, "clock-ahead.ts")).href;

test("a file whose last byte was acknowledged before a kill is imported by a start eight days later", async (t) => {
  const bytes = new Uint8Array(readFileSync(talk));
  for (let kill = 0; kill < kills; kill++) {
    const folder = join(tempFolder(t), "archive");
    const first = await startServe(t, folder);
    const sender = { send: (path: string, init: RequestInit = {}) => fetch(new URL(path, first.url), init) };
    const created = await createUpload(sender, { filename: "talk.opus" }, bytes.length);
    const location = created.headers.get("location")!;
    assert.equal((await appendUpload(sender, location, 0, bytes)).status, 204);
    await sleep(kill * 4);
    first.child.kill("SIGKILL");
    await first.exited;

    const { client } = await startServe(t, folder, [], { nodeOptions: `--import=${preload}` });
    const id = location.split("/").at(-1)!;
    let upload = await client.getUpload(id);
    while (!upload.outcome) {
      await sleep(20);
      upload = await client.getUpload(id);
    }
    assert.match(upload.outcome.status, /^(imported|duplicate)$/);
    assert.equal((await client.listRecordings()).recordings.length, 1);
  }
});
