import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readBundledParts } from "../../scripts/supply/bundled-parts.ts";
import { readDeliveredPackages } from "../../scripts/supply/read-packages.ts";
import { makeNotices, noticesPath } from "../../scripts/write-notices.ts";

test("THIRD-PARTY.txt is up to date (else: npm run notices)", () => {
  assert.equal(readFileSync(noticesPath, "utf8"), makeNotices());
});

test("it names every package and part with a licence that MIT software may be delivered with", () => {
  const text = readFileSync(noticesPath, "utf8");
  const packages = readDeliveredPackages();
  const parts = readBundledParts();
  for (const { name, version, license } of packages)
    assert.ok(text.includes(`\n${name} ${version} (${license})`), name);
  for (const { name } of parts) assert.ok(text.includes(`\n${name} `), name);
  const permissive = [
    "MIT",
    "ISC",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "Apache-2.0",
    "BlueOak-1.0.0",
    "MIT OR Apache-2.0",
  ];
  const others = [...packages, ...parts].filter(({ license }) => !permissive.includes(license));
  // FFmpeg is a file of its own that can be exchanged.
  assert.deepEqual(
    others.map(({ name, license }) => `${name} ${license}`),
    ["FFmpeg LGPL-2.1-or-later"],
  );
  for (const sentence of [
    "GNU LESSER GENERAL PUBLIC LICENSE",
    "Copyright (c) Microsoft Corporation",
    "Jason Miller",
  ])
    assert.ok(text.includes(sentence), sentence);
});
