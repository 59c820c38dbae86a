import { join } from "node:path";
import type { TestContext } from "node:test";
import { type Archive, openArchive } from "../../src/fonoteka.ts";
import { openService, type Service, type ServiceOptions } from "../../src/service/service.ts";
import { samplesFolder } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";

export const talk = join(samplesFolder, "2026-02-19_18-42-05.opus");
export const stroll = join(samplesFolder, "2026-01-22_11-15-30.opus");

/** A service over a real archive; nothing is transcribed unless asked for. Both are closed when the test ends. */
export async function openTempService(
  t: TestContext,
  options: ServiceOptions & { archive?: Archive } = {},
): Promise<Service> {
  const archive = options.archive ?? (await openArchive(join(tempFolder(t), "archive")));
  const service = await openService(archive, { automatic: false, ...options });
  t.after(async () => {
    await service.close();
    await archive.close();
  });
  return service;
}

/** Resolves when something that is told by events has become true. */
export async function until(service: Service, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const unlisten = service.events.listen(() => resolve());
    // It may have become true between the question and the listening.
    if (!(await isTrue())) await promise;
    unlisten();
  }
}

/** Bytes as a stream, as a network gives them. */
export function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
}
