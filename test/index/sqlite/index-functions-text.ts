import assert from "node:assert/strict";
import fc from "fast-check";
import type { TextQuery } from "../../../src/index/candidate-engine.ts";
import { asking, type Check } from "./index-functions-fixture.ts";

/** What finding and scoring by words must do. */
export function checkTextFunctions(check: Check): void {
  check("finds passages that have any of the terms, best first", ({ index, put }) => {
    const both = put("kubernet docker");
    const one = put("docker compose file again");
    put("redis");
    const found = index.findByText(asking("kubernet", "docker"), 10);
    assert.deepEqual(
      found.map((hit) => hit.passageId),
      [both, one],
    );
    assert.ok(found[0]!.score > found[1]!.score && found[1]!.score > 0);
  });

  check("orders equal scores by passage id", ({ index, put }) => {
    const ids = Array.from({ length: 20 }, () => put("same words here"));
    put("something else altogether");
    assert.deepEqual(
      index.findByText(asking("same"), 7).map((hit) => hit.passageId),
      ids.slice(0, 7),
    );
  });

  check("an empty query, or one that only excludes, finds nothing", ({ index, put }) => {
    put("docker");
    assert.deepEqual(index.findByText(asking(), 10), []);
    assert.deepEqual(index.findByText({ terms: [], phrases: [[]], excluded: ["redis"] }, 10), []);
    assert.deepEqual(index.findByText({ terms: ["", " "], phrases: [], excluded: [] }, 10), []);
    assert.deepEqual(index.findByText(asking("docker"), 0), []);
  });

  check("a phrase must stand side by side and in order", ({ index, put }) => {
    const right = put("мы подня контейнер docker");
    put("docker контейнер");
    put("контейнер и docker");
    const query: TextQuery = { terms: [], phrases: [["контейнер", "docker"]], excluded: [] };
    assert.deepEqual(
      index.findByText(query, 10).map((hit) => hit.passageId),
      [right],
    );
  });

  check("every phrase is demanded, terms beside them only score", ({ index, put }) => {
    const plain = put("a b filler c d filler filler");
    const withTerm = put("a b filler c d extra extra");
    put("a b extra");
    put("c d extra");
    const query: TextQuery = {
      terms: ["extra"],
      phrases: [
        ["a", "b"],
        ["c", "d"],
      ],
      excluded: [],
    };
    assert.deepEqual(
      index.findByText(query, 10).map((hit) => hit.passageId),
      [withTerm, plain],
    );
  });

  check("excluded stems keep a passage out", ({ index, put }) => {
    const kept = put("docker сервер");
    put("docker swarm");
    const query: TextQuery = { terms: ["docker"], phrases: [], excluded: ["swarm", "nomad"] };
    assert.deepEqual(
      index.findByText(query, 10).map((hit) => hit.passageId),
      [kept],
    );
  });

  check("a stem with signs is itself and nothing else", ({ index, put }) => {
    const plus = put("c++");
    const sharp = put("c#");
    put("c");
    const quote = put('say "cheese"');
    assert.deepEqual(
      index.findByText(asking("c++"), 10).map((hit) => hit.passageId),
      [plus],
    );
    assert.deepEqual(
      index.findByText(asking("c#"), 10).map((hit) => hit.passageId),
      [sharp],
    );
    assert.deepEqual(
      index.findByText(asking('"cheese"'), 10).map((hit) => hit.passageId),
      [quote],
    );
  });

  check("stems are never read as query syntax", ({ index, put }) => {
    put("docker");
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.constantFrom(
        '"',
        "*",
        "^docker",
        "NOT",
        "OR OR",
        "stems:docker",
        "NEAR(",
        "\0",
        "a\0b",
        "😀",
        "\ud800",
        "-",
        "{}",
        "'",
      ),
    );
    const query = fc.record({
      terms: fc.array(text, { maxLength: 4 }),
      phrases: fc.array(fc.array(text, { maxLength: 3 }), { maxLength: 2 }),
      excluded: fc.array(text, { maxLength: 2 }),
    });
    fc.assert(
      fc.property(query, (asked) => {
        for (const hit of index.findByText(asked, 5)) assert.ok(hit.score > 0);
      }),
      { numRuns: 100 },
    );
  });

  check("takes a question of a thousand words", ({ index, put }) => {
    const id = put("needle");
    const terms = Array.from({ length: 1000 }, (_, number) => `word${number}`);
    const query: TextQuery = { terms: [...terms, "needle"], phrases: [], excluded: terms };
    assert.deepEqual(
      index.findByText(query, 5).map((hit) => hit.passageId),
      [id],
    );
  });

  check("a date that is none is invalid-input", ({ index, put }) => {
    put("docker");
    for (const from of ["yesterday", "2026-02-31", "2026-13-01", "1 May", ""]) {
      assert.throws(() => index.findByText(asking("docker"), 5, { from }), { code: "invalid-input" }, from);
    }
  });

  check("tells which passages have every word, each in one of its spellings", ({ index, put }) => {
    const apart = put("fi роутер wi");
    const closed = put("wifi роутер");
    const half = put("wi роутер");
    const other = put("wifi сет");
    const wifi = [["wi", "fi"], ["wifi"]];
    const ids = [apart, closed, half, other, 999];
    assert.deepEqual(index.findWithAll([wifi, [["роутер"]]], ids), new Set([apart, closed]));
    assert.deepEqual(index.findWithAll([wifi, [["роутер"], ["сет"]]], [half, other]), new Set([other]));
    assert.deepEqual(index.findWithAll([wifi, [[]]], ids), new Set());
    assert.deepEqual(index.findWithAll([], ids), new Set());
    assert.deepEqual(index.findWithAll([[['" OR "wi']], [["NOT"]]], ids), new Set());
  });

  check("scores exactly the passages asked for as findByText does", ({ index, put }) => {
    const ids = [put("docker redis"), put("docker docker docker"), put("nothing"), put("redis")];
    const query: TextQuery = { terms: ["docker", "redis"], phrases: [], excluded: [] };
    const scores = index.scoreText(query, [ids[0]!, ids[1]!, ids[2]!, 999]);
    const found = index.findByText(query, 10).filter((hit) => hit.passageId !== ids[3]);
    assert.deepEqual(
      [...scores].sort(),
      found.map((hit): [number, number] => [hit.passageId, hit.score]).sort(),
    );
    assert.equal(scores.size, 2);
    assert.equal(index.scoreText(query, []).size, 0);
    assert.equal(
      index.scoreText({ terms: ["redis"], phrases: [["docker", "redis"]], excluded: [] }, ids).size,
      1,
    );
  });

  check("counts the passages that hold a stem", ({ index, put }) => {
    put("docker docker redis");
    put("docker");
    assert.deepEqual(
      [...index.documentFrequency(["docker", "redis", "нет", "", '"'])],
      [
        ["docker", 2],
        ["redis", 1],
        ["нет", 0],
        ["", 0],
        ['"', 0],
      ],
    );
  });
}
