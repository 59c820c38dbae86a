import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { tempFolder } from "../support/temp-folder.ts";

const namespace = ["--user", "--map-root-user", "--mount"];

test("an import that failed on a full disk is kept, and done as soon as there is space again", {
  skip: canMount() ? false : "needs Linux and unprivileged user namespaces",
}, (t) => {
  const script = join(import.meta.dirname, "full-disk.ts");
  const printed = execFileSync("unshare", [...namespace, process.execPath, script, tempFolder(t)], {
    encoding: "utf8",
  });
  assert.deepEqual(JSON.parse(printed), {
    refusal: "upload-no-space",
    failure: "disk-full",
    told: "failed",
    stateWhileFull: "failed",
    outcome: "imported",
  });
});

function canMount(): boolean {
  try {
    execFileSync("unshare", [...namespace, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
