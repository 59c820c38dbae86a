/** A process that records live into the archive of its first argument, prints how far it is, and never ends by itself. */

import { openArchive } from "../../src/fonoteka.ts";
import { openService } from "../../src/service/service.ts";
import { makeLiveWebm } from "../support/live-webm.ts";
import { streamOf, talk } from "./open-temp-service.ts";

const service = await openService(await openArchive(process.argv[2]!), { automatic: false });
const parts = await makeLiveWebm(talk, 8);
const { id } = await service.live.start({ mimeType: "audio/webm;codecs=opus", inputName: "Fake microphone" });
let offset = 0;
for (const part of parts) offset = await service.live.append(id, streamOf(part), offset);
process.stdout.write(`${JSON.stringify({ id, offset })}\n`);
setInterval(() => {}, 1000);
