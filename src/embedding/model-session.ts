import type { EmbeddingModel } from "../models/registry.ts";

export type ModelInput = { data: BigInt64Array; dims: readonly number[] };
/** `data` is float32, or float16 of a half-size model. */
type ModelOutput = { data: unknown; dims: readonly number[] };

/** Loaded weights: tensors in, tensors out. Holds memory: release it. */
export interface ModelSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Runs the model; only the outputs named are made. */
  run(
    inputs: Readonly<Record<string, ModelInput>>,
    outputs: readonly string[],
  ): Promise<Record<string, ModelOutput>>;
  release(): Promise<void>;
}

type SessionOptions = {
  /** The model's file. */
  path: string;
  threads: number;
  arithmetic: EmbeddingModel["arithmetic"];
  /** Leave 4-bit weights packed: see `weightOptions`. */
  packed: boolean;
};

/**
 * How quantised weights become the fp32 products that a model of `arithmetic` fp32 is worked with.
 *
 * Expanded at load: the fastest of eight ways tried for passages. Packed, each product unpacks what it needs: loads in
 * 120 ms instead of 200, takes 140 MiB instead of 208, and costs a question 10 % and a passage 6-8 % more; vectors of
 * the two differ by 7.5e-8 at most, less than two batches of one text do. Without either the runtime would compute in
 * 8-bit integers (differences of 2e-3), and differently on other processors.
 */
function weightOptions(arithmetic: SessionOptions["arithmetic"], packed: boolean): Record<string, string> {
  if (arithmetic === "stored") return { disable_quant_qdq: "0" };
  return packed
    ? { disable_quant_qdq: "0", qdq_matmulnbits_accuracy_level: "1" }
    : { disable_quant_qdq: "1" };
}

/** Loads the weights in this thread, which is blocked meanwhile (some 0.2 s), and at every run. */
export async function openModelSession({
  path,
  threads,
  arithmetic,
  packed,
}: SessionOptions): Promise<ModelSession> {
  const { InferenceSession, Tensor } = await import("../models/onnx-runtime.ts");
  const session = await InferenceSession.create(path, {
    intraOpNumThreads: threads,
    logSeverityLevel: 3,
    extra: {
      session: {
        ...weightOptions(arithmetic, packed),
        intra_op: { allow_spinning: "0" },
      },
    },
  });
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    async run(inputs, outputs) {
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, { data, dims }]) => [name, new Tensor("int64", data, dims)]),
      );
      return session.run(feeds, [...outputs]);
    },
    release: () => session.release(),
  };
}
