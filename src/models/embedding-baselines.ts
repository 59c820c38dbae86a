/**
 * What a model's vectors have in common. Vectors of texts lie in a narrow cone around their mean, each script in its own:
 * how near a question is to that mean says how near it is to anything at all. Measured by eval/measure-baseline.ts.
 */
type BaselineScript = "cyrillic" | "latin";

/** int8 of the mean vector's numbers: value = code · step. */
type CodedMean = { step: number; codes: string };

const baselines: Record<string, Record<BaselineScript, CodedMean>> = {
  "multilingual-e5-small-ru-en": {
    // Of 46 passages.
    cyrillic: {
      step: 0.000914112,
      codes:
        "BuzQvlTD8/g7GSnpOdfLNDTY28ga9eYYPFXbDDCw0r4jvjUbztU2xs8RNkdOR7og1NPdPAMvA8S2ur8/RPUMD0VOOTDP39kgCe/3ERi/GuTQ5dsj3E4zt2TxSy7jyrG6zykz10LqCJoBNSTHLcDWKzowr9r/wD/FLeDRtcLbIxkHDxQjACMhVb4R7+fjLtcXOEU73l3QM8lYJijIrcMgP9m/qPLH0w1Y3M3lHAMyEEb9EFwx/Nu9zNLZ4g8i8hc53cPAHLs9HSjw40MwFgGePNUrJp7OQdLq9jfXMSv1J5jZQiji2BrN59qf3Kf1PjWi3r8owj7b8DvmGBfSxcveOT02yR8o538/PRvP8szpwhxKz9LAMHW86y0VLyQp3fk+3dvx51i2Ugf2TcoY3agbGbI6ACEmOkZLycIoKgYO6by/yee4OkTJ7TUPJdDWK8Dz3kHB0CtXxT7WuiLW2i4NpBA890Dl2iU2s+QyIFgn7+0Ru0RGyCP+uuQ4xqFAUgU0",
    },
    // Of 45 passages.
    latin: {
      step: 0.00084861,
      codes:
        "Ht7KzUnWAxxbCioMPuDRQzbO57MkBdUxMUHpES+jwsQ1uSoMzMk+xOcuKzgxMboyztbFOxA7LsGqsbQ9RswMDllmJzS25r5N/t/+Ghi5FMrD1dwoyks3sVPZSjHAwMCyxzhK0lXiQs7jIye3TcW2KlU3ytjnxRjVO9bEvrjmITcQAigYGzosV8/x9eHESdY2VURR5GjJPNhEICrJr8AnPs3Nv/+23hlL2d++ItUw+jvdIVI549nJwNXO1iI15u4yz8i8HM05SzX37zIvE/zNSNcxRKWvO+zk+kHZMTjyLoGyKDux3TfG1cqk0L/qOi+61sspqTXb5x3+EDfKxtTPTDVkyicX82k1IiHR48XXrBses6TFGk7X3EQlK0Un9eZFztQExkvMbSQJXtAs3rkmOaMTExwiK05J0s8wTOMi1LDWvvPBIje60SsHKOLINbf65kuytBQgzjjXszfh2Rpeowc11kPfwjo4uec5OFlL5RUsyVk4wgXnts1BvbQjWRpG",
    },
  },
};

/** Mean vectors (not of unit length) of passages of speech, by script; undefined for a model that was not measured. */
export function findEmbeddingBaseline(model: string): Record<BaselineScript, Float32Array> | undefined {
  const coded = baselines[model];
  return coded && { cyrillic: decodeMean(coded.cyrillic), latin: decodeMean(coded.latin) };
}

function decodeMean({ step, codes }: CodedMean): Float32Array {
  const bytes = Buffer.from(codes, "base64");
  return Float32Array.from(
    new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length),
    (code) => code * step,
  );
}
