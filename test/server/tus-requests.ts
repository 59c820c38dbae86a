import type { OpenServer } from "./open-server.ts";

type Sender = Pick<OpenServer, "send">;

const version = { "tus-resumable": "1.0.0" };

/** `Upload-Metadata` as tus clients write it. */
export function toMetadata(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${Buffer.from(value).toString("base64")}`)
    .join(",");
}

/** Announces an upload as any tus client does. */
export function createUpload(
  { send }: Sender,
  values: Record<string, string>,
  byteLength: number,
  headers: Record<string, string> = {},
): Promise<Response> {
  return send("/api/uploads", {
    method: "POST",
    headers: {
      ...version,
      "upload-length": String(byteLength),
      "upload-metadata": toMetadata(values),
      ...headers,
    },
  });
}

/** Sends bytes from an offset on. @param location as `createUpload` answered */
export function appendUpload(
  { send }: Sender,
  location: string,
  offset: number,
  body: NonNullable<RequestInit["body"]>,
): Promise<Response> {
  return send(location, {
    method: "PATCH",
    headers: {
      ...version,
      "content-type": "application/offset+octet-stream",
      "upload-offset": String(offset),
    },
    body,
    duplex: "half",
  } as RequestInit);
}

export function headUpload({ send }: Sender, location: string): Promise<Response> {
  return send(location, { method: "HEAD", headers: version });
}
