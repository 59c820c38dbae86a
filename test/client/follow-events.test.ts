import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient } from "../../src/client/client.ts";
import type { ServerEvent } from "../../src/server/api-types.ts";
import { listen } from "../../src/server/start-server.ts";
import { openServer, talk } from "../server/open-server.ts";

test("the client follows events over a socket and connects again when the server was away", async (t) => {
  const { archive, client, server } = await openServer(t);
  const [outcome] = await Array.fromAsync(archive.import([talk]));
  assert.ok(outcome?.status === "imported");
  let listening = await listen(server, { port: 0 });
  const port = Number(new URL(listening.url).port);
  const stop = new AbortController();
  const seen: ServerEvent["type"][] = [];
  let wake = () => {};
  const following = createClient({ baseUrl: listening.url }).events(
    (event) => {
      seen.push(event.type);
      wake();
    },
    { signal: stop.signal },
  );
  const seenAtLeast = async (count: number) => {
    while (seen.length < count)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  };
  await seenAtLeast(1);
  await client.updateRecording(outcome.recording.id, { title: "one" });
  await seenAtLeast(2);
  await listening.close();
  await client.updateRecording(outcome.recording.id, { title: "two" });
  listening = await listen(server, { port });
  await seenAtLeast(3);
  assert.deepEqual(seen, ["hello", "recording", "recording"], "what happened meanwhile is told");
  stop.abort();
  await following;
  await listening.close();
});
