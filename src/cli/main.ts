#!/usr/bin/env node
/** Entry point of the command `fonoteka`. */

import { compileCacheFolder } from "../settings.ts";
import { cacheCompiledCode } from "./cache-compiled-code.ts";

// Before the other modules are loaded: only what is loaded later is cached.
cacheCompiledCode(compileCacheFolder());
const { runProgram } = await import("./run-program.ts");
await runProgram();
