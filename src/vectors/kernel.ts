import { kernelBinary } from "./kernel-binary.ts";

declare const WebAssembly: {
  Memory: new (size: { initial: number; maximum: number }) => KernelMemory;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: unknown };
};

export type KernelMemory = { readonly buffer: ArrayBuffer; grow(pages: number): number };

/** The functions of kernel.as, where each is explained; all numbers are addresses in `memory`, or counts. */
export type Kernel = {
  encode(...addresses: number[]): void;
  scan(query: number, table: number, stride: number, count: number, out: number): void;
  countDistances(distances: number, list: number, count: number, histogram: number): void;
  choose(distances: number, list: number, count: number, farthest: number, out: number): number;
  allow(...addresses: number[]): number;
  multiply(...addresses: number[]): void;
};

export const pageByteLength = 65_536;
/** 4 GiB: as far as WebAssembly's addresses reach. */
const maxPages = 65_536;

let compiled: object | undefined;

/** The kernel over a memory of its own. */
export function createKernel(initialPages: number): { kernel: Kernel; memory: KernelMemory } {
  compiled ??= new WebAssembly.Module(Buffer.from(kernelBinary, "base64"));
  const memory = new WebAssembly.Memory({ initial: initialPages, maximum: maxPages });
  return { kernel: new WebAssembly.Instance(compiled, { env: { memory } }).exports as Kernel, memory };
}
