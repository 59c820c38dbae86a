/** A server in its own process, for a test to kill: `node serve-page.ts ARCHIVE PAGE-FOLDER PORT`. Prints its address. */

import { openArchive } from "../../src/fonoteka.ts";
import { createArchiveServer, listen } from "../../src/server/start-server.ts";

const [folder, pageFolder, port] = process.argv.slice(2);
const archive = await openArchive(folder);
const server = await createArchiveServer(archive, { pageFolder, automatic: false });
const { url } = await listen(server, { port: Number(port) });
process.stdout.write(`${url}\n`);
