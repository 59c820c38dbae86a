/**
 * Whether damage is noticed: changes bytes of Opus files and bits of data.db, one at a time, and looks whether `verify` reports
 * each; then whether a repair makes it what it was. `npm run damage -- --sounds 1000 --flips 1000 --repairs 300 --seed 1`
 */

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { seededRandom } from "../../src/evaluation/seeded-random.ts";
import { changeSound } from "./change-sound.ts";
import { flipDatabase } from "./flip-database.ts";
import { makeArchive } from "./make-archive.ts";
import { mendFlips } from "./mend-flips.ts";

const { values } = parseArgs({
  options: {
    sounds: { type: "string", default: "1000" },
    flips: { type: "string", default: "1000" },
    repairs: { type: "string", default: "300" },
    seed: { type: "string", default: "1" },
    archive: { type: "string" },
  },
});

const scratch = mkdtempSync(join(tmpdir(), "fonoteka-damage-"));
const folder = values.archive ?? join(scratch, "archive");
try {
  if (!values.archive)
    await makeArchive(folder, ["2026-01-22_11-15-30", "2026-03-16_10-00-12", "2026-04-17_12-05-44"]);
  const random = seededRandom(Number(values.seed));
  let isSound = true;

  const sounds = Number(values.sounds);
  let byHash = 0;
  let byPages = 0;
  for await (const change of changeSound(folder, { count: sounds, random })) {
    if (change.byHash) byHash++;
    if (change.byPages) byPages++;
    if (!change.byHash || !change.byPages) console.log("not noticed:", change);
  }
  console.log(
    `${sounds} changed bytes of Opus files: ${byHash} reported by the stored hash, ${byPages} by the pages' checksums alone`,
  );
  isSound &&= byHash === sounds && byPages === sounds;

  const flips = Number(values.flips);
  const outcomes = new Map<string, number>();
  mkdirSync(join(scratch, "flipped"));
  for await (const flip of flipDatabase(folder, {
    count: flips,
    random,
    scratch: join(scratch, "flipped"),
  })) {
    outcomes.set(flip.outcome, (outcomes.get(flip.outcome) ?? 0) + 1);
    if (flip.outcome === "unnoticed" || flip.outcome === "unclear") console.log(flip);
  }
  console.log(
    `${flips} flipped bits of data.db: ${[...outcomes].map(([name, n]) => `${n} ${name}`).join(", ")}`,
  );
  isSound &&= !outcomes.has("unnoticed") && !outcomes.has("unclear");

  const repairs = Number(values.repairs);
  const mended = new Map<string, number>();
  for await (const flip of mendFlips(folder, { count: repairs, random, scratch: join(scratch, "mended") })) {
    mended.set(flip.outcome, (mended.get(flip.outcome) ?? 0) + 1);
    if (flip.outcome === "unmended") console.log(flip);
  }
  console.log(
    `${repairs} flipped bits in used bytes of data.db, repaired: ${[...mended].map(([name, n]) => `${n} ${name}`).join(", ")}`,
  );
  isSound &&= !mended.has("unmended");
  process.exitCode = isSound ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
