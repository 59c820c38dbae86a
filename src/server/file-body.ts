import type { FileHandle } from "node:fs/promises";

const chunkByteLength = 64 * 1024;

/**
 * Bytes `start`…`end` (both included) of a file as the body of an answer. The file is opened at the first read: the body
 * of an answer to HEAD is never read.
 */
export function fileBody(
  openFile: () => Promise<FileHandle>,
  { start, end }: { start: number; end: number },
): ReadableStream {
  let file: FileHandle | undefined;
  let position = start;
  const close = async () => {
    await file?.close();
    file = undefined;
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          file ??= await openFile();
          const wanted = Math.min(chunkByteLength, end + 1 - position);
          const { bytesRead, buffer } = await file.read(new Uint8Array(wanted), 0, wanted, position);
          if (bytesRead === 0) throw new Error("the file is shorter than it was");
          position += bytesRead;
          controller.enqueue(buffer.subarray(0, bytesRead));
          if (position <= end) return;
          await close();
          controller.close();
        } catch (error) {
          await close();
          throw error;
        }
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  );
}
