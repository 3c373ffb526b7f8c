import assert from "node:assert/strict";
import fc from "fast-check";
import { tellApart, tellRecordsApart } from "../../../exchange/wallet/imported.ts";

const anyNames = fc.array(
  fc.constantFrom("a", "a (2)", "a (2) (2)", "a (3)", "", " (2)"),
);

Deno.test("telling apart: all different, the first unchanged, all recognisable", () => {
  fc.assert(fc.property(anyNames, (names) => {
    const apart = tellApart(names);
    assert.equal(new Set(apart).size, names.length);
    apart.forEach((name, index) => {
      if (names.indexOf(names[index]!) === index) assert.equal(name, names[index]);
      assert.ok(
        name === names[index] || /^ \([0-9]+\)$/.test(name.slice(names[index]!.length)),
      );
      assert.ok(name.startsWith(names[index]!));
    });
  }));
});

Deno.test("telling apart: records only within their domain, in their order", () => {
  const record = (domain: string, access: string) => (
    { domain, access, uid: null, pwd: null, info: new Map() }
  );
  const records = [["d", "a"], ["e", "a"], ["d", "a"], ["e", "b"], ["d", "a"]];
  assert.deepEqual(
    tellRecordsApart(records.map(([domain, access]) => record(domain!, access!)))
      .map(({ domain, access }) => [domain, access]),
    [["d", "a"], ["e", "a"], ["d", "a (2)"], ["e", "b"], ["d", "a (3)"]],
  );
});
