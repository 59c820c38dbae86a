import { closeSync, fstatSync, openSync, readSync } from "node:fs";

const blockByteLength = 1 << 20;

/** Whether two files are equal; a megabyte of each at a time. */
export function haveSameBytes(pathA: string, pathB: string): boolean {
  const a = openSync(pathA, "r");
  try {
    const b = openSync(pathB, "r");
    try {
      return fstatSync(a).size === fstatSync(b).size && compareBlocks(a, b);
    } finally {
      closeSync(b);
    }
  } finally {
    closeSync(a);
  }
}

function compareBlocks(a: number, b: number): boolean {
  const [blockA, blockB] = [Buffer.allocUnsafe(blockByteLength), Buffer.allocUnsafe(blockByteLength)];
  for (let at = 0; ; ) {
    const read = readSync(a, blockA, 0, blockByteLength, at);
    if (readSync(b, blockB, 0, blockByteLength, at) !== read) return false;
    if (read === 0) return true;
    if (blockA.compare(blockB, 0, read, 0, read) !== 0) return false;
    at += read;
  }
}
