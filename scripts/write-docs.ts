/** Writes the generated parts of docs/: help of all commands, settings, exit statuses, models, routes, error codes, schema. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import {
  exitStatus,
  incompleteStatus,
  partlyFailedStatus,
  problemsFoundStatus,
} from "../src/cli/exit-status.ts";
import { formatBytes } from "../src/cli/format-values.ts";
import { buildProgram } from "../src/cli/program.ts";
import { knownModels, modelByteLength } from "../src/models/registry.ts";
import { describeRoutes } from "../src/server/describe-routes.ts";
import { errorStatus } from "../src/server/error-answer.ts";
import { environmentNames, settingMeanings, settingNames } from "../src/settings.ts";

const docsFolder = join(import.meta.dirname, "..", "docs");

/** The commands that do something: those without subcommands, and not `help`. */
function listCommands(program: Command): Command[] {
  return program.commands
    .filter((command) => command.name() !== "help")
    .flatMap((command) => (command.commands.length > 0 ? command.commands : [command]));
}

function nameOf(command: Command): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}

function helpOf(program: Command): string {
  return listCommands(program)
    .map((command) => {
      command.configureHelp({ helpWidth: 110, showGlobalOptions: false });
      let text = "";
      command.configureOutput({ writeOut: (part) => (text += part) });
      command.outputHelp();
      return `### ${nameOf(command)}\n\n\`\`\`\n${text.trim()}\n\`\`\``;
    })
    .join("\n\n");
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Makes the content of each `<!-- generated NAME -->` … `<!-- end -->`. */
const parts: Record<string, () => string> = {
  commands: () =>
    table(
      ["command", "what it does"],
      listCommands(buildProgram()).map((command) => {
        const name = nameOf(command);
        return [`[\`${name}\`](#${name.replaceAll(" ", "-")})`, command.description()];
      }),
    ),
  help: () => helpOf(buildProgram()),
  settings: () =>
    table(
      ["setting", "environment", "what"],
      settingNames.map((name) => [`\`${name}\``, `\`${environmentNames[name]}\``, settingMeanings[name]]),
    ),
  "exit-status": () => {
    const byStatus = Map.groupBy(Object.entries(exitStatus), ([, status]) => status);
    const rows = [...byStatus].map(([status, codes]) => [
      String(status),
      codes
        .map(([code]) => (code === "internal-error" ? "`internal-error`: a bug in Fonoteka" : `\`${code}\``))
        .join(", "),
    ]);
    const all = [
      ["0", "done"],
      ...rows,
      [String(partlyFailedStatus), "several files were given and some failed; the others are done"],
      [String(incompleteStatus), "done as far as possible; what is left is printed with what to do about it"],
      [
        String(problemsFoundStatus),
        "`verify` or `status` found problems; they are printed with what to do about them",
      ],
    ];
    return table(
      ["status", "means"],
      all.sort((a, b) => Number(a[0]) - Number(b[0])),
    );
  },
  models: () =>
    table(
      ["name", "for", "size", "languages", "licence", "comes"],
      knownModels().map((model) => [
        `\`${model.name}\``,
        model.kind,
        formatBytes(modelByteLength(model)),
        model.languages.join(", "),
        model.licence,
        model.bundledIn ? "with Fonoteka" : "by `models pull`",
      ]),
    ),
  routes: () => {
    const byTag = Map.groupBy(describeRoutes(), ({ tag }) => tag);
    return [...byTag]
      .map(([tag, routes]) => {
        const rows = routes.map(({ method, path, summary }) => [`\`${method} ${path}\``, summary]);
        return `### ${tag}\n\n${table(["route", "what"], rows)}`;
      })
      .join("\n\n");
  },
  "error-codes": () => {
    const byStatus = Map.groupBy(Object.entries(errorStatus), ([, status]) => status);
    const rows = [...byStatus].map(([status, codes]) => [
      String(status),
      codes
        .map(([code]) => (code === "internal-error" ? "`internal-error`: a bug in Fonoteka" : `\`${code}\``))
        .join(", "),
    ]);
    return table(
      ["status", "codes"],
      rows.sort((a, b) => Number(a[0]) - Number(b[0])),
    );
  },
  schema: () =>
    `\`\`\`sql\n${readFileSync(join(docsFolder, "..", "src/storage/schema.sql"), "utf8").trim()}\n\`\`\``,
};

/** Returns the document with its generated parts up to date. */
export function fillGeneratedParts(text: string): string {
  return text.replaceAll(
    /(<!-- generated ([\w-]+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, open: string, name: string, close: string) => {
      const make = parts[name];
      if (!make) throw new Error(`unknown generated part: ${name}`);
      return `${open}${make()}\n${close}`;
    },
  );
}

/** Documents with generated parts, relative to docs/. */
export const generatedDocuments = ["cli.md", "models.md", "archive-format.md", "http-api.md"];

if (import.meta.main) {
  for (const name of generatedDocuments) {
    const path = join(docsFolder, name);
    writeFileSync(path, fillGeneratedParts(readFileSync(path, "utf8")));
  }
}
