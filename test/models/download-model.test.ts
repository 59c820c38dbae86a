import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { type ErrorCode, isArchiveError } from "../../src/errors.ts";
import { type DownloadOptions, downloadModel } from "../../src/models/download-model.ts";
import { getModelFiles } from "../../src/models/model-files.ts";
import { type EmbeddingModel, getEmbeddingModel } from "../../src/models/registry.ts";
import { LoopbackHub } from "./loopback-hub.ts";

const weights = randomBytes(400_000);
const tokenizer = Buffer.from(JSON.stringify({ model: { type: "WordPiece" } }));
const fileOf = (path: string, bytes: Buffer) => ({
  path,
  byteLength: bytes.length,
  sha256: createHash("sha256").update(bytes).digest("hex"),
});

/** A registry entry like those of the downloadable models, small enough for a test. */
const model: EmbeddingModel = {
  ...getEmbeddingModel("BGESmallENV15"),
  name: "Small",
  hub: { repo: "someone/small", revision: "abcdef0123456789" },
  files: [fileOf("onnx/model.onnx", weights), fileOf("tokenizer.json", tokenizer)],
};
const base = "/someone/small/resolve/abcdef0123456789";

let hub: LoopbackHub;
let address: string;
let cacheFolder: string;
const targetOf = (path: string) => join(cacheFolder, "Small", "abcdef012345", path);

beforeEach(async () => {
  hub = new LoopbackHub({ [`${base}/onnx/model.onnx`]: weights, [`${base}/tokenizer.json`]: tokenizer });
  address = await hub.listen();
  cacheFolder = mkdtempSync(join(tmpdir(), "fonoteka-models-"));
});
afterEach(async () => {
  await hub.close();
  rmSync(cacheFolder, { recursive: true, force: true });
});

const download = (options: Partial<DownloadOptions> = {}) =>
  downloadModel(model, { cacheFolder, hub: address, backoffMs: 1, stallMs: 3000, ...options });

const fails =
  (code: ErrorCode, message: RegExp, hint: RegExp = /./) =>
  (error: unknown) => {
    assert.ok(isArchiveError(error, code), String(error));
    assert.match(error.message, message);
    assert.match(error.hint, hint);
    return true;
  };

/** The whole model lies in the cache, right, with nothing beside it. */
function assertWhole(): void {
  assert.ok(readFileSync(targetOf("onnx/model.onnx")).equals(weights));
  assert.ok(readFileSync(targetOf("tokenizer.json")).equals(tokenizer));
  assert.deepEqual(filesIn(cacheFolder), ["model.onnx", "tokenizer.json"]);
}
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .toSorted();

describe("downloading a model", () => {
  test("downloads every file under its name, with progress that ends at the model's size", async () => {
    const seen: number[] = [];
    let total = 0;
    const files = await download({
      onProgress: ({ receivedBytes, totalBytes }) => {
        seen.push(receivedBytes);
        total = totalBytes;
      },
    });
    assertWhole();
    assert.equal(files.folder, join(cacheFolder, "Small", "abcdef012345"));
    assert.deepEqual(files, getModelFiles(model, cacheFolder));
    assert.equal(total, weights.length + tokenizer.length);
    assert.equal(seen.at(-1), total);
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => a - b),
    );
    assert.ok(seen.length > 3, "progress within a file");
  });

  test("a complete file is not requested again", async () => {
    await download();
    hub.requests.length = 0;
    await download();
    assert.deepEqual(hub.requests, []);
  });

  test("follows the hub's redirects to its store", async () => {
    hub.redirects = true;
    hub.mishaps = [{ kind: "cut", after: 100_000 }];
    await download();
    assertWhole();
    assert.ok(hub.requests.every((request) => request.path.startsWith("/cdn/")));
    assert.equal(hub.requests[1]!.status, 206, "the range must survive the redirect");
  });

  test("a bundled model needs no hub", async () => {
    const bundled = getEmbeddingModel("multilingual-e5-small-ru-en");
    const files = await downloadModel(bundled, { cacheFolder, hub: address });
    assert.ok(existsSync(join(files.folder, bundled.modelFile)));
    assert.deepEqual(hub.requests, []);
  });
});

describe("a connection that breaks", () => {
  test("resumes where it stopped", async () => {
    hub.mishaps = [
      { kind: "cut", after: 150_000 },
      { kind: "cut", after: 100_000 },
    ];
    await download();
    assertWhole();
    const [first, second, third] = hub.requests;
    assert.equal(first!.range, undefined);
    assert.equal(second!.range, "bytes=150000-");
    assert.equal(third!.range, "bytes=250000-");
  });

  test("resumes at the next call, after the program has ended", async () => {
    const stop = new AbortController();
    hub.mishaps = [{ kind: "stall", after: 200_000 }];
    const first = download({
      signal: stop.signal,
      onProgress: ({ receivedBytes }) => {
        if (receivedBytes >= 200_000) stop.abort();
      },
    });
    await assert.rejects(first, fails("cancelled", /download of model Small/));
    assert.ok(!existsSync(targetOf("onnx/model.onnx")), "nothing half-made under the final name");
    assert.throws(
      () => getModelFiles(model, cacheFolder),
      fails("model-missing", /Small/, /models pull Small/),
    );
    await download();
    assert.equal(hub.requests[1]!.range, "bytes=200000-");
    assertWhole();
  });

  test("starts again when the server ignores ranges", async () => {
    hub.mishaps = [{ kind: "cut", after: 150_000 }];
    hub.ignoresRanges = true;
    await download();
    assertWhole();
    assert.deepEqual(
      hub.requests.slice(0, 2).map((request) => request.status),
      [200, 200],
    );
  });

  for (const ignoresIfRange of [false, true]) {
    test(`starts again when the file has changed meanwhile${ignoresIfRange ? " and the server does not say so" : ""}`, async () => {
      mkdirSync(dirname(targetOf("onnx/model.onnx")), { recursive: true });
      writeFileSync(`${targetOf("onnx/model.onnx")}.part`, Buffer.alloc(150_000));
      writeFileSync(`${targetOf("onnx/model.onnx")}.part.etag`, '"v0"');
      hub.ignoresIfRange = ignoresIfRange;
      await download();
      assertWhole();
      assert.equal(hub.requests[0]!.range, "bytes=150000-");
    });
  }

  test("a partial file that is too long or wrong does no harm", async () => {
    mkdirSync(dirname(targetOf("onnx/model.onnx")), { recursive: true });
    for (const length of [weights.length, weights.length + 1000]) {
      writeFileSync(`${targetOf("onnx/model.onnx")}.part`, Buffer.alloc(length));
      await download();
      assertWhole();
      rmSync(join(cacheFolder, "Small"), { recursive: true });
      mkdirSync(dirname(targetOf("onnx/model.onnx")), { recursive: true });
    }
  });

  test("a download from a server without entity tags resumes, and the hash decides", async () => {
    hub.sendsTags = false;
    hub.mishaps = [{ kind: "cut", after: 150_000 }];
    await download();
    assertWhole();
    assert.equal(hub.requests[1]!.status, 206);
  });

  test("a silent connection is closed and tried again", async () => {
    hub.mishaps = [
      { kind: "stall", after: 100_000 },
      { kind: "stall", after: 0 },
    ];
    await download({ stallMs: 100 });
    assertWhole();
    assert.equal(hub.requests.filter((request) => request.path.endsWith("model.onnx")).length, 3);
  });

  test("a slow connection that keeps sending is not closed", async () => {
    hub.delayMs = 60;
    await download({ stallMs: 600 });
    assertWhole();
    assert.equal(hub.requests.length, 2);
  });

  test("any number of interruptions is allowed as long as there is progress", async () => {
    hub.mishaps = Array.from({ length: 6 }, () => ({ kind: "cut", after: 66_000 }) as const).slice(0, 6);
    await download();
    assertWhole();
  });
});

describe("a hub that misbehaves", () => {
  test("errors of the server are tried again", async () => {
    hub.mishaps = [500, 503, 429].map((status) => ({ kind: "status", status }));
    await download();
    assertWhole();
  });

  test("lasting errors give one clear error with a hint", async () => {
    hub.mishaps = Array.from({ length: 50 }, () => ({ kind: "status", status: 503 }));
    await assert.rejects(
      download(),
      fails("model-download", /model Small: onnx\/model\.onnx: .*127\.0\.0\.1.*503/, /try again/),
    );
    assert.equal(hub.requests.length, 5);
  });

  test("a model that the hub does not have fails at once", async () => {
    hub.mishaps = [{ kind: "status", status: 404 }];
    await assert.rejects(download(), fails("model-download", /404/, /mirror/));
    assert.equal(hub.requests.length, 1);
  });

  test("a file damaged on the way is downloaded again", async () => {
    hub.mishaps = [{ kind: "corrupt" }];
    await download();
    assertWhole();
  });

  test("another file than expected is refused and never gets its name", async () => {
    hub.mishaps = [{ kind: "corrupt" }, { kind: "corrupt" }];
    await assert.rejects(download(), fails("model-download", /SHA-256/, /hub/));
    assert.deepEqual(filesIn(cacheFolder), []);
  });

  test("more bytes than expected are refused", async () => {
    hub.mishaps = Array.from({ length: 10 }, () => ({ kind: "surplus" }));
    await assert.rejects(download(), fails("model-download", /more bytes than expected/));
    assert.deepEqual(filesIn(cacheFolder), []);
  });

  test("no server gives one clear error", async () => {
    await hub.close();
    await assert.rejects(download(), fails("model-download", /refused/, /connection/));
    const unknown = download({ hub: "http://no-such-host.invalid" });
    await assert.rejects(
      unknown,
      fails("model-download", /no-such-host\.invalid failed: no network/, /connection/),
    );
  });

  test("an invalid address is invalid input", async () => {
    for (const wrong of ["huggingface.co", "ftp://hub", ""]) {
      await assert.rejects(download({ hub: wrong }), fails("invalid-input", /not an HTTP address/));
    }
  });

  test("an address may end in a slash or have a path of its own", async () => {
    await download({ hub: `${address}/` });
    assertWhole();
    await assert.rejects(
      download({ hub: `${address}/mirror/`, cacheFolder: join(cacheFolder, "b") }),
      fails("model-download", /404/),
    );
    assert.equal(hub.requests.at(-1)!.path, `/mirror${base}/onnx/model.onnx`);
  });
});

/** Downloads the model in another process; `limit` is a shell command that runs before it. */
function downloadInChild(limit = "true"): Promise<{ code: number | null; output: string }> {
  const module = join(import.meta.dirname, "../../src/models/download-model.ts");
  const script = `
    const { downloadModel } = await import(${JSON.stringify(module)});
    const options = ${JSON.stringify({ cacheFolder, hub: address })};
    try {
      const files = await downloadModel(${JSON.stringify(model)}, options);
      process.stdout.write(files.contentHash);
    } catch (error) {
      process.stdout.write(error.code + ": " + error.message + ": " + error.hint);
    }`;
  return new Promise((resolve, reject) => {
    const node = [process.execPath, "--input-type=module", "--eval", script];
    const child = spawn("sh", ["-c", `${limit} && exec "$@"`, "sh", ...node]);
    let output = "";
    child.stdout.on("data", (data) => (output += data));
    child.stderr.on("data", (data) => (output += data));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}

describe("the place it is written to", () => {
  test("a full disk is reported as such, and what was received is kept for the next attempt", async () => {
    // A limit on the size of files fails a write just as a full disk does.
    const { output } = await downloadInChild("ulimit -f 200");
    assert.match(output, /^disk-full: .*model\.onnx: .*: .*disk/);
    assert.ok(!existsSync(targetOf("onnx/model.onnx")));
    assert.equal(readFileSync(`${targetOf("onnx/model.onnx")}.part`).length % 512, 0);
    await download();
    assertWhole();
    assert.match(hub.requests[1]!.range!, /^bytes=\d{5,}-$/);
  });

  test("the error names a folder that cannot be created", async () => {
    const blocked = join(cacheFolder, "a-file");
    writeFileSync(blocked, "");
    await assert.rejects(download({ cacheFolder: blocked }), fails("not-found", /a-file/));
  });

  test("cancelled before it starts, it requests nothing", async () => {
    await assert.rejects(download({ signal: AbortSignal.abort() }), fails("cancelled", /Small/));
    assert.deepEqual(hub.requests, []);
    assert.deepEqual(filesIn(cacheFolder), []);
  });
});

describe("several that want the same model", () => {
  test("two calls and two processes get one correct model, downloaded once", async () => {
    hub.delayMs = 20;
    const [one, two, three, four] = await Promise.all([
      downloadInChild(),
      downloadInChild(),
      download({ stallMs: 5000 }),
      download({ stallMs: 5000 }),
    ]);
    assertWhole();
    for (const child of [one, two]) assert.deepEqual(child, { code: 0, output: three.contentHash });
    assert.equal(four.contentHash, three.contentHash);
    assert.equal(hub.requests.length, 2, JSON.stringify(hub.requests));
  });

  test("a process killed in the middle leaves a partial file that the next one resumes", async () => {
    hub.mishaps = [{ kind: "stall", after: 300_000 }];
    const part = `${targetOf("onnx/model.onnx")}.part`;
    const module = join(import.meta.dirname, "../../src/models/download-model.ts");
    const script = `
      const { downloadModel } = await import(${JSON.stringify(module)});
      await downloadModel(${JSON.stringify(model)}, {
        ...${JSON.stringify({ cacheFolder, hub: address })},
        onProgress: ({ receivedBytes }) => receivedBytes >= 300000 && process.kill(process.pid, "SIGKILL"),
      });`;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", script]);
    await new Promise((resolve) => child.on("close", resolve));
    assert.equal(readFileSync(part).length, 300_000);
    assert.ok(existsSync(`${targetOf("onnx/model.onnx")}.lock`), "its lock is left behind");
    await download();
    assertWhole();
    assert.equal(hub.requests[1]!.range, "bytes=300000-");
  });
});
