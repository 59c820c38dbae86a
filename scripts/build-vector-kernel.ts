/**
 * Compiles src/vectors/kernel.as to src/vectors/kernel-binary.ts with the AssemblyScript compiler.
 *
 *   node scripts/build-vector-kernel.ts [--check] [folder where another AssemblyScript is installed]
 *
 * `--check` writes nothing and fails when the two disagree.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const sourcePath = join(import.meta.dirname, "../src/vectors/kernel.as");
const binaryPath = join(import.meta.dirname, "../src/vectors/kernel-binary.ts");
const options =
  "-O3 --noAssert --runtime stub --importMemory --noExportMemory --initialMemory 2 --enable simd";

type Compiler = {
  main(
    words: string[],
    files: {
      readFile: (name: string) => string | null;
      writeFile: (name: string, content: Uint8Array) => void;
      listFiles: () => string[];
    },
  ): Promise<{ error: Error | null; stderr: { toString(): string } }>;
};

/** The kernel compiled, as the text of kernel-binary.ts. `compilerPath` leads to an installed AssemblyScript. */
export async function compileKernel(compilerPath?: string): Promise<string> {
  const name = compilerPath ? pathToFileURL(join(compilerPath, "dist/asc.js")).href : "assemblyscript/asc";
  const compiler = (await import(name)) as Compiler;
  let binary: Uint8Array | undefined;
  const { error, stderr } = await compiler.main(["kernel.ts", "-o", "kernel.wasm", ...options.split(" ")], {
    readFile: (file) => (file === "kernel.ts" ? readFileSync(sourcePath, "utf8") : null),
    writeFile: (file, content) => {
      if (file === "kernel.wasm") binary = content;
    },
    listFiles: () => [],
  });
  if (error || !binary) throw new Error(`kernel.as does not compile: ${stderr.toString()}`);
  const lines = Buffer.from(binary)
    .toString("base64")
    .match(/.{1,108}/g)!;
  return [
    "/** Made from kernel.as by scripts/build-vector-kernel.ts: WebAssembly in base64. Do not edit. */",
    `export const kernelBinary = \`\n${lines.join("\n")}\n\`;\n`,
  ].join("\n");
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: { check: { type: "boolean" } },
    allowPositionals: true,
  });
  const text = await compileKernel(positionals[0]);
  if (!values.check) writeFileSync(binaryPath, text);
  else if (readFileSync(binaryPath, "utf8") !== text) {
    process.stderr.write("src/vectors/kernel-binary.ts is not what kernel.as compiles to\n");
    process.exit(1);
  }
}
