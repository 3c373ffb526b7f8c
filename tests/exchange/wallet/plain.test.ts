import assert from "node:assert/strict";
import fc from "fast-check";
import { DamagedError } from "../../../core/errors.ts";
import type { WalletRecord } from "../../../core/wallet/record.ts";
import { formatPlain, parsePlain } from "../../../exchange/wallet/plain.ts";
import { decryptedSave } from "../../core/wallet/vectors.ts";
import { anyRecord, failure, ordered, SECRET, vectorText } from "./fixtures.ts";

const SAVES = ["local_sqlite.decrypted", "aws_dynamo.decrypted", "reloaded2.decrypted"];

function plainRecord(change: Partial<WalletRecord> = {}): WalletRecord {
  return { domain: "d", access: "a", uid: "u", pwd: "p", info: new Map(), ...change };
}

/** A file of one record; `null` takes a member out. */
function file(change: Record<string, string | null> = {}): string {
  const members = {
    domain: '"d"',
    access: '"a"',
    timestamp: '"2024-01-02T03:04:05"',
    uid: '"u"',
    pwd: `"${SECRET}"`,
    info: "{}",
    ...change,
  };
  const present = Object.entries(members).filter(([, value]) => value !== null);
  return `[{${present.map(([name, value]) => `"${name}": ${value}`).join(", ")}}]`;
}

Deno.test("save -d: read and written as secret_wallet has it, byte for byte", () => {
  for (const name of SAVES) {
    const text = vectorText(`save.${name}.json`);
    const records = parsePlain(text);
    assert.equal(records.length, 12);
    assert.deepEqual(ordered(records), ordered(decryptedSave(name)));
    assert.equal(formatPlain(records), text);
  }
});

Deno.test("save -d: what Python writes for the troublesome", () => {
  const info = new Map([["__proto__", '"\\/'], ["10", "\b\f\n\r\t\0\x1f\x7f"], [
    "9",
    "é€😀\ud800",
  ]]);
  const records = [
    plainRecord({ uid: null, pwd: "", info, updated: "now" }),
    plainRecord({ domain: "", access: "\udc00\ud83d" }),
  ];
  // By json.dumps of Python 3.11.
  assert.equal(
    formatPlain(records),
    '[{"domain": "d", "access": "a", "timestamp": "now", "uid": null, "pwd": "", "info": ' +
      '{"__proto__": "\\"\\\\/", "10": "\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f", ' +
      '"9": "\\u00e9\\u20ac\\ud83d\\ude00\\ud800"}}, ' +
      '{"domain": "", "access": "\\udc00\\ud83d", "timestamp": null, "uid": "u", ' +
      '"pwd": "p", "info": {}}]',
  );
  assert.equal(formatPlain([]), "[]");
});

Deno.test("save -d: any record comes back as it was", () => {
  fc.assert(fc.property(fc.array(anyRecord, { maxLength: 4 }), (records) => {
    const text = formatPlain(records);
    assert.match(text, /^[\x20-\x7e]*$/);
    assert.deepEqual(ordered(parsePlain(text)), ordered(records));
  }));
});

Deno.test("load -d: as lenient as json.load", () => {
  const [record] = parsePlain(`\ufeff
    [ {"pwd":"old","info":{"b":"1","__proto__":"2","b":"3","a":"\\u00e9"},"more":[{"x":1e5}],
       "access":"é\\/","uid":null,"timestamp":null,"pwd":"new","domain":"NaN", "n": NaN} ]\n`);
  assert.deepEqual(
    ordered(record),
    ordered({
      domain: "NaN",
      access: "é/",
      uid: null,
      pwd: "new",
      info: new Map([["b", "3"], ["__proto__", "2"], ["a", "é"]]),
    }),
  );
  assert.deepEqual(parsePlain(file({ info: "null" }))[0]?.info, new Map());
  assert.equal(parsePlain(file())[0]?.updated, "2024-01-02T03:04:05");
});

Deno.test("load -d: the same name twice is for the caller to see", () => {
  const twice = formatPlain([plainRecord(), plainRecord({ pwd: "other" })]);
  assert.deepEqual(parsePlain(twice).map(({ pwd }) => pwd), ["p", "other"]);
});

Deno.test("load -d: what is no such file is refused, and named", () => {
  const cases: [text: string, says: RegExp][] = [
    ["", /save file cannot be read: not JSON/],
    [`domain,${SECRET}`, /not JSON/],
    [`["${SECRET}`, /not JSON/],
    [`["${SECRET}\n"]`, /not JSON/],
    [`[{"domain": "${SECRET}" "access": 1}]`, /not JSON/],
    [`{"domain": "${SECRET}"}`, /not a list of records/],
    [`["${SECRET}"]`, /record 1 of the save file is not a JSON object/],
    [`[{}]`, /the domain of record 1 .* missing/],
    [file({ domain: null }), /the domain of record 1 .* missing/],
    [file({ domain: "null" }), /the domain of record 1 .* not a text/],
    [file({ access: "7" }), /the access of record 1 .* not a text/],
    [file({ uid: null }), /the uid of d\/a in the save file is missing/],
    [file({ pwd: `["${SECRET}"]` }), /the pwd of d\/a/],
    [file({ timestamp: "17" }), /the timestamp of d\/a/],
    [file({ timestamp: null }), /the timestamp of d\/a/],
    [file({ info: null }), /the info of d\/a/],
    [file({ info: `[["k", "${SECRET}"]]` }), /the info of d\/a/],
    [file({ info: `{"k": "${SECRET}", "n": null}` }), /the info of d\/a/],
    [file({ more: "[".repeat(101) + "]".repeat(101) }), /nested too deep/],
    [file({ uid: '"\ud800"' }), /not well-formed/],
    [file({ access: '"\\u001b[31m"', uid: null }), /the uid of \["d","\\u001b\[31m"\]/],
  ];
  for (const [text, says] of cases) {
    failure(() => parsePlain(text), { class: DamagedError, says });
  }
  assert.equal(parsePlain(file({ more: "[".repeat(90) + "]".repeat(90) })).length, 1);
});

Deno.test("load -d: output that was redirected is told what to do", () => {
  const text = `Starting a secret wallet save with parameters Namespace()\n${file()}\n`;
  failure(() => parsePlain(text), {
    class: DamagedError,
    says: /JSON/,
    hint: /only the line/,
  });
  failure(() => parsePlain("a,b"), {
    class: DamagedError,
    says: /JSON/,
    hint: /--format csv/,
  });
});

Deno.test("save and load -d: 10,000 records", () => {
  const info = new Map([["a", "ü".repeat(20)], ["b", "2"]]);
  const records = Array.from(
    { length: 10_000 },
    (_, n) => plainRecord({ access: `a${n}`, info }),
  );
  const read = parsePlain(formatPlain(records));
  assert.equal(read.length, 10_000);
  assert.deepEqual(read[9_999], records[9_999]);
});
