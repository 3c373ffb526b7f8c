import assert from "node:assert/strict";
import fc from "fast-check";
import { DamagedError } from "../../../core/errors.ts";
import type { StoredRecord } from "../../../core/ports.ts";
import { formatSealedV1, parseSealedV1 } from "../../../exchange/wallet/sealed_v1.ts";
import { anyText } from "../../support/arbitraries.ts";
import { anyStored, failure, ordered, SECRET } from "./fixtures.ts";

const RECORD: StoredRecord = {
  domain: "D",
  access: "é",
  attributes: new Map<string, string | null | Map<string, string>>([
    ["rev", "1"],
    ["uid", null],
    ["info", new Map([["k", "c1.x"]])],
  ]),
};
const ONE = '{"domain":"D","access":"\\u00e9",' +
  '"attributes":{"rev":"1","uid":null,"info":{"k":"c1.x"}}}';

/** A file with other members, or with these records. */
function file(records: string, change: Record<string, string | null> = {}): string {
  const members = {
    coffer: "1",
    format: '"wallet-v1-save"',
    header: '"{}"',
    records,
    ...change,
  };
  const present = Object.entries(members).filter(([, value]) => value !== null);
  return `{${present.map(([name, value]) => `"${name}":${value}`).join(",")}}`;
}

Deno.test("sealed v1: the form, a record on each line", () => {
  assert.equal(
    formatSealedV1('{"format":"coffer/v1"}', [RECORD, { ...RECORD, domain: "\x7f" }]),
    '{"coffer":1,"format":"wallet-v1-save","header":"{\\"format\\":\\"coffer/v1\\"}",' +
      `"records":[\n${ONE},\n${ONE.replace('"D"', '"\\u007f"')}\n]}\n`,
  );
  assert.equal(
    formatSealedV1("", []),
    '{"coffer":1,"format":"wallet-v1-save","header":"","records":[\n]}\n',
  );
});

Deno.test("sealed v1: any wallet comes back as it was, orders and nulls too", () => {
  fc.assert(fc.property(anyText, anyStored, (header, records) => {
    const text = formatSealedV1(header, records);
    assert.match(text, /^[\n\x20-\x7e]*$/);
    assert.deepEqual(ordered(parseSealedV1(text)), ordered({ header, records }));
  }));
});

Deno.test("sealed v1: order and white space are free", () => {
  const text = `\ufeff{"records": [ {"attributes": {}, "access": "a",
    "domain": "d"} ], "header": "h", "format": "wallet-v1-save", "coffer": 1}`;
  assert.deepEqual(parseSealedV1(text), {
    header: "h",
    records: [{ domain: "d", access: "a", attributes: new Map() }],
  });
});

Deno.test("sealed v1: anything else is refused", () => {
  const versions: [string, RegExp][] = [
    [file("[]", { coffer: "2" }), /no kind that is known/],
    [file("[]", { coffer: "2", records: null }), /no kind that is known/],
    [file("[]", { coffer: "1.0" }), /no kind that is known/],
    [file("[]", { coffer: '"1"' }), /no kind that is known/],
    [file("[]", { coffer: null }), /no kind that is known/],
    [file("[]", { format: '"wallet-v2-save"' }), /no kind that is known/],
    [file("[]", { format: "1" }), /no kind that is known/],
    ["[]", /no kind that is known/],
    ["null", /no kind that is known/],
  ];
  for (const [text, says] of versions) {
    failure(() => parseSealedV1(text), { class: DamagedError, says, hint: /newer/ });
  }
  const record = (members: string) => file(`[${ONE},{${members}}]`);
  const misshapen: [string, RegExp][] = [
    ["", /not JSON/],
    [`{"coffer":1,"${SECRET}`, /not JSON/],
    [file("[]", { more: "1" }), /the save file does not have/],
    [file("[]", { header: null }), /the save file does not have/],
    [file("[]", { header: null, headers: '"h"' }), /the save file does not have/],
    [file("[]", { header: "null" }), /the header of the save file/],
    [file("{}"), /the records of the save file/],
    [file("[1]"), /^record 1 of the save file/],
    [file(`[${ONE},${ONE}]`), /two records under D\/é/],
    [file("[]") + "x", /not JSON/],
    [file("[]").replace("{", '{"coffer":1,'), /a name twice/],
    [record('"domain":"d","access":"a"'), /^record 2 of/],
    [record('"domain":"d","access":"a","attributes":{},"x":1'), /^record 2 of/],
    [record('"domain":"d","access":"a","attributes":null'), /attributes of record 2/],
    [record('"domain":null,"access":"a","attributes":{}'), /domain of record 2/],
    [record('"domain":"d","access":7,"attributes":{}'), /access of record 2/],
    [record(`"domain":"d","access":"a","attributes":{"x":1}`), /attribute of record 2/],
    [record(`"domain":"d","access":"a","attributes":{"x":{"y":null}}`), /of record 2/],
    [record(`"domain":"d","access":"a","attributes":{"x":["y"]}`), /of record 2/],
    [record('"domain":"d","access":"a","attributes":{"x":"","x":""}'), /a name twice/],
    [
      record('"domain":"d","access":"a","attributes":{"x":{"y":"","y":""}}'),
      /a name twice/,
    ],
    [file('["\ud800"]'), /not well-formed/],
  ];
  for (const [text, says] of misshapen) {
    failure(() => parseSealedV1(text), { class: DamagedError, says });
  }
});

Deno.test("sealed v1: 10,000 records", () => {
  const records = Array.from(
    { length: 10_000 },
    (_, n) => ({ ...RECORD, access: `${n}` }),
  );
  assert.equal(parseSealedV1(formatSealedV1("h", records)).records.length, 10_000);
});
