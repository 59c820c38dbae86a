import assert from "node:assert/strict";
import { test } from "node:test";
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
  for (const name of ["Recording", "CompactTranscript", "SearchAnswer", "Job", "Upload", "Error"])
    assert.ok(document.components.schemas[name], name);
});
