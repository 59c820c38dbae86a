/** A ZIP file without compression (PKWARE APPNOTE 4.3): several exports as one download. */

type ZipEntry = { name: string; bytes: Uint8Array };

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ crcTable[(crc ^ byte) & 0xff]!;
  return (crc ^ 0xffffffff) >>> 0;
}

/** Names are written as UTF-8; equal names get a number. Sizes are below 4 GiB: these are texts. */
export function writeZip(entries: readonly ZipEntry[]): Blob {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const directory: Uint8Array<ArrayBuffer>[] = [];
  let offset = 0;
  for (const { name, bytes } of withOwnNames(entries)) {
    const nameBytes = new TextEncoder().encode(name);
    const about = describe(nameBytes.length, bytes);
    const local = join([header(0x04034b50, 4), about, nameBytes]);
    const central = join([header(0x02014b50, 6), about, tail(offset), nameBytes]);
    parts.push(local, new Uint8Array(bytes));
    directory.push(central);
    offset += local.length + bytes.length;
  }
  const directoryLength = directory.reduce((sum, one) => sum + one.length, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, entries.length, true);
  end.setUint16(10, entries.length, true);
  end.setUint32(12, directoryLength, true);
  end.setUint32(16, offset, true);
  return new Blob([...parts, ...directory, new Uint8Array(end.buffer)], { type: "application/zip" });
}

/** Signature and versions: the central header has one version more. */
function header(signature: number, length: 4 | 6): Uint8Array {
  const view = new DataView(new ArrayBuffer(length === 4 ? 6 : 8));
  view.setUint32(0, signature, true);
  view.setUint16(4, 20, true);
  if (length === 6) view.setUint16(6, 20, true);
  return new Uint8Array(view.buffer);
}

/** The middle that both headers share, up to the length of the extra field. */
function describe(nameLength: number, bytes: Uint8Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(24));
  // Bit 11: the name is UTF-8.
  view.setUint16(0, 0x0800, true);
  // Midnight of 1 January 1980, the format's zero: the texts carry their dates themselves.
  view.setUint16(6, 0x0021, true);
  view.setUint32(8, crc32(bytes), true);
  view.setUint32(12, bytes.length, true);
  view.setUint32(16, bytes.length, true);
  view.setUint16(20, nameLength, true);
  return new Uint8Array(view.buffer);
}

/** Comment length, disk, attributes and the place of the local header. */
function tail(offset: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(14));
  view.setUint32(10, offset, true);
  return new Uint8Array(view.buffer);
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function withOwnNames(entries: readonly ZipEntry[]): ZipEntry[] {
  const taken = new Set<string>();
  return entries.map(({ name, bytes }) => {
    let own = name;
    for (let number = 2; taken.has(own); number++) own = name.replace(/(\.[^.]*)?$/, `-${number}$1`);
    taken.add(own);
    return { name: own, bytes };
  });
}
