/** The OpenAPI document as a page that is read without scripts and without any other host. */

import { createHash } from "node:crypto";

type Schema = {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  items?: Schema;
  prefixItems?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  description?: string;
  format?: string;
};
type Content = Record<string, { schema?: Schema }>;
type Operation = {
  tags?: string[];
  summary?: string;
  description?: string;
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[];
  requestBody?: { content: Content };
  responses: Record<string, { description: string; content?: Content }>;
};
type Document = {
  info: { title: string; version: string; description?: string };
  paths?: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema> };
};

/** @param document an OpenAPI 3.1 document. @returns HTML */
export function writeReference(document: unknown): string {
  const { info, paths = {}, components = {} } = document as Document;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const groups = Map.groupBy(operations, ({ operation }) => operation.tags?.[0] ?? "Other");
  const body = [
    `<h1>${escapeHtml(info.title)} ${escapeHtml(info.version)}: HTTP API</h1>`,
    `<p>${escapeHtml(info.description ?? "")} For programs: <a href="/api/openapi.json">openapi.json</a>.</p>`,
    ...[...groups].map(
      ([tag, list]) =>
        `<h2>${escapeHtml(tag)}</h2>${list.map(({ path, method, operation }) => writeOperation(path, method, operation)).join("")}`,
    ),
    "<h2>Schemas</h2>",
    ...Object.entries(components.schemas ?? {}).map(
      ([name, schema]) =>
        `<h3 id="${escapeHtml(name)}">${escapeHtml(name)}</h3>${schema.properties ? writeProperties(schema) : `<p><code>${writeType(schema)}</code></p>`}`,
    ),
  ].join("\n");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><title>Fonoteka: HTTP API</title><style>${style}</style></head><body><main>${body}</main></body></html>
`;
}

/** A type in one line: `{ id: integer, title?: string }[]`, with links to the schemas it names. */
function writeType(schema: Schema | undefined): string {
  if (!schema) return "any";
  if (schema.$ref) {
    const name = escapeHtml(schema.$ref.split("/").at(-1)!);
    return `<a href="#${name}">${name}</a>`;
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(writeType).join(" | ");
  if (schema.allOf) return schema.allOf.map(writeType).join(" &amp; ");
  if (schema.const !== undefined) return escapeHtml(JSON.stringify(schema.const));
  if (schema.enum) return schema.enum.map((value) => escapeHtml(JSON.stringify(value))).join(" | ");
  if (schema.prefixItems) return `[${schema.prefixItems.map(writeType).join(", ")}]`;
  if (schema.items) return `${writeType(schema.items)}[]`;
  if (schema.properties) {
    const entries = Object.entries(schema.properties).map(
      ([name, value]) =>
        `${escapeHtml(name)}${schema.required?.includes(name) ? "" : "?"}: ${writeType(value)}`,
    );
    return `{ ${entries.join(", ")} }`;
  }
  if (schema.format === "binary") return "bytes";
  return escapeHtml([schema.type ?? "any"].flat().join(" | "));
}

function writeOperation(path: string, method: string, operation: Operation): string {
  const { summary = "", description, parameters = [], requestBody, responses } = operation;
  const rows = [
    ...parameters.map((parameter) => [
      `${parameter.name}${parameter.required ? "" : "?"}`,
      parameter.in,
      writeType(parameter.schema),
      parameter.description ?? parameter.schema?.description ?? "",
    ]),
    ...Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => [
      type,
      "body",
      writeType(schema),
      "",
    ]),
    ...Object.entries(responses)
      .filter(([status]) => !/XX$/.test(status))
      .flatMap(([status, { description: what, content = {} }]) => {
        const entries = Object.entries(content);
        if (entries.length === 0) return [[status, "answer", "", what]];
        return entries.map(([type, { schema }]) => [
          `${status} ${type === "application/json" ? "" : type}`,
          "answer",
          writeType(schema),
          what,
        ]);
      }),
  ];
  const id = `${method}${path.replaceAll(/[^a-z]+/gi, "-")}`;
  return `<section id="${escapeHtml(id)}"><h3><code>${method.toUpperCase()} ${escapeHtml(path)}</code></h3>
<p>${escapeHtml(summary)}</p>${description ? `<p>${escapeHtml(description)}</p>` : ""}
<table>${rows.map(([name, place, type, what]) => `<tr><td><code>${escapeHtml(name!)}</code></td><td>${place}</td><td><code>${type}</code></td><td>${escapeHtml(what!)}</td></tr>`).join("")}</table></section>`;
}

function writeProperties({ properties = {}, required = [] }: Schema): string {
  const rows = Object.entries(properties).map(
    ([name, schema]) =>
      `<tr><td><code>${escapeHtml(name)}${required.includes(name) ? "" : "?"}</code></td><td><code>${writeType(schema)}</code></td><td>${escapeHtml(schema.description ?? "")}</td></tr>`,
  );
  return `<table>${rows.join("")}</table>`;
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replaceAll(/[&<>"']/g, (sign) => entities[sign]!);
}

const style = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 64rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h2 { margin-top: 3rem; border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
h3 { margin: 2rem 0 0.25rem; }
p { margin: 0.25rem 0; }
code { font: 0.9em ui-monospace, monospace; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin-top: 0.5rem; }
td { padding: 0.25rem 0.75rem 0.25rem 0; vertical-align: top; border-top: 1px solid color-mix(in srgb, currentColor 12%, transparent); }
`;

/** SHA-256 of the page's one style element, base64: what a content security policy lets through. */
export const referenceStyleHash = createHash("sha256").update(style).digest("base64");
