import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { openArchive } from "../src/fonoteka.ts";
import { samplesFolder } from "./support/run-fonoteka.ts";
import { tempFolder } from "./support/temp-folder.ts";

/** A network namespace in which only loopback works, and whose DNS questions go to 127.0.0.1. */
const enter = `
  ip link set lo up && echo nameserver 127.0.0.1 > "$1/resolv.conf" &&
  mount --bind "$1/resolv.conf" /etc/resolv.conf && shift && exec "$@"`;

function whyNot(): string | false {
  if (process.platform !== "linux") return "needs Linux: network namespaces and strace";
  if (spawnSync("strace", ["-V"]).error) return "strace is not installed";
  const tried = spawnSync("unshare", ["-rnm", "sh", "-c", "ip link set lo up"]);
  return tried.status === 0 ? false : "no network namespace can be made here";
}

const skip = whyNot();

test("in CI this is tested", { skip: !process.env.CI && "not CI" }, () => assert.equal(skip, false));

type Call = { program: string; text: string };

/** The folders that may be written, and devices that keep nothing. */
function mayBeWritten(path: string, folder: string): boolean {
  const inside = ["archive", "home/.cache/fonoteka"].map((name) => join(folder, name));
  const made = [join(folder, "home/.cache"), "/dev/null", ...inside];
  return made.includes(path) || inside.some((own) => path.startsWith(`${own}/`));
}

/** Paths as strace prints them: `"/absolute"`, or `AT_FDCWD</folder>, "relative"`. */
function pathsOf({ text }: Call): string[] {
  const found = text.matchAll(/(?:(?:\d+|AT_FDCWD)<([^>]*)>, )?"([^"]*)"/g);
  return [...found].map(([, folder = "/", name]) => (name!.startsWith("/") ? name! : join(folder, name!)));
}

/** The files and folders that a call opened for writing, made or gave a name. */
function writesOf(call: Call): string[] {
  const isWrite =
    /^(?:creat|truncate|mkdir|mknod|rename|link|symlink)/.test(call.text) ||
    /^open.*(?:O_WRONLY|O_RDWR|O_CREAT|O_TMPFILE)/.test(call.text);
  return isWrite && !/ = -1 E/.test(call.text) ? pathsOf(call) : [];
}

test("a whole run of upload, transcription, embedding and search opens no socket but loopback and writes nowhere else", {
  skip,
}, async (t) => {
  const folder = tempFolder(t);
  for (const name of ["home", "tmp"]) mkdirSync(join(folder, name));
  const archive = await openArchive(join(folder, "whole-talk"));
  await Array.fromAsync(archive.import([join(samplesFolder, "2026-02-19_18-42-05.opus")]));
  await archive.clip(1, { startMs: 51_700, endMs: 58_000, targetPath: join(folder, "talk.opus") });
  await archive.close();

  const driver = join(import.meta.dirname, "support/traced-run.ts");
  const words = ["-rnm", "sh", "-c", enter, "sh", folder, process.execPath, driver, folder];
  await promisify(execFile)("unshare", words);

  const report = JSON.parse(readFileSync(join(folder, "report.json"), "utf8"));
  assert.deepEqual(report, {
    serve: { page: 200, upload: "imported", hits: 1, exit: 0 },
    command: 1,
    library: 1,
    questions: [],
  });

  const calls = ["serve", "command", "library"].flatMap((program) =>
    readFileSync(join(folder, `${program}.trace`), "utf8")
      .split("\n")
      .map((line) => ({ program, text: line.replace(/^\d+ +/, "") })),
  );
  assert.ok(calls.some(({ text }) => text.startsWith("listen(")));
  const rings = calls.filter(({ text }) => text.startsWith("io_uring_setup(") && !text.includes("INJECTED"));
  assert.deepEqual(rings, [], "calls that strace does not see");
  const isLoopback = /inet_addr\("127\.|inet_pton\(AF_INET6, "::1"/;
  const sockets = calls.filter(
    ({ text }) =>
      (/sa_family=AF_INET/.test(text) && (!isLoopback.test(text) || /htons\(53\)/.test(text))) ||
      /sa_family=AF_UNIX, sun_path/.test(text),
  );
  assert.deepEqual(
    sockets,
    [],
    "sockets to other computers, questions for an address, and sockets of other programs",
  );
  const written = calls.flatMap((call) => writesOf(call).map((path) => ({ program: call.program, path })));
  assert.ok(written.some(({ path }) => /archive\/recordings\/[^/]+\.opus$/.test(path)));
  const outside = written.filter(({ path }) => !mayBeWritten(path, folder));
  assert.deepEqual([...new Set(outside.map(({ program, path }) => `${program} ${path}`))], []);
  assert.deepEqual(readdirSync(join(folder, "home/.cache")), ["fonoteka"]);
  assert.deepEqual(readdirSync(join(folder, "tmp")), []);
});
