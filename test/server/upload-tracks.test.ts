import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tone } from "../audio/opus/opus-fixtures.ts";
import { until } from "../service/open-temp-service.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { writeTracks } from "../support/write-tracks.ts";
import { openServer } from "./open-server.ts";
import { createUpload } from "./tus-requests.ts";

test("a client is offered the other sound tracks of a file, imports one, and sees which recording is which", async (t) => {
  const { client, send, service } = await openServer(t);
  const path = await writeTracks(join(tempFolder(t), "talk.mov"), [
    { samples: tone(1, { hz: 300 }), codec: "pcm-s16", language: "eng" },
    { samples: tone(1, { hz: 600 }), codec: "pcm-s16", language: "rus" },
  ]);
  const file = new Blob([readFileSync(path)]);
  const outcome = await client.uploadFile(file, { name: "talk.mov", offerTracks: true });
  assert.ok(outcome.status === "imported" && outcome.recording.sourceTrack === 1);
  const [kept, ...others] = (await client.listUploads()).uploads;
  assert.deepEqual(others, []);
  assert.deepEqual(
    kept?.tracks?.map(({ number, language, state }) => ({ number, language, state })),
    [{ number: 2, language: "rus", state: "offered" }],
  );
  assert.equal((await client.importUploadTracks(kept!.id, [2])).id, kept!.id);
  await until(service, async () => (await client.listUploads()).uploads.length === 0);
  const { tracks } = await client.getRecording(outcome.recording.id);
  assert.deepEqual(
    tracks.map(({ number, recordingId }) => [number, recordingId]),
    [
      [1, 1],
      [2, 2],
    ],
  );
  const json = { "content-type": "application/json" };
  const post = (body: unknown) =>
    send(`/api/uploads/${kept!.id}/tracks`, { method: "POST", headers: json, body: JSON.stringify(body) });
  for (const wrong of [{}, { tracks: [] }, { tracks: [0] }, { tracks: ["2"] }, { tracks: [9] }])
    assert.equal((await post(wrong)).status, 400, JSON.stringify(wrong));
  for (const track of ["0", "x", "1.5"])
    assert.equal((await createUpload({ send }, { filename: "a.mov", track }, 10)).status, 400, track);
});
