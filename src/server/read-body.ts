import { requestError } from "./error-answer.ts";
import type { BodyLimit } from "./guards/limit-body.ts";

/**
 * The whole body of a request. Time is limited as a whole, not between two packets: one byte a minute keeps no connection.
 * @throws RequestError `too-large`, `timeout`; whatever the stream fails with
 */
export async function readBody(
  body: ReadableStream<Uint8Array>,
  { maxByteLength, maxSeconds }: BodyLimit,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  const late = Promise.withResolvers<never>();
  const close = { connection: "close" };
  const timer = setTimeout(
    () => late.reject(requestError("request-timeout", { count: maxSeconds }, close)),
    maxSeconds * 1000,
  );
  const chunks: Uint8Array[] = [];
  let byteLength = 0;
  try {
    while (true) {
      const { done, value } = await Promise.race([reader.read(), late.promise]);
      if (done) break;
      byteLength += value.byteLength;
      if (byteLength > maxByteLength) throw requestError("body-too-large", { limit: maxByteLength }, close);
      chunks.push(value);
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error;
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks);
}
