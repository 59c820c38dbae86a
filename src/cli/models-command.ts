import type { Command } from "commander";
import { formatBytes } from "./format-time.ts";
import { runWithSettings } from "./run-command.ts";
import { printJson, printLine, style } from "./terminal.ts";

export function addModelsCommand(program: Command): void {
  const models = program
    .command("models")
    .description("the models: which there are, which are here, and fetching one");
  models
    .command("list")
    .description("list the models with size, languages and licence")
    .addHelpText("after", "\nExamples:\n  fonoteka models list\n  fonoteka models list --json")
    .action((_options: object, command: Command) =>
      runWithSettings(command, async ({ settings, json }) => {
        const { listKnownModels } = await import("../fonoteka.ts");
        const states = listKnownModels(settings);
        if (json) {
          printJson(states);
          return;
        }
        const width = Math.max(...states.map(({ name }) => name.length));
        for (const { name, kind, state, inUse, byteLength, languages, licence } of states) {
          const size = formatBytes(byteLength);
          const mark = inUse ? style("green", "●") : " ";
          printLine(
            `${mark} ${name.padEnd(width)}  ${kind.padEnd(9)}  ${state.padEnd(8)}  ${size.padStart(9)}  ${languages.join(", ")}  ${style("dim", licence)}`,
          );
        }
      }),
    );
  models
    .command("pull")
    .description("download a model into the cache that all archives share")
    .argument("<name>", "its name, as `fonoteka models list` shows it")
    .addHelpText(
      "after",
      "\nExamples:\n  fonoteka models pull MultilingualE5Small\n  FONOTEKA_MODEL_HUB=https://mirror.example fonoteka models pull BGESmallENV15",
    )
    .action((name: string, _options: object, command: Command) =>
      runWithSettings(command, async ({ settings, json, signal, progress }) => {
        const { pullModel } = await import("../fonoteka.ts");
        const pulled = await pullModel(settings, name, { signal, onProgress: progress.update });
        progress.clear();
        if (json) printJson(pulled);
        else printLine(`${pulled.name} is here: ${pulled.folder}`);
      }),
    );
}
