import assert from "node:assert/strict";
import { test } from "node:test";
import { openServer, talk } from "./open-server.ts";

/** Reads as much of a stream as holds so many events. */
async function readEvents(response: Response, count: number): Promise<string> {
  const reader = response.body!.getReader();
  let text = "";
  while (text.split("\n\n").length <= count) text += new TextDecoder().decode((await reader.read()).value);
  await reader.cancel();
  return text;
}

test("a new listener gets hello, then what happens; one that comes back gets what it missed, from another run hello again", async (t) => {
  const { archive, client, send, server } = await openServer(t);
  const [outcome] = await Array.fromAsync(archive.import([talk]));
  assert.ok(outcome?.status === "imported");
  const { id } = outcome.recording;
  const stream = await send("/api/events");
  assert.match(stream.headers.get("content-type")!, /^text\/event-stream/);
  await client.updateRecording(id, { title: "one" });
  const text = await readEvents(stream, 2);
  const [hello, changed] = text.split("\n\n");
  assert.match(hello!, /^id: \w+-0\nevent: hello\ndata: \{"version":"[\d.]+"\}$/);
  assert.match(changed!, /^id: \w+-1\nevent: recording\ndata: \{"id":1,"change":"changed"\}$/);
  assert.equal(server.service.events.listenerCount, 0, "who left is forgotten");

  const lastId = /^id: (.*)$/m.exec(changed!)![1]!;
  await client.updateRecording(id, { title: "two" });
  const missed = await readEvents(await send("/api/events", { headers: { "last-event-id": lastId } }), 1);
  assert.match(missed, /^id: \w+-2\nevent: recording/);
  const foreign = await readEvents(await send("/api/events", { headers: { "last-event-id": "abc-1" } }), 1);
  assert.match(foreign, /event: hello/);
});
