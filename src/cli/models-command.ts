import type { Command } from "commander";
import type { KnownModel } from "../fonoteka.ts";
import { formatBytes } from "./format-values.ts";
import { runWithSettings } from "./run-command.ts";
import { printJson, printLine, style } from "./terminal.ts";

const kindNames = { speech: "Transcription", vad: "Voice detection", embedding: "Semantic search" };
const stateNames = { bundled: "bundled", cached: "downloaded", absent: "available" };

function describeModel(model: KnownModel, nameWidth: number): string {
  const size = formatBytes(model.byteLength).padStart(8);
  const languages = model.languages.join(", ").replace("multi", "multilingual").padEnd(12);
  const state = model.inUse ? style("green", "in use") : stateNames[model.state];
  return `${model.name.padEnd(nameWidth)}  ${size}  ${languages}  ${model.licence.padEnd(10)}  ${state}`;
}

export function addModelsCommand(program: Command): void {
  const models = program.command("models").description("List and download models.");
  models
    .command("list")
    .description("List the models with their size, languages and licence.")
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
        for (const [kind, heading] of Object.entries(kindNames)) {
          printLine(style("bold", heading));
          for (const model of states.filter((state) => state.kind === kind))
            printLine(`  ${describeModel(model, width)}`);
        }
      }),
    );
  models
    .command("pull")
    .description("Download a model into the cache that all archives share.")
    .argument("<name>", "model name, as shown by fonoteka models list")
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
        else printLine(`downloaded ${pulled.name} to ${pulled.folder}`);
      }),
    );
}
