/** The inner loop of the resampler: a few hundred bytes of WebAssembly, compiled from resample-kernel.c. */

declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
};

type Exports = {
  memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  resample(...numbers: number[]): void;
};

const wasm = `
AGFzbQEAAAABDgFgCn9/f39/f39/f38AAwIBAAQFAXABAQEFAwEAAQYHAX8BQYAQCwcVAgZtZW1vcnkCAAhyZXNhbXBsZQAACp0K
AZoKBAJ+A38EewJ/AkAgCUEBSA0AAkAgAUEBSA0AAkAgAiADRg0AIAOsIQogAqwhC0EAIQIDQCAAIAasIAt+IAp/pyABbEECdGoh
DEEAIQ1BACEO/QwAAAAAAAAAAAAAAAAAAAAAIg8hECAPIREgDyESA0AgEiAMIA1qIhP9AAAAIAcgDWoiFP0AAAD95gH95AEhEiAP
IBNBMGr9AAAAIBRBMGr9AAAA/eYB/eQBIQ8gECATQSBq/QAAACAUQSBq/QAAAP3mAf3kASEQIBEgE0EQav0AAAAgFEEQav0AAAD9
5gH95AEhESANQcAAaiENIA5BEGoiDiABSA0ACyAIIAJBAnRqIBIgEf3kASAQIA/95AH95AEiD/0fAyAP/R8CIA/9HwAgD/0fAZKS
kjgCACAGIAVqIg1BACADIA0gA0gbayEGIAcgBEECdGogDSADTkECdGohByACQQFqIgIgCUcNAAwDCwtBACEDA0AgACAGIAFsQQJ0
aiEMQQAhDUEAIQ79DAAAAAAAAAAAAAAAAAAAAAAiDyEQIA8hESAPIRIDQCASIAwgDWoiE/0AAAAgByANaiIU/QAAAP3mAf3kASES
IA8gE0Ewav0AAAAgFEEwav0AAAD95gH95AEhDyAQIBNBIGr9AAAAIBRBIGr9AAAA/eYB/eQBIRAgESATQRBq/QAAACAUQRBq/QAA
AP3mAf3kASERIA1BwABqIQ0gDkEQaiIOIAFIDQALIAggA0ECdGogEiAR/eQBIBAgD/3kAf3kASIP/R8DIA/9HwIgD/0fACAP/R8B
kpKSOAIAIAYgBWoiDUEAIAIgDSACSBtrIQYgByAEQQJ0aiANIAJOQQJ0aiEHIANBAWoiAyAJRw0ADAILCwJAIAIgA0YNAEEAIQEC
QCAJQQRJDQAgCUF8cSIBQXxqIg1BAnZBAWoiB0EHcSETQQAhFAJAIA1BHEkNACAIQcAAaiENIAdB+P///wdxIQdBACEUA0AgDf0M
AAAAAAAAAAAAAAAAAAAAACIP/QsCACANQTBqIA/9CwIAIA1BIGogD/0LAgAgDUEQaiAP/QsCACANQXBqIA/9CwIAIA1BYGogD/0L
AgAgDUFQaiAP/QsCACANQUBqIA/9CwIAIA1BgAFqIQ0gFEEgaiEUIAdBeGoiBw0ACwsCQCATRQ0AIAggFEECdGohDQNAIA39DAAA
AAAAAAAAAAAAAAAAAAD9CwIAIA1BEGohDSATQX9qIhMNAAsLIAEgCUYNAgsgCSABayETIAggAUECdGohDQNAIA1BADYCACANQQRq
IQ0gE0F/aiITDQAMAgsLQQAhAQJAIAlBBEkNACAJQXxxIgFBfGoiDUECdkEBaiIHQQdxIRNBACEUAkAgDUEcSQ0AIAhBwABqIQ0g
B0H4////B3EhB0EAIRQDQCAN/QwAAAAAAAAAAAAAAAAAAAAAIg/9CwIAIA1BMGogD/0LAgAgDUEgaiAP/QsCACANQRBqIA/9CwIA
IA1BcGogD/0LAgAgDUFgaiAP/QsCACANQVBqIA/9CwIAIA1BQGogD/0LAgAgDUGAAWohDSAUQSBqIRQgB0F4aiIHDQALCwJAIBNF
DQAgCCAUQQJ0aiENA0AgDf0MAAAAAAAAAAAAAAAAAAAAAP0LAgAgDUEQaiENIBNBf2oiEw0ACwsgASAJRg0BCyAJIAFrIRMgCCAB
QQJ0aiENA0AgDUEANgIAIA1BBGohDSATQX9qIhMNAAsLCw==
`;

let compiled: object | undefined;

const pageByteLength = 65_536;
/** The stack lies below. */
const tableAt = 2048;
const maxOutput = 1 << 15;

export type PhaseTable = { taps: number; phases: number; values: Float32Array };

/** A table of filter phases, and the loop that goes over samples with it. */
export class ResampleKernel {
  /** Most samples that one call can take. */
  readonly maxInput: number;
  readonly maxOutput = maxOutput;
  private readonly table: PhaseTable;
  private readonly exports: Exports;
  private readonly input: Float32Array;
  private readonly output: Float32Array;

  constructor(table: PhaseTable) {
    compiled ??= new WebAssembly.Module(Buffer.from(wasm, "base64"));
    this.exports = new WebAssembly.Instance(compiled).exports as Exports;
    this.table = table;
    this.maxInput = (1 << 15) + 2 * table.taps;
    const { memory } = this.exports;
    const inputAt = tableAt + table.values.byteLength;
    const outputAt = inputAt + 4 * this.maxInput;
    const pages = Math.ceil((outputAt + 4 * maxOutput) / pageByteLength);
    memory.grow(Math.max(0, pages - memory.buffer.byteLength / pageByteLength));
    new Float32Array(memory.buffer, tableAt, table.values.length).set(table.values);
    this.input = new Float32Array(memory.buffer, inputAt, this.maxInput);
    this.output = new Float32Array(memory.buffer, outputAt, maxOutput);
  }

  /**
   * `count` outputs (at most maxOutput) of `input` (at most maxInput samples): the first one stands `phase` parts of 1/up
   * after the first sample, each next one `down / up` of a sample on. The result is overwritten by the next call.
   */
  run(input: Float32Array, step: { up: number; down: number; phase: number; count: number }): Float32Array {
    const { up, down, phase, count } = step;
    const { taps, phases } = this.table;
    this.input.set(input);
    const [from, to] = [this.input.byteOffset, this.output.byteOffset];
    this.exports.resample(
      tableAt,
      taps,
      phases,
      up,
      Math.floor(down / up),
      down % up,
      phase,
      from,
      to,
      count,
    );
    return this.output.subarray(0, count);
  }
}
