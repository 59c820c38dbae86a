#!/usr/bin/env node
/** The command `fonoteka`. */

import { compileCacheFolder } from "../settings.ts";
import { keepCompiled } from "./keep-compiled.ts";

// Before anything else is loaded.
keepCompiled(compileCacheFolder());
const { runProgram } = await import("./run-program.ts");
await runProgram();
