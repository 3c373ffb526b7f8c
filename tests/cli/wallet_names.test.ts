/** Names that something is likely to mangle, through the command line, in both formats. */

import assert from "node:assert/strict";
import type { WalletRecord } from "../../core/wallet/record.ts";
import { ODD_TEXTS } from "../support/record_store_samples.ts";
import { type Scene, scene } from "../support/wallet_scene.ts";

/** A store of v0 is told from none by its first record. */
const FIRST: WalletRecord = {
  domain: "first",
  access: "of all",
  uid: "u",
  pwd: "p",
  info: new Map(),
};
const HALF = "half \ud83d of a pair";

/** What a terminal might obey, or show as something else. */
const OBEYED =
  // deno-lint-ignore no-control-regex
  /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/;
/** What the menu of `qget` says itself: line ends, clearing, wrapping, going up. */
// deno-lint-ignore no-control-regex
const MENU = /\r\n?|\x1b\[(?:\?7[lh]|[KJ]|[0-9]+A)/g;

/** Both ways to keep names, in different stores. */
const NAMES = {
  "v1 file": "clear",
  "v1 sqlite": "sealed",
  "v0 sqlite": "clear",
} as const;

for (const kind of ["v1 file", "v1 sqlite", "v0 sqlite"] as const) {
  Deno.test(`${kind}: odd names are stored as they are, or refused`, async () => {
    await using here = await scene(kind, { records: [FIRST], names: NAMES[kind] });
    const stored = [FIRST.domain];
    for (const text of ODD_TEXTS) {
      const set = await here.run(["set", "-d", text, "-a", text, "-u", "u", "--json"]);
      if (set.code !== 0) {
        assertRefused(set.code, set.stderr);
        continue;
      }
      stored.push(text);
      const got = await json(here, ["get", "-d", text, "-a", text]);
      assert.deepEqual([got.domain, got.access, got.uid], [text, text, "u"]);
    }
    assert.ok(stored.length >= ODD_TEXTS.length, `${stored.length} were stored`);
    const listed = await json(here, ["list"]);
    assert.deepEqual(
      new Set(listed.map(({ domain }: { domain: string }) => domain)),
      new Set(stored),
    );
    assert.equal(listed.length, stored.length);
  });

  Deno.test(`${kind}: half of a surrogate pair is refused, or stored as it is`, async () => {
    await using here = await scene(kind, { records: [FIRST], names: NAMES[kind] });
    const set = (...args: string[]) => here.run(["set", ...args, "--json"]);
    for (
      const refused of [
        await set("-d", HALF, "-a", "a", "-u", "u"),
        await set("-d", "d", "-a", HALF, "-u", "u"),
        await set("d", "a", "-u", HALF),
        await set("d", "a", "-ik", "k", "-iv", HALF),
      ]
    ) {
      assertRefused(refused.code, refused.stderr);
      assert.equal(refused.stdout, "");
    }
    assert.equal((await here.records()).length, 1);
    // secret_wallet keeps such a name of an entry, so v0 may.
    const entry = await set("d", "a", "-ik", HALF, "-iv", "v");
    if (entry.code !== 0) return assertRefused(entry.code, entry.stderr);
    const { info } = await json(here, ["get", "d", "a"]);
    assert.deepEqual(info, { [HALF]: "v" });
    const { stdout } = await here.run(["get", "d", "a"], { terminal: true });
    assert.ok(stdout.includes("\\ud83d") && !stdout.includes("\ufffd"), stdout);
  });
}

for (const kind of ["v1 sqlite", "v0 sqlite"] as const) {
  Deno.test(`${kind}: odd names of info entries are stored as they are`, async () => {
    await using here = await scene(kind, { records: [FIRST], names: NAMES[kind] });
    const pairs = ODD_TEXTS.flatMap((text, at) => ["-ik", text, "-iv", `${at}`]);
    const set = await here.run(["set", "d", "a", ...pairs]);
    assert.equal(set.code, 0, set.stderr);
    const { info } = await json(here, ["get", "d", "a"]);
    // Compared as pairs: an object treats `__proto__` as something else.
    assert.deepEqual(
      new Map(Object.entries(info)),
      new Map(ODD_TEXTS.map((text, at) => [text, `${at}`])),
    );
    for (const [at, text] of ODD_TEXTS.entries()) {
      const field = await here.run(["get", "d", "a", "--field", `info/${text}`]);
      assert.equal(field.stdout, `${at}`, JSON.stringify(text).slice(0, 100));
    }
  });

  Deno.test(`${kind}: no name and no value reaches a terminal raw`, async () => {
    await using here = await scene(kind, { records: [FIRST], names: NAMES[kind] });
    const texts = ODD_TEXTS.filter((text) => OBEYED.test(text) || text === "");
    const values = texts.filter((text) => [...text].every((c) => c <= "\xff"));
    for (const text of texts) await set(here, text, "of a terminal");
    for (const [at, text] of values.entries()) await set(here, `value ${at}`, "v", text);
    const names = [...texts, ...values.map((_, at) => `value ${at}`)];
    const calls = [
      ["list"],
      ["list", "--json"],
      ["query"],
      ["qget"],
      ...names.flatMap((name) => [
        ["get", "-d", name, "-a", "of a terminal"],
        ["get", "-d", name, "-a", "v"],
        ["get", "-d", name, "-a", "v", "--field", "pwd"],
        ["get", "-d", name, "-a", "missing"],
        ["get", "-d", name, "-a", "missing", "--json"],
        ["list", name],
        ["delete", "-d", name, "-a", "missing"],
        ["rename", "-d", name, "-a", "of a terminal", "-nd", "x", "-na", name],
        ["delete", "-d", name],
      ]),
    ];
    for (const args of calls) {
      const { stdout, stderr } = await here.run(args, {
        terminal: true,
        typed: ["no\n"],
      });
      for (const said of [stdout, stderr.replaceAll(MENU, "")]) {
        const found = OBEYED.exec(said);
        const where = found && JSON.stringify(said.slice(0, found.index + 1).slice(-60));
        assert.ok(found === null, `${JSON.stringify(args)} said ${where}`);
      }
    }
  });
}

async function set(here: Scene, domain: string, access: string, value = "plain") {
  const { code, stderr } = await here.run([
    ...["set", "-d", domain, "-a", access, "-u", value, "--pwd-stdin"],
    ...["-ik", domain, "-iv", value],
  ], { typed: [value] });
  assert.equal(code, 0, stderr);
}

// deno-lint-ignore no-explicit-any
async function json(here: Scene, args: string[]): Promise<any> {
  const { code, stdout, stderr } = await here.run([...args, "--json"]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

/** By a usage error or a limit, in few words. */
function assertRefused(code: number, stderr: string): void {
  assert.ok(code === 2 || code === 10, `${code}: ${stderr}`);
  assert.ok(stderr.length < 2000, `the message has ${stderr.length} characters`);
}
