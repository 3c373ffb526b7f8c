import assert from "node:assert/strict";
import { RefusedError } from "../../core/errors.ts";
import { checkNames, type NameRules } from "../../exchange/names.ts";
import { stashVector } from "../support/sstash_vectors.ts";
import { treeOf } from "../support/stashes.ts";

const LOCAL: NameRules = { localNames: true, os: "linux" };
const STRICT: NameRules = { os: "linux" };
const WINDOWS: NameRules = { localNames: true, os: "windows" };

function refusal(names: readonly string[], rules: NameRules): RefusedError | null {
  try {
    checkNames(treeOf(names.map((name) => [["top", name], "x"])), [], rules);
    return null;
  } catch (error) {
    assert.ok(error instanceof RefusedError);
    return error;
  }
}

const NEVER = [
  "",
  ".",
  "..",
  "a/b",
  "/abs",
  "../../etc/passwd",
  "a\0b",
  "\ud800",
  "x\udc00",
  ".coffer-value",
  ".coffer-export-1234",
  "n".repeat(256),
  "é".repeat(128),
];

const RESERVED_ON_WINDOWS = [
  "a\\b",
  "tab\t",
  "\x1f",
  ...[...'<>:"|?*'].map((char) => `a${char}b`),
  "CON",
  "con",
  "Aux.c",
  "prn.tar.gz",
  "NUL ",
  "nul .txt",
  "conin$",
  "CONOUT$",
  "com0",
  "COM9.log",
  "com\u00b9",
  "lpt\u00b3.x",
  "LPT5",
  "dot.",
  "space ",
  "...",
];

const FINE = [
  "a",
  "with space",
  " lead",
  ".hidden",
  ".coffer",
  ".coffer-values",
  "__proto__",
  "constructor",
  "\x7fdel",
  "\u2028",
  "\uffff",
  "\ufffd",
  "\u{1f600}",
  "é".repeat(127),
  "n".repeat(255),
  "console",
  "com10",
  "com",
  "a.con",
  "-rf",
  "~",
  "$HOME",
];

Deno.test("names: what no system takes is refused everywhere", () => {
  for (const name of NEVER) {
    for (const rules of [LOCAL, STRICT, WINDOWS]) {
      const error = refusal([name], rules);
      assert.ok(error, JSON.stringify(name));
      assert.match(error.message, /^1 key cannot become files/);
      assert.doesNotMatch(error.hint!, /--local-names/);
    }
  }
});

Deno.test("names: what Windows reserves is refused unless local names are allowed", () => {
  for (const name of RESERVED_ON_WINDOWS) {
    assert.match(refusal([name], STRICT)?.hint ?? "", /--local-names/, name);
    assert.equal(refusal([name], LOCAL), null, name);
    const onWindows = refusal([name], WINDOWS);
    assert.ok(onWindows, name);
    assert.doesNotMatch(onWindows.hint!, /--local-names/);
  }
});

Deno.test("names: everything else passes", () => {
  for (const name of FINE) {
    for (const rules of [LOCAL, STRICT, WINDOWS]) {
      assert.equal(refusal([name], rules), null, JSON.stringify(name));
    }
  }
});

Deno.test("names: the error counts all, shows the first few and the reason of each", () => {
  const names = ["a", "..", "b/c", "x".repeat(5000), "", "aux"];
  const error = refusal(names, STRICT)!;
  assert.equal(
    error.message,
    "5 keys cannot become files, so nothing was written: " +
      "top/.. (it means a folder itself), top/b\\/c (it holds a slash), " +
      `top/${"x".repeat(26)}…${"x".repeat(29)} (it is longer than 255 bytes) and 2 more`,
  );
  assert.match(error.hint!, /--local-names/);
});

Deno.test("names: the key of the tree itself is not judged, all below it is", () => {
  const tree = treeOf([[["a", "b", ".."], "x"]]);
  assert.throws(() => checkNames(tree, ["..", ""]), { name: "RefusedError" });
  checkNames(treeOf([[["a"], "x"]]), ["..", ""]);
});

Deno.test("names: of the hostile keys that sstash wrote, the right ones are refused", () => {
  const names = stashVector("odd_keys.stash").root_children;
  const accepted = (rules: NameRules) =>
    names.filter((name) => refusal([name], rules) === null);
  const local = [
    "with space",
    " lead",
    "trail ",
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "hasOwnProperty",
    "children",
    "value",
    "\x7fdel",
    "\b\f\n\r\t",
    '"quote"',
    "back\\slash",
    "\u2028\u2029",
    "\ufeffbom",
    "\uffff",
    "null",
    "true",
    "deep",
  ];
  assert.deepEqual(accepted(LOCAL), local);
  const reserved = ["trail ", "\b\f\n\r\t", '"quote"', "back\\slash"];
  assert.deepEqual(accepted(STRICT), local.filter((name) => !reserved.includes(name)));
});
