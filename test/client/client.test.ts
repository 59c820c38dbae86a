import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createClient } from "../../src/client/client.ts";
import { openServer } from "../server/open-server.ts";

type Document = { paths: Record<string, Record<string, unknown>> };

test("the client calls no route that the document does not describe", async (t) => {
  const { send } = await openServer(t);
  const { paths } = (await (await send("/api/openapi.json")).json()) as Document;
  const patterns = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({
      method: method.toUpperCase(),
      pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
    })),
  );
  const called: string[] = [];
  const client = createClient({
    baseUrl: "http://localhost",
    fetch: async (input, init) => {
      const { pathname } = new URL(String(input));
      const method = init?.method ?? "GET";
      called.push(`${method} ${pathname}`);
      assert.ok(
        patterns.some((one) => one.method === method && one.pattern.test(pathname)),
        `${method} ${pathname}`,
      );
      return Response.json({ peaks: "", outcome: { status: "skipped", reason: "" } });
    },
  });
  const skipped = new Set(["uploadFile", "events"]);
  for (const [name, call] of Object.entries(client)) {
    if (skipped.has(name)) continue;
    const answer = (call as (...words: unknown[]) => unknown)(1, 2, new Uint8Array(1));
    if (typeof answer !== "string") await answer;
    else
      assert.ok(
        patterns.some(({ pattern }) => pattern.test(new URL(answer).pathname)),
        answer,
      );
  }
  assert.ok(called.length >= 25);
});
test("an id or a name cannot lead the client to another route", async (t) => {
  const { client } = await openServer(t);
  await assert.rejects(client.getUpload("../status"), { code: "invalid-input" });
  await assert.rejects(client.retryJob("../../trash?"), { code: "invalid-input" });
  await assert.rejects(client.pullModel("../../samples#"), { code: "not-found" });
});

test("without a server the client says that it does not answer", async () => {
  await assert.rejects(createClient({ baseUrl: "http://127.0.0.1:1" }).status(), { code: "unreachable" });
});

test("the client and what it imports need nothing of Node at run time, only packages made for browsers, too", () => {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const visit = (name: string) => {
    if (seen.has(name)) return;
    seen.add(name);
    const text = readFileSync(new URL(`../../src/client/${name}`, import.meta.url), "utf8");
    const imported = text.matchAll(/^(?:import|export) (type )?[^;]*?from "([^"]+)"|import\("([^"]+)"\)/gm);
    for (const [, isType, from, lazy] of imported) {
      const target = from ?? lazy!;
      if (isType) continue;
      if (target.startsWith("./")) visit(target.slice(2));
      else packages.add(target);
    }
  };
  visit("client.ts");
  assert.deepEqual([...packages].sort(), [
    "../messages/damage-notes.ts",
    "../messages/fill-message.ts",
    "eventsource-parser/stream",
    "hono/client",
    "tus-js-client",
  ]);
  assert.deepEqual([...seen].sort(), [
    "api-error.ts",
    "client.ts",
    "fetch-http-stack.ts",
    "follow-events.ts",
    "upload-file.ts",
  ]);
});

test("the whole client with its packages is built for a browser without a module of Node", async () => {
  const { build } = await import("vite");
  const built = await build({
    configFile: false,
    logLevel: "silent",
    build: {
      write: false,
      minify: false,
      lib: { entry: fileURLToPath(new URL("../../src/client/client.ts", import.meta.url)), formats: ["es"] },
    },
  });
  const chunks = [built]
    .flat()
    .flatMap((result) => ("output" in result ? result.output : []))
    .filter((part) => part.type === "chunk");
  assert.ok(chunks.length >= 2, "tus-js-client is a file of its own");
  for (const { fileName, moduleIds, imports } of chunks) {
    // What Vite puts in the place of a module of Node.
    assert.deepEqual(
      moduleIds.filter((id) => /browser-external|^node:/.test(id)),
      [],
      fileName,
    );
    assert.deepEqual(
      imports.filter((name) => !chunks.some((chunk) => chunk.fileName === name)),
      [],
      fileName,
    );
  }
});
