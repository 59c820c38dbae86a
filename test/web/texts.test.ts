import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { parseSync } from "vite";
import { repositoryFolder } from "../support/run-fonoteka.ts";

/** A node of the syntax tree, as far as it is read here. */
type Node = { type: string; [name: string]: unknown };
/** One message: its forms in each language, and where it stands. */
type Message = { where: string; en: string[]; ru: string[] };
type TextObject = { messages: Map<string, Message>; used: Set<string>; isIndexed: boolean };
type SourceFile = { path: string; program: Node };

const source = join(repositoryFolder, "web/src");
const pluralForms = { en: ["one", "other"], ru: ["few", "many", "one"] };

function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit);
  else if (typeof value === "object" && value !== null) {
    if ("type" in value) visit(value as Node);
    for (const child of Object.values(value)) walk(child, visit);
  }
}

function nameOf(node: unknown): string {
  const { type, name, value } = node as { type: string; name?: string; value?: string };
  return type === "Literal" ? String(value) : (name ?? "");
}

function propertiesOf(node: unknown): [string, Node][] {
  const { properties = [] } = node as { properties?: { key: unknown; value: Node }[] };
  return properties.map(({ key, value }) => [nameOf(key), value]);
}

/** The forms of a text: one string, or every plural form that its language needs. */
function formsOf(node: Node | undefined, language: "en" | "ru", where: string): string[] {
  assert.ok(node, `${where} has no ${language}`);
  if (node.type === "Literal") return [String(node.value)];
  const forms = propertiesOf(node);
  assert.deepEqual(forms.map(([name]) => name).toSorted(), pluralForms[language], `${where}, ${language}`);
  return forms.map(([, value]) => String(value.value));
}

function placeholdersOf(forms: readonly string[]): string[] {
  const found = forms.flatMap((form) => [...form.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!));
  return [...new Set(found)].toSorted();
}

/** Every object made by `texts({ … })`, by `path#name`. */
function readTexts(files: readonly SourceFile[]): Map<string, TextObject> {
  const objects = new Map<string, TextObject>();
  for (const { path, program } of files) {
    walk(program, (node) => {
      const init = node.init as Node | undefined;
      if (node.type !== "VariableDeclarator" || init?.type !== "CallExpression") return;
      if (nameOf(init.callee) !== "texts") return;
      const messages = new Map<string, Message>();
      for (const [name, value] of propertiesOf((init.arguments as Node[])[0])) {
        const languages = new Map(propertiesOf(value));
        const where = `${path.slice(source.length + 1)}: ${name}`;
        const [en, ru] = (["en", "ru"] as const).map((code) => formsOf(languages.get(code), code, where));
        messages.set(name, { where, en: en!, ru: ru! });
      }
      objects.set(`${path}#${nameOf(node.id)}`, { messages, used: new Set(), isIndexed: false });
    });
  }
  return objects;
}

/** Calls back for every `object.name` and `object[…]` of a text object; `call` is the call that it is part of, if any. */
function followUses(
  files: readonly SourceFile[],
  objects: ReadonlyMap<string, TextObject>,
  onUse: (object: TextObject, name: string | undefined, call: Node | undefined) => void,
): void {
  for (const { path, program } of files) {
    const imported = new Map<string, string>();
    const calls = new Map<unknown, Node>();
    walk(program, (node) => {
      if (node.type === "CallExpression") calls.set(node.callee, node);
      if (node.type !== "ImportDeclaration") return;
      const target = resolve(dirname(path), String((node.source as Node).value));
      for (const specifier of node.specifiers as Node[]) {
        imported.set(nameOf(specifier.local), `${target}#${nameOf(specifier.imported ?? specifier.local)}`);
      }
    });
    const find = (name: string) => objects.get(`${path}#${name}`) ?? objects.get(imported.get(name) ?? "");
    const seen = new Set<unknown>();
    walk(program, (node) => {
      if (node.type === "VariableDeclarator" && (node.init as Node | null)?.type === "Identifier") {
        // Passed on as a whole, such as to a record by name.
        const object = find(nameOf(node.init));
        if (object) onUse(object, undefined, undefined);
      }
      if (node.type !== "MemberExpression" || seen.has(node)) return;
      seen.add(node);
      const object = (node.object as Node).type === "Identifier" ? find(nameOf(node.object)) : undefined;
      if (object) onUse(object, node.computed ? undefined : nameOf(node.property), calls.get(node));
    });
  }
}

const files = globSync("**/*.{ts,tsx}", { cwd: source }).map((name) => {
  const path = join(source, name);
  const { program, errors } = parseSync(path, readFileSync(path, "utf8"));
  assert.deepEqual(errors, [], name);
  return { path, program: program as unknown as Node };
});
const objects = readTexts(files);
const all = [...objects.values()].flatMap(({ messages }) => [...messages.values()]);

test("every text is in both languages, with the same placeholders", () => {
  assert.ok(all.length > 400, `only ${all.length} texts were found`);
  for (const { where, en, ru } of all) {
    for (const form of [...en, ...ru]) assert.notEqual(form.trim(), "", where);
    assert.deepEqual(placeholdersOf(ru), placeholdersOf(en), `${where}: placeholders of ru and en differ`);
  }
});

test("no text is without use, and every call gives the values that its text needs", () => {
  followUses(files, objects, (object, name, call) => {
    if (name === undefined) {
      object.isIndexed = true;
      return;
    }
    object.used.add(name);
    const message = object.messages.get(name);
    const [values] = (call?.arguments ?? []) as Node[];
    if (!message || !call || (values && values.type !== "ObjectExpression")) return;
    const given = propertiesOf(values ?? {}).map(([key]) => key);
    const missing = placeholdersOf(message.en).filter((placeholder) => !given.includes(placeholder));
    assert.deepEqual(missing, [], `${message.where}: a call leaves these out`);
  });
  const unused = [...objects.values()]
    .filter(({ isIndexed }) => !isIndexed)
    .flatMap(({ messages, used }) => [...messages].filter(([name]) => !used.has(name)))
    .map(([, { where }]) => where);
  assert.deepEqual(unused, []);
});

test("Russian texts use the Latin brand name, and one word for a transcript", () => {
  for (const { where, ru } of all) {
    for (const form of ru) assert.doesNotMatch(form, /фонотек/i, where);
    // The act of recognising may be named, the text it makes may not.
    for (const form of ru) assert.doesNotMatch(form, /транскри|стенограмм/i, where);
  }
});
