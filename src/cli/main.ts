#!/usr/bin/env node
/** Entry point of the command `fonoteka`. */

import { checkNode } from "./check-node.ts";

// Everything else is loaded after this: an old Node cannot even load it.
checkNode();
const { compileCacheFolder, disableTelemetry } = await import("../settings.ts");
disableTelemetry();
const { cacheCompiledCode } = await import("./cache-compiled-code.ts");
// Before the other modules are loaded: only what is loaded later is cached.
cacheCompiledCode(compileCacheFolder());
const { runProgram } = await import("./run-program.ts");
await runProgram();
