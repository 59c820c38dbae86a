import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { browserCommand } from "../../src/cli/browser-command.ts";
import { parseByteSize } from "../../src/cli/parse-byte-size.ts";
import { createClient } from "../../src/client/client.ts";
import { runFonoteka, startFonoteka } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { startServe } from "./start-serve.ts";

test("sizes are read as people write them", () => {
  const sizes: [string, number][] = [
    ["1048576", 1048576],
    ["500MB", 500 * 1024 ** 2],
    ["8 GiB", 8 * 1024 ** 3],
    ["1.5k", 1536],
  ];
  for (const [text, byteLength] of sizes) assert.equal(parseByteSize(text), byteLength, text);
  for (const text of ["", "0", "-1", "MB", "1e9", "5 XB"])
    assert.throws(() => parseByteSize(text), { code: "invalid-input" }, text);
});

test("the browser is opened by the system's own command, and not where there is no screen", () => {
  const url = "http://127.0.0.1:4321/";
  assert.deepEqual(browserCommand(url, "darwin", false), ["open", url]);
  assert.deepEqual(browserCommand(url, "linux", true), ["xdg-open", url]);
  assert.equal(browserCommand(url, "linux", false), undefined);
  assert.equal(browserCommand(url, "win32", false)?.[0], "cmd");
});

test("on another address than loopback it prints an address with a token, which opens what is closed without it", async (t) => {
  const { url } = await startServe(t, join(tempFolder(t), "archive"), ["--host", "0.0.0.0"]);
  const token = new URL(url).searchParams.get("token")!;
  assert.ok(token.length >= 32);
  const local = `http://127.0.0.1:${new URL(url).port}`;
  assert.equal((await fetch(`${local}/api/status`)).status, 401);
  const answer = await fetch(`${local}/api/status`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(answer.status, 200);
  // No option was given for the log, so none of its settings comes from the command line.
  const { settings } = await createClient({ baseUrl: local, token }).settings();
  const logs = settings.filter(({ name }) => name.startsWith("log"));
  assert.deepEqual(
    logs.map(({ value, origin }) => [value, origin]),
    [
      ["info", "default"],
      ["text", "default"],
    ],
  );
});

test("a port that is taken is said with what to do", async (t) => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  t.after(() => other.close());
  const { port } = other.address() as AddressInfo;
  const words = ["--archive", join(tempFolder(t), "archive"), "serve", "--no-open", "--port", String(port)];
  const { status, stderr } = await runFonoteka(words);
  assert.notEqual(status, 0);
  assert.match(stderr, /another program listens there/);
  assert.match(stderr, /--port/);
});

test("the server logs to stderr: as text, as JSON, at the level of the settings, or not at all", async (t) => {
  const folder = join(tempFolder(t), "archive");
  const serve = async (words: string[], env: Record<string, string> = {}) => {
    const all = ["--archive", folder, "serve", "--port", "0", "--no-open", "--no-work", ...words];
    const { child, finished } = startFonoteka(all, { env });
    await once(child.stdout!, "data");
    child.kill("SIGTERM");
    return (await finished).stderr.trim();
  };
  assert.match(await serve([]), /^\S+Z info server-listening port=\d+$/m);
  const records = (await serve(["--log", "json"])).split("\n").map((line) => JSON.parse(line));
  assert.equal(records.find(({ event }) => event === "server-listening").level, "info");
  assert.doesNotMatch(await serve(["--log", "off"]), /server-listening/);
  assert.doesNotMatch(await serve([], { FONOTEKA_LOG_LEVEL: "error" }), /server-listening/);
});
