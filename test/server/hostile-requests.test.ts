import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { listen } from "../../src/server/start-server.ts";
import { addSample, type OpenServer, openServer, talk } from "./open-server.ts";
import { createUpload } from "./tus-requests.ts";

type Rejection = { error: { code: string; reason: string } };

const sendJson = ({ send }: OpenServer, path: string, method: string, body: string) =>
  send(path, { method, headers: { "content-type": "application/json" }, body });

/** The answer to a request that is written as it is. */
function sendRaw(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let answer = "";
    socket.setEncoding("utf8").on("data", (text: string) => (answer += text));
    socket.on("close", () => resolve(answer)).on("error", reject);
    socket.write(request);
  });
}

async function openSocket(t: TestContext, options = {}) {
  const opened = await openServer(t, options);
  const listening = await listen(opened.server, { port: 0 });
  t.after(listening.close);
  return { ...opened, url: listening.url, port: Number(new URL(listening.url).port) };
}

test("two hosts, none, another one in an absolute address, and a preflight of another site get nothing", async (t) => {
  const { port } = await openSocket(t);
  const close = "Connection: close\r\n\r\n";
  const cases: [string, RegExp][] = [
    [`GET /api/status HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n${close}`, /^HTTP\/1.1 40[03]/],
    [`GET /api/status HTTP/1.1\r\n${close}`, /^HTTP\/1.1 40[03]/],
    [`GET /api/status HTTP/1.0\r\n\r\n`, /^HTTP\/1.1 40[03]/],
    [`GET http://evil.example/api/status HTTP/1.1\r\nHost: evil.example\r\n${close}`, /^HTTP\/1.1 403/],
    [
      `OPTIONS /api/recordings/1 HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\nAccess-Control-Request-Method: DELETE\r\n${close}`,
      /^HTTP\/1.1 403/,
    ],
  ];
  for (const [request, expected] of cases) {
    const answer = await sendRaw(port, request);
    assert.match(answer, expected, request);
    assert.doesNotMatch(answer, /access-control-allow/i);
    assert.doesNotMatch(answer, /"schemaVersion"/);
  }
});

test("no path and no parameter leads out of the archive or to an error of the server", async (t) => {
  const { send } = await openServer(t);
  const evils = [
    "..%2f..%2fdata.db",
    "%2e%2e",
    "..%5c..%5cdata.db",
    "1%00",
    "1;ls",
    "-1",
    "1e3",
    "0x1",
    "9999999999999999999",
    "%252e%252e%252f",
    "1%0d%0aSet-Cookie:a=b",
    "'%20or%201=1",
  ];
  const places = [
    "recordings/X",
    "recordings/X/audio",
    "recordings/1/audio?v=X",
    "recordings/X/clip?startMs=0&endMs=1",
    "recordings/X/export?format=txt",
    "recordings/1/export?format=X",
    "uploads/X",
    "models/X/pull",
    "transcriptions/X/current",
  ];
  for (const evil of evils)
    for (const place of places) {
      const method = /pull|current/.test(place) ? "POST" : "GET";
      const answer = await send(`/api/${place.replace("X", evil)}`, { method });
      assert.ok([400, 404, 405].includes(answer.status), `${place} ${evil}: ${answer.status}`);
      assert.equal(answer.headers.get("set-cookie"), null);
    }
});

test("17 forms of ranges, 2000 ranges and a header of 60 kB are answered as RFC 9110 says", async (t) => {
  const { archive, send } = await openServer(t);
  const id = await addSample(archive, talk);
  const length = readFileSync(archive.soundPath(id)).length;
  const status = async (range: string) => {
    const answer = await send(`/api/recordings/${id}/audio`, { headers: { range } });
    await answer.body?.cancel();
    return answer.status;
  };
  const forms: [number, string[]][] = [
    [206, ["bytes=0-", "bytes=0-0", "bytes=-1", "bytes= 0-9 , 20-29", "BYTES=0-1", `bytes=-${length * 9}`]],
    [416, [`bytes=${length}-`, "bytes=-0", "bytes=99999999999999999999-", `bytes=${length}-${length + 1}`]],
    [200, ["bytes=", "bytes=-", "bytes=9-1", "bytes=a-b", "bytes=0-1,x", "items=0-1", "bytes=1.5-2"]],
  ];
  for (const [expected, ranges] of forms)
    for (const range of ranges) assert.equal(await status(range), expected, range);
  const many = Array.from({ length: 2000 }, (_, index) => `${index}-${index + 1}`).join(",");
  assert.equal(await status(`bytes=${many}`), 206);
  assert.equal(await status(`bytes=${"9".repeat(60_000)}-`), 416);
});

test("deep JSON, keys of the prototype, line breaks and quotes do no harm", async (t) => {
  const opened = await openServer(t);
  const id = await addSample(opened.archive, talk);
  const change = async (body: string) => {
    const answer = await sendJson(opened, `/api/recordings/${id}`, "PATCH", body);
    return [answer.status, answer.ok ? "" : ((await answer.json()) as Rejection).error.reason];
  };
  assert.equal((await change(`{"title":${"[".repeat(400_000)}${"]".repeat(400_000)}}`))[0], 400);
  assert.equal((await change(`{"tags":${"[".repeat(400_000)}`))[0], 400);
  assert.equal((await change('{"__proto__":{"title":"x"}}'))[0], 400);
  assert.equal((await change('{"constructor":{"prototype":{"a":1}}}'))[0], 400);
  assert.equal(({} as { title?: string }).title, undefined);
  assert.deepEqual(await change(JSON.stringify({ title: 'a"\r\nSet-Cookie: b=c' })), [200, ""]);
  const file = await opened.send(`/api/recordings/${id}/clip?startMs=0&endMs=500`);
  assert.equal(file.headers.get("set-cookie"), null);
  assert.match(file.headers.get("content-disposition")!, /^attachment; filename="[\d_-]+ms\.opus"$/);
});

test("NUL and half a surrogate pair are rejected in titles, notes, tags, dates and queries, by one rule for all faces", async (t) => {
  const opened = await openServer(t);
  const { archive, client, send } = opened;
  const id = await addSample(archive, talk);
  const rejected = { code: "invalid-input", reason: "text-not-valid" };
  for (const text of ["a\0b", "\ud800", "b\udc00"]) {
    for (const changes of [{ title: text }, { notes: text }, { tags: ["fine", text] }, { createdAt: text }]) {
      assert.throws(() => archive.update(id, changes), rejected, JSON.stringify(changes));
      await assert.rejects(client.updateRecording(id, changes), rejected);
    }
    await assert.rejects(archive.search(text, { mode: "keyword" }), rejected);
    assert.throws(() => archive.import([talk], { title: text }), rejected);
  }
  const query = await send("/api/search?q=a%00b&mode=keyword");
  assert.deepEqual([query.status, ((await query.json()) as Rejection).error.reason], [400, "text-not-valid"]);
  await client.updateRecording(id, { title: "🐝 Пчёлы", tags: ["мёд 🍯"] });
  assert.deepEqual((await archive.status({ check: true })).problems, []);
});

test("hostile names of uploads stay names", async (t) => {
  const opened = await openServer(t);
  const names = [
    "../../data.db",
    "..\\..\\data.db",
    "/etc/passwd",
    "C:\\Windows\\a.wav",
    "about.json",
    "CON.wav",
    ".hidden",
    "a\u0000b.wav",
    "a\nb.wav",
    "\u202egnp.wav",
    "x".repeat(5000),
    "<img src=x onerror=alert(1)>.wav",
    "$(touch pwned).wav",
  ];
  for (const filename of names) {
    const { status, headers } = await createUpload(opened, { filename }, 10);
    assert.equal(status, 201, filename);
    const id = headers.get("location")!.split("/").at(-1)!;
    const inside = readdirSync(join(opened.archive.folder, "incoming", "uploads", id));
    assert.equal(inside.length, 2, filename);
    assert.ok(inside.includes("about.json") && inside.every((name) => Buffer.byteLength(name) <= 181));
  }
  assert.deepEqual(readdirSync(opened.archive.folder).sort(), [
    "data.db",
    "data.db-shm",
    "data.db-wal",
    "incoming",
    "recordings",
  ]);
  assert.equal((await opened.client.listUploads()).uploads.length, names.length);
});

test("500 connections at once are all answered", async (t) => {
  const { url } = await openSocket(t);
  const answers = await Promise.all(
    Array.from({ length: 500 }, async () => (await fetch(`${url}api/recordings?limit=1`)).status),
  );
  assert.deepEqual([...new Set(answers)], [200]);
});

test("more than a hundred listeners are refused with 409, and those who leave make room", async (t) => {
  const { send } = await openServer(t);
  const open = () => {
    const stop = new AbortController();
    return send("/api/events", { signal: stop.signal }).then((answer) => ({ answer, stop }));
  };
  const all = await Promise.all(Array.from({ length: 120 }, open));
  const statuses = all.map(({ answer }) => answer.status);
  assert.deepEqual(
    [statuses.filter((status) => status === 200).length, statuses.filter((status) => status === 409).length],
    [100, 20],
  );
  for (const { answer } of all) await answer.body?.cancel();
  const again = await open();
  assert.equal(again.answer.status, 200);
  await again.answer.body?.cancel();
});

test("a body that goes on after its answer keeps no connection", async (t) => {
  const { port } = await openSocket(t);
  const head = "Host: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n";
  const requests = [
    `GET /api/trash HTTP/1.1\r\n${head}\r\n{`,
    `POST /api/nothing HTTP/1.1\r\nOrigin: http://evil.example\r\n${head}\r\n{`,
    `PATCH /api/live/${"0".repeat(32)} HTTP/1.1\r\nUpload-Offset: 0\r\n${head}\r\n{`,
  ];
  // `sendRaw` resolves when the server closes: it would wait for ever otherwise.
  const answers = await Promise.all(requests.map((request) => sendRaw(port, request)));
  assert.deepEqual(
    answers.map((answer) => answer.slice(0, 12)),
    ["HTTP/1.1 200", "HTTP/1.1 403", "HTTP/1.1 404"],
  );
});
