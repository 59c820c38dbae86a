import type { MiddlewareHandler } from "hono";
import { archiveError } from "../errors.ts";
import type { Archive } from "../fonoteka.ts";

/** Search reads, whatever its method; models are kept outside of the archive; of a job it depends on its work (`retry`). */
const readsAnyway = /^\/api\/(search|models|jobs)(\/|$)/;

/** Answers every request that would change an archive that can only be read, at once and with one reason. */
export function rejectWrites(archive: Pick<Archive, "readOnly">): MiddlewareHandler {
  return async (c, next) => {
    const isReading = ["GET", "HEAD", "OPTIONS"].includes(c.req.method) || readsAnyway.test(c.req.path);
    if (archive.readOnly && !isReading) throw archiveError("archive-read-only", {});
    await next();
  };
}
