/**
 * Tests the HTTP API against its own description with Schemathesis (https://schemathesis.io, `pip install schemathesis`):
 * starts a real server on a new archive with two recordings and a transcript, and fails on any answer 5xx, any request
 * without an answer within ten seconds, and any answer whose status, type, headers or body the description does not name.
 *
 *     node scripts/check-api.ts [--examples 40] [--seed 1] [--all-checks]
 *
 * Without Schemathesis it says so and ends with status 0, so that it can stand in a list of checks everywhere;
 * SCHEMATHESIS names the program where it is not on the PATH. `--all-checks` also reports what is a matter of opinion, such
 * as a request that fits the description and is rejected for its content.
 */

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openArchive } from "../src/fonoteka.ts";
import { createArchiveServer, listen } from "../src/server/start-server.ts";

const { values } = parseArgs({
  options: {
    examples: { type: "string", default: "40" },
    seed: { type: "string", default: "1" },
    "all-checks": { type: "boolean", default: false },
  },
});

const schemathesis = process.env.SCHEMATHESIS ?? "schemathesis";
if (spawnSync(schemathesis, ["--version"], { stdio: "ignore" }).status !== 0) {
  process.stdout.write("Schemathesis is not installed (pip install schemathesis): nothing was checked.\n");
  process.exit(0);
}

const checks = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_headers_conformance",
  "response_schema_conformance",
];
/** An endless stream, and the one route that uses the network. */
const excluded = ["/api/events", "/api/models/{name}/pull"];
const requestTimeoutSeconds = 10;

const folder = mkdtempSync(join(tmpdir(), "fonoteka-api-"));
const samples = join(import.meta.dirname, "..", "samples");
const names = ["2026-02-19_18-42-05.opus", "2026-01-22_11-15-30.opus"];
const archive = await openArchive(join(folder, "archive"));
await Array.fromAsync(archive.import(names.map((name) => join(samples, name))));
const transcript = join(folder, "talk.srt");
writeFileSync(transcript, "1\n00:00:00,000 --> 00:00:04,000\nThe bees like honey.\n");
await archive.attachTranscript(names[0]!, transcript);

const bugs: unknown[] = [];
const server = await createArchiveServer(archive, {
  automatic: false,
  onBug: (error) => void bugs.push(error),
});
const { url, close } = await listen(server, { port: 0 });

const hooks = join(folder, "hooks.py");
// Schemathesis knows no way to write a body of this type; it is plain bytes.
writeFileSync(
  hooks,
  'import schemathesis\nschemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")\n',
);

const words = [
  "run",
  `${url}api/openapi.json`,
  ...["--checks", values["all-checks"] ? "all" : checks.join(",")],
  ...excluded.flatMap((path) => ["--exclude-path", path]),
  ...["--phases", "examples,coverage,fuzzing,stateful"],
  ...["--max-examples", values.examples, "--seed", values.seed],
  ...["--request-timeout", String(requestTimeoutSeconds)],
  "--continue-on-failure",
  ...["--suppress-health-check", "all", "--no-color"],
];
const startedMs = performance.now();
const env = { ...process.env, SCHEMATHESIS_HOOKS: hooks };
const child = spawn(schemathesis, words, { stdio: "inherit", cwd: folder, env });
const status = await new Promise<number>((resolve) => child.on("exit", (code) => resolve(code ?? 1)));
for (const bug of bugs) process.stderr.write(`${bug instanceof Error ? bug.stack : String(bug)}\n`);
const problems = (await archive.status({ check: true })).problems;
for (const { text } of problems) process.stderr.write(`the archive afterwards: ${text}\n`);
const seconds = Math.round((performance.now() - startedMs) / 1000);
process.stdout.write(`${seconds} s, ${bugs.length} bugs, ${problems.length} problems of the archive\n`);

process.exitCode = status || (bugs.length + problems.length > 0 ? 1 : 0);
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
await close();
await server.close();
await archive.close();
