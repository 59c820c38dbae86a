/**
 * Loaded before every test file. Properties draw the same examples at every run, so that a red run means a change made
 * it red; `FONOTEKA_SEED=random npm test` (or a number) looks for new counterexamples.
 */
import fc from "fast-check";

const wanted = process.env.FONOTEKA_SEED ?? "20261122";
if (wanted !== "random") fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wanted) });
