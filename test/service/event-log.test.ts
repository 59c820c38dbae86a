import assert from "node:assert/strict";
import { test } from "node:test";
import { EventLog, type ServiceEvent } from "../../src/service/event-log.ts";

const change = (id: number): ServiceEvent => ({ type: "recording", data: { id, change: "changed" } });

test("a listener hears what happens until it leaves; who comes back gets exactly what it missed", () => {
  const log = new EventLog();
  const heard: number[] = [];
  const leave = log.listen(({ event }) => event.type === "recording" && heard.push(event.data.id));
  const start = log.lastId;
  log.emit(change(1));
  const afterOne = log.lastId;
  leave();
  log.emit(change(2));
  assert.deepEqual(heard, [1]);
  assert.equal(log.listenerCount, 0);
  const missed = (id: string) => log.since(id)?.map(({ event }) => event.data.id);
  assert.deepEqual(missed(start), [1, 2]);
  assert.deepEqual(missed(afterOne), [2]);
  assert.deepEqual(missed(log.lastId), []);
});

test("ids of another process, of the future and of what is no longer kept are not known", () => {
  const log = new EventLog();
  const first = log.lastId;
  for (let id = 1; id <= 501; id++) log.emit(change(id));
  assert.equal(log.since(first), undefined, "501 events were missed, 500 are kept");
  assert.equal(log.since(new EventLog().lastId), undefined);
  assert.equal(log.since(`${first.split("-")[0]}-502`), undefined);
  assert.equal(log.since("nonsense"), undefined);
});
