import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient } from "../../src/client/client.ts";
import { openServer } from "./open-server.ts";

type Operation = {
  summary?: string;
  tags?: string[];
  parameters?: { name: string; in: string }[];
  responses: Record<string, { description: string }>;
};
type Document = { openapi: string; paths: Record<string, Record<string, Operation>> };

test("the OpenAPI document describes every route that the server answers, each with a summary and its parameters", async (t) => {
  const { send, server } = await openServer(t);
  const document = (await (await send("/api/openapi.json")).json()) as Document;
  assert.equal(document.openapi, "3.1.0");
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const answered = server.app.routes
    .filter(({ method, path }) => method !== "ALL" && path.startsWith("/api/"))
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
  assert.deepEqual(described.sort(), [...new Set(answered)].sort());
  assert.ok(described.length >= 30);
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(methods)) {
      const where = `${method} ${path}`;
      assert.ok(operation.summary && operation.tags?.length === 1, where);
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const declared = (operation.parameters ?? [])
        .filter((one) => one.in === "path")
        .map(({ name }) => name);
      assert.deepEqual(declared, named, where);
      assert.ok(
        Object.values(operation.responses).every(({ description }) => description !== ""),
        where,
      );
    }
});

test("every reference inside the OpenAPI document leads somewhere", async (t) => {
  const { send } = await openServer(t);
  const text = await (await send("/api/openapi.json")).text();
  const document = JSON.parse(text) as { components: { schemas: Record<string, unknown> } };
  for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g))
    assert.ok(document.components.schemas[name!], name);
  for (const name of ["Recording", "Transcript", "SearchAnswer", "Job", "Upload", "Error"])
    assert.ok(document.components.schemas[name], name);
});

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

test("the reference page names every route and asks no other host for anything", async (t) => {
  const { send } = await openServer(t);
  const page = await send("/api/reference");
  assert.match(page.headers.get("content-type")!, /^text\/html/);
  const html = await page.text();
  const { paths } = (await (await send("/api/openapi.json")).json()) as Document;
  for (const [path, methods] of Object.entries(paths))
    for (const method of Object.keys(methods))
      assert.ok(html.includes(`${method.toUpperCase()} ${path}<`), path);
  assert.doesNotMatch(html, /<script|src=|url\(|@import|https?:\/\//);
});
