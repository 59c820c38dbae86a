/**
 * A whole run, every program under strace, with a listener where the system sends its DNS questions. Run by
 * test/nothing-leaves.long.test.ts in a network namespace of its own, with a folder:
 *
 * `FOLDER/talk.opus` is uploaded to `fonoteka serve`, transcribed, embedded and found by meaning; then the command and the
 * library search. The traces and `report.json` are left in the folder; `archive`, `home` and `tmp` are what the programs use.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "../../src/client/client.ts";
import { repositoryFolder } from "./run-fonoteka.ts";

const folder = process.argv[2]!;
const archive = join(folder, "archive");
const query = "Kubernetes for a small team";

/** How long the server goes on after its work: telemetry is sent later, by hand this looks for it. */
const idleMs = 1000 * Number(process.env.FONOTEKA_TEST_IDLE_SECONDS ?? 0);
const deadline = AbortSignal.timeout(100_000 + idleMs);

/** Whatever makes a socket or a file. */
const calls =
  "%network,open,openat,openat2,creat,truncate,mkdir,mkdirat,mknod,mknodat,rename,renameat,renameat2,link,linkat,symlink,symlinkat";

function startTraced(name: string, words: readonly string[]): ChildProcess {
  // With -D strace is a grandchild: the child is the program itself. --seccomp-bpf stops it for the traced calls only.
  // Operations of an io_uring are not seen by strace, so none can be set up.
  const trace = [
    "-D",
    "-f",
    "-y",
    "--seccomp-bpf",
    "-e",
    `trace=${calls}`,
    "-e",
    "inject=io_uring_setup:error=ENOSYS",
  ];
  const env = {
    PATH: process.env.PATH,
    HOME: join(folder, "home"),
    TMPDIR: join(folder, "tmp"),
  };
  return spawn("strace", [...trace, "-o", join(folder, `${name}.trace`), process.execPath, ...words], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "inherit"],
    signal: deadline,
  });
}

const cli = (...words: string[]) => [
  join(repositoryFolder, "src/cli/main.ts"),
  "--archive",
  archive,
  "--json",
  ...words,
];

async function runServe(): Promise<object> {
  const serve = startTraced("serve", cli("serve", "--port", "0", "--no-open", "--log", "off"));
  const exited = once(serve, "exit");
  const [printed] = (await once(serve.stdout!.setEncoding("utf8"), "data")) as [string];
  const { url } = JSON.parse(printed) as { url: string };
  const client = createClient({ baseUrl: url });
  const page = (await fetch(url)).status;
  const talk = new Blob([readFileSync(join(folder, "talk.opus"))]);
  const { status: upload } = await client.uploadFile(talk, { name: "talk.opus" });
  for (;;) {
    const { index } = await client.status({ signal: deadline });
    if (index.passages > 0 && index.vectors === index.passages) break;
    await sleep(200);
  }
  const { hits } = await client.search({ q: query, mode: "semantic" });
  await sleep(idleMs);
  serve.kill("SIGTERM");
  const [exit] = await exited;
  return { page, upload, hits: hits.length, exit };
}

async function runCommand(): Promise<number> {
  const output = await text(startTraced("command", cli("search", query, "--mode", "semantic")).stdout!);
  return (JSON.parse(output) as { hits: unknown[] }).hits.length;
}

async function runLibrary(): Promise<number> {
  const source = (path: string) => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href);
  const program = `
    import { openArchive } from ${source("fonoteka.ts")};
    import { openService } from ${source("service/service.ts")};
    await using archive = await openArchive(${JSON.stringify(archive)});
    await using service = await openService(archive, { automatic: false });
    console.log((await service.search(${JSON.stringify(query)}, { mode: "semantic" })).hits.length);`;
  writeFileSync(join(folder, "library.mts"), program);
  return Number(await text(startTraced("library", [join(folder, "library.mts")]).stdout!));
}

const questions: string[] = [];
const listener = createSocket("udp4", (message) => questions.push(message.toString("latin1")));
listener.bind(53, "127.0.0.1");
await once(listener, "listening");
const report = {
  serve: await runServe(),
  command: await runCommand(),
  library: await runLibrary(),
  questions,
};
writeFileSync(join(folder, "report.json"), JSON.stringify(report));
listener.close();
