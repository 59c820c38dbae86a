/** What a process did to the files of one folder, in order, as strace saw it. */

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

export type DiskStep =
  | { kind: "make-file"; path: string; truncate: boolean }
  | { kind: "write"; path: string; offset: number; bytes: Buffer }
  | { kind: "truncate"; path: string; byteLength: number }
  | { kind: "copy"; from: string; fromOffset: number; path: string; offset: number; byteLength: number }
  | { kind: "link"; from: string; path: string }
  | { kind: "rename"; from: string; path: string }
  | { kind: "remove"; path: string }
  | { kind: "make-folder"; path: string }
  /** Of a file, or of a folder's names. */
  | { kind: "sync"; path: string }
  /** The process said this on its output: what it promises from here on. */
  | { kind: "said"; line: string };

const traced =
  "openat,creat,close,write,pwrite64,writev,pwritev,lseek,ftruncate,fallocate,rename,renameat,renameat2,link,linkat,unlink,unlinkat,rmdir,mkdir,mkdirat,fsync,fdatasync,copy_file_range,sendfile,ioctl";

/** Runs a script in a process of its own and returns its steps below `folder`, and its lines on the standard output. */
export async function recordWrites(script: string, folder: string, workFolder: string): Promise<DiskStep[]> {
  const log = join(workFolder, "strace.log");
  const child = spawn(
    "strace",
    ["-f", "-y", "-xx", "-s", "100000000", "--seccomp-bpf", "-e", `trace=${traced}`, "-o", log].concat([
      process.execPath,
      "--input-type=module",
      "--eval",
      script,
    ]),
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let output = "";
  child.stdout.on("data", (data) => {
    output += data;
  });
  const status = await new Promise((resolve) => child.on("close", resolve));
  if (status !== 0) throw new Error(`the recorded script ended with ${status}\n${output}`);
  return parseSteps(readFileSync(log, "latin1"), folder);
}

/** Steps in the order in which the calls returned: a call that another thread interrupts is written in two parts. */
function parseSteps(log: string, folder: string): DiskStep[] {
  const steps: DiskStep[] = [];
  const offsets = new Map<string, number>();
  const begun = new Map<string, string>();
  for (const line of log.split("\n")) {
    const [, thread, rest] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (!thread || !rest) continue;
    const unfinished = rest.indexOf(" <unfinished ...>");
    if (unfinished >= 0) {
      begun.set(thread, rest.slice(0, unfinished));
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest)?.[1];
    const call = /^(\w+)\((.*)\) += (-?\d+)/.exec(resumed === undefined ? rest : begun.get(thread) + resumed);
    if (!call || call[3]!.startsWith("-")) continue;
    readCall(
      { name: call[1]!, parts: splitArguments(call[2]!), result: Number(call[3]) },
      offsets,
      (step) => {
        const isBelow = "path" in step && step.path.startsWith(`${folder}/`);
        if (
          isBelow ||
          step.kind === "said" ||
          ("path" in step && step.path === folder && step.kind === "sync")
        )
          steps.push(step);
      },
    );
  }
  return steps;
}

type Call = { name: string; parts: string[]; result: number };

function readCall(
  { name, parts, result }: Call,
  offsets: Map<string, number>,
  add: (step: DiskStep) => void,
) {
  const handle = (part: string) => {
    const [, number = "", path = ""] = /^(\d+)<(.*)>$/.exec(part) ?? [];
    return { number, path: text(path) };
  };
  const path = (part: string) => text(part.slice(1, -1));
  const first = parts[0] ?? "";
  if (name === "openat") {
    const flags = parts[2] ?? "";
    offsets.set(String(result), 0);
    if (flags.includes("O_CREAT") || flags.includes("O_TRUNC"))
      add({ kind: "make-file", path: path(parts[1]!), truncate: flags.includes("O_TRUNC") });
  } else if (name === "write" || name === "pwrite64") {
    const { number, path: file } = handle(first);
    const bytes = Buffer.from(text(parts[1]!.slice(1, -1)), "latin1").subarray(0, result);
    if (number === "1") {
      for (const line of bytes.toString("utf8").split("\n").filter(Boolean)) add({ kind: "said", line });
      return;
    }
    const offset = name === "pwrite64" ? Number(parts[3]) : (offsets.get(number) ?? 0);
    if (name === "write") offsets.set(number, offset + result);
    add({ kind: "write", path: bytesToPath(file), offset, bytes });
  } else if (name === "ftruncate") {
    add({ kind: "truncate", path: bytesToPath(handle(first).path), byteLength: Number(parts[1]) });
  } else if (name === "copy_file_range" || name === "sendfile") {
    const isSend = name === "sendfile";
    const [from, to] = isSend ? [parts[1]!, first] : [first, parts[2]!];
    const given = isSend ? parts[2]! : parts[1]!;
    const fromOffset = Number(/\d+/.exec(given)?.[0] ?? 0);
    const { number, path: file } = handle(to);
    const offset = offsets.get(number) ?? 0;
    offsets.set(number, offset + result);
    add({
      kind: "copy",
      from: bytesToPath(handle(from).path),
      fromOffset,
      path: bytesToPath(file),
      offset,
      byteLength: result,
    });
  } else if (name === "fsync" || name === "fdatasync") {
    add({ kind: "sync", path: bytesToPath(handle(first).path) });
  } else if (name === "rename" || name === "link") {
    add({ kind: name, from: bytesToPath(path(first)), path: bytesToPath(path(parts[1]!)) });
  } else if (name === "unlink" || name === "rmdir") {
    add({ kind: "remove", path: bytesToPath(path(first)) });
  } else if (name === "unlinkat") {
    add({ kind: "remove", path: bytesToPath(path(parts[1]!)) });
  } else if (name === "mkdir") {
    add({ kind: "make-folder", path: bytesToPath(path(first)) });
  } else if (["writev", "pwritev", "renameat", "renameat2", "linkat", "fallocate"].includes(name)) {
    throw new Error(`${name} is not read here yet: ${parts.join(", ").slice(0, 200)}`);
  }
}

/** Arguments at the top level: commas inside quotes, brackets and braces do not separate. */
function splitArguments(list: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let isQuoted = false;
  let start = 0;
  for (let at = 0; at < list.length; at++) {
    const letter = list[at];
    if (letter === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (letter === "[" || letter === "{" || letter === "<") depth++;
    else if (letter === "]" || letter === "}" || letter === ">") depth--;
    else if (letter === "," && depth === 0) {
      parts.push(list.slice(start, at).trim());
      start = at + 1;
    }
  }
  return [...parts, list.slice(start).trim()];
}

/** `\x2f` → the byte, as a character of Latin-1. */
function text(escaped: string): string {
  return escaped.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

const bytesToPath = (name: string) => Buffer.from(name, "latin1").toString("utf8");
