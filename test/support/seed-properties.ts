/**
 * Loaded before every test file. Properties draw the same examples at every run, so that a red run means a change made
 * it red; `FONOTEKA_SEED=random npm test` (or a number) looks for new counterexamples.
 */
import { join } from "node:path";
import fc from "fast-check";
import { runFolder } from "./run-folder.ts";

const wanted = process.env.FONOTEKA_SEED ?? "20261122";
if (wanted !== "random") fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wanted) });

// The test files and the programs that they start each load some hundred modules. Compiled once per run instead of once
// per process, they cost a sixth less of the time of the tests of storage/.
if (process.execArgv.includes("--test")) process.env.NODE_COMPILE_CACHE ??= join(runFolder, "compiled");
