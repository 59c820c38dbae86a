/**
 * Python literals instead of JSON: `{'text': ' hi', 'words': None}`, `Segment(id=1, words=[Word(start=0.0, …)])`,
 * `np.float64(0.5)`, `NaN`. Parsed as data; nothing is evaluated.
 */

const maxDepth = 60;

/** The consecutive values of a text; undefined for any other text. */
export function parsePythonLiterals(text: string): unknown[] | undefined {
  const reader = new LiteralReader(text);
  const values: unknown[] = [];
  try {
    while (!reader.atEnd()) values.push(reader.value(0));
  } catch (error) {
    if (error instanceof NotALiteral) return undefined;
    throw error;
  }
  return values.length > 0 ? values : undefined;
}

class NotALiteral extends Error {}

const constants: Record<string, unknown> = {
  None: null,
  null: null,
  True: true,
  true: true,
  False: false,
  false: false,
};

class LiteralReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  atEnd(): boolean {
    this.#skip(/[\s,]*/y);
    return this.#at >= this.#text.length;
  }

  value(depth: number): unknown {
    if (depth > maxDepth) throw new NotALiteral();
    this.#skip(/\s*/y);
    const char = this.#text[this.#at];
    if (char === "{") return this.#object(depth);
    if (char === "[" || char === "(") return this.#list(char === "[" ? "]" : ")", depth);
    if (char === "'" || char === '"') return this.#string(char);
    const number = this.#skip(/[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y);
    if (number !== "") return Number(number);
    const name = this.#skip(/[A-Za-z_][\w.]*/y);
    if (Object.hasOwn(constants, name)) return constants[name];
    if (/^(?:[-+]?(?:nan|inf|NaN|Infinity))$/.test(name)) return null;
    if (name !== "" && this.#text[this.#at] === "(") return this.#call(depth);
    throw new NotALiteral();
  }

  #object(depth: number): Record<string, unknown> {
    const result: Record<string, unknown> = Object.create(null);
    this.#at += 1;
    while (!this.#closes("}")) {
      const key = this.value(depth + 1);
      if (this.#skip(/\s*:/y) === "") throw new NotALiteral();
      result[String(key)] = this.value(depth + 1);
      this.#skip(/\s*,/y);
    }
    return result;
  }

  #list(end: string, depth: number): unknown[] {
    const result: unknown[] = [];
    this.#at += 1;
    while (!this.#closes(end)) {
      result.push(this.value(depth + 1));
      this.#skip(/\s*,/y);
    }
    return result;
  }

  // Segment(id=1, text='…') is an object; np.float64(0.5) is its argument.
  #call(depth: number): unknown {
    const named: Record<string, unknown> = Object.create(null);
    const plain: unknown[] = [];
    this.#at += 1;
    while (!this.#closes(")")) {
      const key = /^\s*$/.test(this.#skip(/\s*/y)) ? this.#skip(/[A-Za-z_]\w*\s*=/y) : "";
      const value = this.value(depth + 1);
      if (key === "") plain.push(value);
      else named[key.slice(0, -1).trim()] = value;
      this.#skip(/\s*,/y);
    }
    return plain.length > 0 ? plain[0] : named;
  }

  #string(quote: string): string {
    const pattern = quote === "'" ? /'[^'\\]*(?:\\[\s\S][^'\\]*)*'/y : /"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y;
    const whole = this.#skip(pattern);
    if (whole === "") throw new NotALiteral();
    return whole.slice(1, -1).replace(/\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[\s\S])/g, (_, code: string) => {
      if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
      return ({ n: "\n", t: "\t", r: "\r" } as Record<string, string>)[code] ?? code;
    });
  }

  #closes(end: string): boolean {
    this.#skip(/\s*/y);
    if (this.#at >= this.#text.length) throw new NotALiteral();
    if (this.#text[this.#at] !== end) return false;
    this.#at += 1;
    return true;
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }
}
