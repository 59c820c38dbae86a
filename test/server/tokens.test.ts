import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { isWeakToken } from "../../src/server/guards/check-token.ts";
import { GuessLimiter } from "../../src/server/guards/slow-guesses.ts";
import { readBody } from "../../src/server/read-body.ts";
import { openServer } from "./open-server.ts";

const token = "correct-horse-battery-staple-42";

test("a token of fewer than 128 bits is refused, whoever sets it", async (t) => {
  for (const weak of [
    "",
    "a",
    "password1234",
    "correct-horse-battery",
    "0123456789".repeat(3),
    "0123456789abcdef0123456789abcde",
    "abababababababababababababababababababab",
    `${"x".repeat(100)}`,
    "with spaces and more than enough text in it",
    "semicolons;are;the;end;of;a;cookie;0123456789",
  ])
    assert.equal(isWeakToken(weak), true, weak);
  for (let run = 0; run < 20; run++) {
    assert.equal(isWeakToken(randomBytes(24).toString("base64url")), false);
    assert.equal(isWeakToken(randomBytes(16).toString("hex")), false);
  }
  await assert.rejects(openServer(t, { host: "0.0.0.0", token: "sesame" }), { reason: "token-too-weak" });
});

test("wrong guesses wait longer and longer, from many addresses all the longest, and only a few at once", async () => {
  const waits: number[] = [];
  const limiter = new GuessLimiter(async (milliseconds) => void waits.push(milliseconds));
  for (let guess = 0; guess < 6; guess++) assert.equal(await limiter.delay("10.0.0.1", guess), true);
  assert.deepEqual(waits.splice(0), [250, 500, 1000, 2000, 4000, 4000]);
  await limiter.delay("10.0.0.2", 10);
  assert.deepEqual(waits.splice(0), [250], "another address begins anew");
  for (let guess = 0; guess < 3; guess++) await limiter.delay(`2001:db8::${guess}`, 10);
  assert.deepEqual(waits.splice(0), [250, 500, 1000], "one network of IPv6 is one address");
  await limiter.delay("::ffff:10.0.0.2", 20);
  assert.deepEqual(waits.splice(0), [500], "an IPv4 address in its IPv6 form");
  for (let guess = 0; guess < 200; guess++) await limiter.delay(`10.1.0.${guess}`, 30);
  assert.equal(waits.at(-1), 4000);
  await limiter.delay("10.0.0.1", 700_000);
  assert.equal(waits.at(-1), 250, "after ten quiet minutes it is forgotten");

  const never = new GuessLimiter(() => new Promise(() => {}));
  const first = Array.from({ length: 4 }, () => never.delay("10.0.0.1", 0));
  assert.equal(await never.delay("10.0.0.1", 0), false);
  const more = Array.from({ length: 60 }, (_, index) => never.delay(`10.2.0.${index}`, 0));
  assert.equal(await never.delay("10.3.0.1", 0), false, "64 wait in all");
  const settled = await Promise.race([...first, ...more, Promise.resolve("they wait")]);
  assert.equal(settled, "they wait");
});

test("while 400 wrong tokens are tried from the same address, the right one is answered at once", async (t) => {
  const { send } = await openServer(t, { host: "0.0.0.0", token });
  const guess = (given: string) =>
    send("/api/trash", { headers: { host: "192.168.1.5:4321", authorization: `Bearer ${given}` } });
  const wrong = Array.from({ length: 400 }, (_, index) => guess(`wrong-${index}`));
  assert.equal((await guess(token)).status, 200);
  const refused = await Promise.all(wrong.slice(4));
  assert.deepEqual([...new Set(refused.map(({ status }) => status))], [429]);
  assert.equal(refused[0]!.headers.get("retry-after"), "60");
  assert.equal((await guess(token)).status, 200);
  const withoutAny = await send("/api/trash", { headers: { host: "192.168.1.5:4321" } });
  assert.equal(withoutAny.status, 401, "no token is no guess");
});

test("the address with the token leads to this server only", async (t) => {
  const { send } = await openServer(t, { host: "0.0.0.0", token });
  const location = async (path: string) => {
    const url = `http://192.168.1.5:4321${path}`;
    const answer = await send(url, { headers: { host: "192.168.1.5:4321" } });
    assert.equal(answer.status, 303, path);
    return answer.headers.get("location");
  };
  assert.equal(await location(`//evil.example/?token=${token}`), "/evil.example/");
  assert.equal(await location(`/\\evil.example/a?token=${token}`), "/evil.example/a");
  assert.equal(await location(`////evil.example?token=${token}&t=5`), "/evil.example?t=5");
  assert.equal(await location(`/?token=${token}`), "/");
});

test("a body that does not end is ended after its time, a long one after its bytes", async () => {
  let isCancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (controller.desiredSize === 1) controller.enqueue(new Uint8Array(1));
      return new Promise(() => {});
    },
    cancel: () => {
      isCancelled = true;
    },
  });
  await assert.rejects(readBody(endless, { maxByteLength: 100, maxSeconds: 0.01 }), {
    code: "timeout",
    reason: "request-timeout",
  });
  assert.equal(isCancelled, true);
  const long = new Blob([new Uint8Array(101)]).stream();
  await assert.rejects(readBody(long, { maxByteLength: 100, maxSeconds: 60 }), { code: "too-large" });
  const fits = new Blob([new Uint8Array(100)]).stream();
  assert.equal((await readBody(fits, { maxByteLength: 100, maxSeconds: 60 })).length, 100);
});
