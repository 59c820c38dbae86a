import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { withFileLock } from "../../src/models/file-lock.ts";

let folder: string;
let lock: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fonoteka-lock-"));
  lock = join(folder, "model.onnx.lock");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Long enough for a lock that is wrongly taken over to show; the test stops waiting by the signal, not by the clock. */
const patience = () => AbortSignal.timeout(500);

const nobody = async () => assert.fail("the lock is held by somebody else");

/** A process id of this machine that is no longer in use. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ["--eval", ""]);
  await new Promise((resolve) => child.on("close", resolve));
  return child.pid!;
}

describe("a lock is taken over", () => {
  test("at once from a process of this machine that has died", async () => {
    const module = join(import.meta.dirname, "../../src/models/file-lock.ts");
    const child = spawn(process.execPath, [
      "--input-type=module",
      "--eval",
      `const { withFileLock } = await import(${JSON.stringify(module)});
       await withFileLock(${JSON.stringify(lock)}, undefined, () => process.kill(process.pid, "SIGKILL"));`,
    ]);
    await new Promise((resolve) => child.on("close", resolve));
    assert.ok(existsSync(lock), "its lock is left behind");
    assert.equal(await withFileLock(lock, AbortSignal.timeout(5000), async () => "done"), "done");
    assert.ok(!existsSync(lock));
  });

  test("from any machine when it was not renewed for long", async () => {
    writeFileSync(lock, `elsewhere:${process.pid}:x`);
    utimesSync(lock, new Date(0), new Date(0));
    assert.equal(await withFileLock(lock, AbortSignal.timeout(5000), async () => "done"), "done");
  });
});

describe("a lock is waited for", () => {
  test("while its process lives", async () => {
    const order: string[] = [];
    let release = () => {};
    const first = withFileLock(lock, undefined, async () => {
      order.push("first");
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      order.push("first done");
    });
    const second = withFileLock(lock, undefined, async () => order.push("second"));
    await assert.rejects(withFileLock(lock, patience(), nobody));
    release();
    await Promise.all([first, second]);
    assert.deepEqual(order, ["first", "first done", "second"]);
  });

  test("when another machine holds it, whatever process ids there are on this one", async () => {
    writeFileSync(lock, `elsewhere:${await deadProcess()}:x`);
    await assert.rejects(withFileLock(lock, patience(), nobody));
    assert.equal(readFileSync(lock, "utf8").split(":")[0], "elsewhere");
  });

  test("until the wait is cancelled", async () => {
    writeFileSync(lock, "elsewhere:1:x");
    const cancel = new AbortController();
    const waiting = withFileLock(lock, cancel.signal, nobody);
    cancel.abort(new Error("cancelled"));
    await assert.rejects(waiting, /cancelled|aborted/);
  });
});

test("work that fails frees the lock and passes its error on", async () => {
  const failing = withFileLock(lock, undefined, async () => {
    throw new Error("no network");
  });
  await assert.rejects(failing, /no network/);
  assert.ok(!existsSync(lock));
});

test("a lock that was taken over meanwhile is left to its new holder", async () => {
  await withFileLock(lock, undefined, async () => writeFileSync(lock, "elsewhere:1:x"));
  assert.equal(readFileSync(lock, "utf8"), "elsewhere:1:x");
});
