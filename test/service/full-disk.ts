/**
 * Uploads a file to an archive on a disk that fills up before its last byte, then frees the disk. Run by full-disk.test.ts
 * in a mount namespace of its own; prints one JSON object.
 */

import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isArchiveError } from "../../src/errors.ts";
import { openArchive } from "../../src/fonoteka.ts";
import { openService } from "../../src/service/service.ts";
import { streamOf, talk, until } from "./open-temp-service.ts";

const disk = process.argv[2]!;
execFileSync("mount", ["-t", "tmpfs", "-o", "size=20m", "tmpfs", disk]);
await using archive = await openArchive(join(disk, "archive"));
await using service = await openService(archive, { automatic: false });
const { uploads, jobs } = service;
const bytes = new Uint8Array(readFileSync(talk));
const refusal = await uploads
  .create({ name: "large.wav", byteLength: 10 * 1024 ** 2 })
  .catch((error) => (isArchiveError(error) ? error.reason : String(error)));
const { id } = await uploads.create({ name: "talk.opus", byteLength: bytes.length });
await uploads.append(id, streamOf(bytes.subarray(0, -1)), 0);
const ballast = join(disk, "ballast");
try {
  writeFileSync(ballast, new Uint8Array(20 * 1024 ** 2));
} catch {
  // As much as fitted.
}
await uploads.append(id, streamOf(bytes.subarray(-1)), bytes.length - 1);
const job = async () => (await jobs.list()).find((listed) => listed.id === `import-${id}`);
await until(service, async () => (await job())?.state === "failed");
const failure = (await job())?.error?.code;
const told = (await uploads.get(id)).outcome?.status;
await uploads.retryForSpace();
const stateWhileFull = (await job())?.state;
rmSync(ballast);
await uploads.retryForSpace();
await until(service, async () => (await uploads.get(id)).outcome?.status === "imported");
const { outcome } = await uploads.get(id);
process.stdout.write(JSON.stringify({ refusal, failure, told, stateWhileFull, outcome: outcome?.status }));
