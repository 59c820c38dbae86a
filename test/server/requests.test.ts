import assert from "node:assert/strict";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { archiveError, toErrorInfo } from "../../src/errors.ts";
import { hideInResource } from "../../src/server/hide-folder.ts";
import { type OpenServer, openServer, openTranscribed } from "./open-server.ts";
import { createUpload, headUpload } from "./tus-requests.ts";

type Refusal = {
  code: string;
  reason: string;
  values: Record<string, unknown>;
  message: string;
  hint: string;
};

async function refused(answer: Response): Promise<[number, string, Refusal["values"]]> {
  const { error } = (await answer.json()) as { error: Refusal };
  assert.doesNotMatch(error.message, /Too big|Too small|Invalid input|expected string/);
  return [answer.status, error.reason, error.values];
}

const sendJson = (
  { send }: OpenServer,
  path: string,
  method: string,
  body: unknown,
  type = "application/json",
) =>
  send(path, {
    method,
    headers: { "content-type": type },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

test("what is wrong in a request is told by a name of its own, with the field and its limit", async (t) => {
  const opened = await openTranscribed(t);
  const { send, id } = opened;
  const change = (body: unknown) => sendJson(opened, `/api/recordings/${id}`, "PATCH", body);
  const longTitle = await refused(await change({ title: "а".repeat(1500) }));
  assert.deepEqual(longTitle, [400, "value-too-long", { field: "title", max: 1000 }]);
  const manyTags = await refused(await change({ tags: Array.from({ length: 201 }, String) }));
  assert.deepEqual(manyTags, [400, "too-many-values", { field: "tags", max: 200 }]);
  const longTag = await refused(await change({ tags: ["x".repeat(201)] }));
  assert.deepEqual(longTag, [400, "value-too-long", { field: "tags", max: 200 }]);
  assert.deepEqual(await refused(await change({ title: 5 })), [
    400,
    "value-invalid",
    { field: "title", expected: "a text" },
  ]);
  assert.deepEqual(await refused(await change({})), [400, "nothing-to-change", {}]);
  assert.deepEqual(await refused(await change({ id: 2 })), [400, "field-unknown", { field: "id" }]);
  assert.deepEqual(await refused(await change("{")), [400, "body-not-json", {}]);
  const cases: [string, string, Refusal["values"]][] = [
    ["/api/recordings?limit=0", "value-too-small", { field: "limit", min: 1 }],
    ["/api/recordings?limit=501", "value-too-large", { field: "limit", max: 500 }],
    ["/api/recordings?limit=1e3", "value-invalid", { field: "limit", expected: "a whole number" }],
    [
      "/api/recordings?language=Russian",
      "value-invalid",
      { field: "language", expected: "a language code such as ru" },
    ],
    ["/api/search", "value-missing", { field: "q" }],
    ["/api/search?q=", "query-empty", {}],
    [
      "/api/search?q=a&mode=x",
      "value-not-known",
      { field: "mode", known: "hybrid, keyword, semantic, rerank" },
    ],
  ];
  for (const [path, reason, values] of cases)
    assert.deepEqual(await refused(await send(path)), [400, reason, values], path);
});

test("a query parameter that no route knows is refused as a field of a body is", async (t) => {
  const { send } = await openServer(t);
  const expected = [400, "field-unknown", { field: "lang" }];
  for (const path of ["/api/search?q=a&lang=ru", "/api/recordings?lang=ru", "/api/status?lang=ru"])
    assert.deepEqual(await refused(await send(path)), expected, path);
  assert.equal((await send("/api/recordings?limit=1", { method: "HEAD" })).status, 200);
});

test("a query of thousands of letters is searched by its beginning, and a note says so", async (t) => {
  const { client } = await openTranscribed(t);
  const search = (letters: number) => client.search({ q: `honey ${"а".repeat(letters)}`, mode: "keyword" });
  const { hits, notes } = await search(11_000);
  // More would not fit in an address over a real connection.
  await assert.rejects(search(13_000), { reason: "value-too-long" });
  assert.equal(hits.length, 1);
  assert.ok(notes.some(({ code }) => code === "query-cut"));
});

test("a body of a type that a route does not read is refused with 415", async (t) => {
  const opened = await openTranscribed(t);
  const { id } = opened;
  const answer = await sendJson(opened, `/api/recordings/${id}`, "PATCH", { title: "x" }, "text/plain");
  assert.deepEqual(await refused(answer), [415, "content-type-not-accepted", {}]);
});

test("a language that no speech model knows is refused before a job begins", async (t) => {
  const opened = await openTranscribed(t);
  const { id } = opened;
  const answer = await sendJson(opened, `/api/recordings/${id}/transcribe`, "POST", { language: "zz" });
  const [status, reason, { language }] = await refused(answer);
  assert.deepEqual([status, reason, language], [400, "unknown-language", "zz"]);
  assert.deepEqual(await opened.service.jobs.list(), []);
});

test("uploads: an extension of tus that is not there is a mistake of the client; no header speaks of CORS; HEAD is allowed", async (t) => {
  const opened = await openServer(t);
  const deferred = await opened.send("/api/uploads", {
    method: "POST",
    headers: { "tus-resumable": "1.0.0", "upload-defer-length": "1" },
  });
  assert.deepEqual((await refused(deferred)).slice(0, 2), [400, "upload-invalid"]);
  const created = await createUpload(opened, { filename: "a.mp3" }, 100);
  const location = created.headers.get("location")!;
  const answers = [
    created,
    await headUpload(opened, location),
    await opened.send("/api/uploads", { method: "OPTIONS" }),
  ];
  for (const { headers } of answers)
    assert.deepEqual(
      [...headers.keys()].filter((name) => name.startsWith("access-control")),
      [],
    );
  const put = await opened.send(location, { method: "PUT" });
  assert.equal(put.status, 405);
  assert.match(put.headers.get("allow")!, /\bHEAD\b/);
});

test("no error tells where the archive lies on this machine", async (t) => {
  const { archive, client, send, id } = await openTranscribed(t);
  const live = await client.startLive({ mimeType: "audio/webm" });
  await client.appendLive(live.id, 0, new TextEncoder().encode("not audio at all, only text"));
  const answers = [
    await send(`/api/live/${live.id}/finish`, { method: "POST" }),
    await send(`/api/recordings/${id}/clip?startMs=500000&endMs=600000`),
  ];
  for (const answer of answers) {
    assert.ok(answer.status >= 400);
    const text = await answer.text();
    assert.ok(!text.includes(archive.folder), text);
  }
});

test("what a failed upload says holds no path of this machine", async (t) => {
  const { archive, send, service } = await openServer(t);
  const bytes = Buffer.from("no sound at all");
  const { id } = await service.uploads.create({ name: "a.mp3", byteLength: bytes.length });
  await service.uploads.append(id, new Blob([bytes]).stream(), 0);
  for (;;) {
    const text = await (await send(`/api/uploads/${id}`)).text();
    if (!text.includes("outcome")) {
      await new Promise((resolve) => setImmediate(resolve));
      continue;
    }
    assert.ok(!text.includes(archive.folder), text);
    break;
  }
});

test("an error inside a job or a recording shows no path of this machine either", () => {
  const folder = "/srv/archives/family";
  const paths = [
    [`${folder}/recordings/a.opus`, "recordings/a.opus"],
    [folder, "family"],
    [join(homedir(), ".cache/fonoteka/models/x.onnx"), ".cache/fonoteka/models/x.onnx"],
    [join(tmpdir(), "fonoteka-clip-1/clip.opus"), "fonoteka-clip-1/clip.opus"],
  ];
  for (const [path, shown] of paths) {
    const error = toErrorInfo(archiveError("recognition-failed", { path: path!, why: `no ${path}` }));
    const hidden = hideInResource({ id: "transcribe-1", error }, folder).error;
    assert.deepEqual(hidden.values, { path: shown, why: `no ${shown}` });
    assert.match(hidden.message, new RegExp(`^${shown}: `));
  }
});

test("the OpenAPI document names every operation, the token, and every field of an error", async (t) => {
  const { send } = await openServer(t);
  const document = (await (await send("/api/openapi.json")).json()) as {
    info: { description: string };
    paths: Record<string, Record<string, { operationId?: string }>>;
    components: { securitySchemes: Record<string, { type: string }> };
  };
  const ids = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map((one) => one.operationId),
  );
  assert.ok(ids.every((id) => id !== undefined));
  assert.equal(new Set(ids).size, ids.length);
  assert.ok(document.paths["/api/uploads/{id}"]?.head);
  assert.match(document.info.description, /code, reason, values, message, hint/);
  assert.equal(document.components.securitySchemes.token?.type, "http");
});
