import assert from "node:assert/strict";
import { test } from "node:test";
import { reachableUrls } from "../../src/cli/reachable-urls.ts";

const address = { netmask: "255.255.255.0", mac: "00:00:00:00:00:00", cidr: null };
const interfaces = {
  lo: [{ ...address, address: "127.0.0.1", family: "IPv4" as const, internal: true }],
  eth0: [
    { ...address, address: "192.168.1.5", family: "IPv4" as const, internal: false },
    { ...address, address: "fe80::1", family: "IPv6" as const, internal: false, scopeid: 2 },
  ],
};

test("a server on all interfaces is reachable at this machine's addresses, not at 0.0.0.0", () => {
  for (const host of ["0.0.0.0", "[::]"])
    assert.deepEqual(reachableUrls(`http://${host}:4321/?token=abc`, interfaces), [
      "http://127.0.0.1:4321/?token=abc",
      "http://192.168.1.5:4321/?token=abc",
    ]);
});

test("a server on one address has one URL", () => {
  assert.deepEqual(reachableUrls("http://192.168.1.5:80/", interfaces), ["http://192.168.1.5:80/"]);
  assert.deepEqual(reachableUrls("http://127.0.0.1:4321/", interfaces), ["http://127.0.0.1:4321/"]);
});
