/** Creates an incoming file in the archive folder given, and changes it: run by incoming-files.test.ts under strace. */

import { join } from "node:path";
import { IncomingFiles } from "../../src/service/incoming-files.ts";

const files = new IncomingFiles<{ note: string }>(join(process.argv[2]!, "incoming", "uploads"));
const { id } = await files.create("talk.opus", { note: "a" });
await files.change(id, { note: "b" });
