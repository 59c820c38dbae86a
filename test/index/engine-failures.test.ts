import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { CandidateEngine } from "../../src/index/candidate-engine.ts";
import { search } from "../../src/search/search.ts";
import { add, openFollowed, WatchedEngine } from "../support/followed-archive.ts";

const never = <Result>() => new Promise<Result>(() => {});

/** A filled engine with another `find`, `state` or `apply`, and a search for «мёд» with it. */
async function openBroken(
  t: TestContext,
  broken: Partial<CandidateEngine>,
  options: { maxAnswerMs?: number; retryMs?: number } = {},
) {
  const archive = openFollowed(t, options);
  add(archive.db, ["пчела летит", "мёд и воск"]);
  await archive.followed.catchUp();
  const engine = Object.assign(new WatchedEngine(archive.store), broken);
  const followed = archive.follow(engine);
  const ask = (signal?: AbortSignal) =>
    search({ db: archive.db, engine: followed }, { query: "мёд", mode: "keyword", signal });
  return { ...archive, engine, followed, ask };
}

const refused = new Error("connect ECONNREFUSED 127.0.0.1:9200");
const failures: Record<string, Partial<CandidateEngine>> = {
  "find throws": { find: () => Promise.reject(refused) },
  "find throws at once": {
    find() {
      throw refused;
    },
  },
  "find is cancelled, by nobody here": { find: () => Promise.reject(new DOMException("", "AbortError")) },
  "state throws": { state: () => Promise.reject(refused) },
  "find answers nothing": { find: async () => undefined as never },
  "find leaves out a list": { find: async () => ({ texts: [], nearest: [] }) },
  "find has no list of what is near": { find: async () => ({ texts: [[]] }) as never },
  "find answers with bigints": { find: async () => ({ texts: [[2n]] as never, nearest: [] }) },
  "find answers with texts": { find: async () => ({ texts: [["2"]] as never, nearest: [] }) },
  "find answers with NaN": { find: async () => ({ texts: [[Number.NaN]], nearest: [] }) },
};

for (const [what, broken] of Object.entries(failures)) {
  test(`data.db answers, and the answer says so, when ${what}`, async (t) => {
    const { ask } = await openBroken(t, broken);
    const { hits, notes } = await ask();
    assert.equal(hits.length, 1);
    assert.deepEqual(
      notes.map(({ code, values }) => [code, values.engine]),
      [["engine-unavailable", "memory"]],
    );
    assert.match(notes[0]!.text, /^The search engine memory was not used: /);
  });
}

test("an engine that does not answer in time is left behind: find, state or apply", async (t) => {
  for (const broken of [{ find: never }, { state: never }, { apply: never }] as Partial<CandidateEngine>[]) {
    const { db, ask } = await openBroken(t, broken, { maxAnswerMs: 5 });
    add(db, ["мёд снова"]);
    const { hits, notes } = await ask();
    assert.equal(hits.length, 2);
    const { why } = notes[0]!.values;
    assert.ok(typeof why === "object" && why.reason === "search-engine-silent", JSON.stringify(why));
  }
});

test("a search ends when it is cancelled although the engine hangs", async (t) => {
  for (const broken of [{ find: never }, { state: never }, { apply: never }] as Partial<CandidateEngine>[]) {
    const { db, followed, ask } = await openBroken(t, broken, { maxAnswerMs: 2 ** 30 });
    add(db, ["мёд снова"]);
    const stop = new AbortController();
    const asked = ask(stop.signal);
    const work = followed.catchUp(stop.signal);
    setImmediate(() => stop.abort());
    await assert.rejects(asked, { code: "cancelled" });
    if (!broken.find) await assert.rejects(work, { code: "cancelled" });
  }
});

test("the signal of a search reaches the engine", async (t) => {
  const signals: (AbortSignal | undefined)[] = [];
  const { ask } = await openBroken(t, {
    find(_, signal) {
      signals.push(signal);
      return never();
    },
  });
  const stop = new AbortController();
  const asked = ask(stop.signal);
  while (signals.length === 0) await new Promise(setImmediate);
  stop.abort();
  await assert.rejects(asked, { code: "cancelled" });
  assert.equal(signals[0]?.aborted, true);
});

test("after a failure the engine is left alone for a while, then asked again", async (t) => {
  let calls = 0;
  const find: CandidateEngine["find"] = async () => {
    calls++;
    throw refused;
  };
  const patient = await openBroken(t, { find }, { retryMs: Number.POSITIVE_INFINITY });
  for (let time = 0; time < 3; time++) assert.equal((await patient.ask()).notes.length, 1);
  assert.equal(calls, 1);
  const eager = await openBroken(t, { find }, { retryMs: 0 });
  await eager.ask();
  eager.engine.find = WatchedEngine.prototype.find;
  const { hits, notes } = await eager.ask();
  assert.equal(hits.length, 1);
  assert.deepEqual(notes, []);
});
