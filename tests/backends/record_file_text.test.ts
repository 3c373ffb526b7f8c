/**
 * The text of a record file: what is written to the byte, and what is refused.
 */

import assert from "node:assert/strict";
import { fileRecordStore } from "../../backends/file/record_store.ts";
import { DamagedError } from "../../core/errors.ts";
import type { Attribute, StoredRecord } from "../../core/ports.ts";
import { temporaryFolder } from "../support/folder.ts";
import {
  all,
  contentsOf,
  fill,
  insert,
  keysOf,
  plain,
  record,
  versionAt,
} from "../support/record_store_samples.ts";

const TEXT = String.raw`{
  "coffer": 1,
  "header": "{\"sealed\": true}\n",
  "records": [
    {
      "domain": "",
      "access": "nothing",
      "attributes": {}
    },
    {
      "domain": "10",
      "access": "é 漢字 🔑",
      "attributes": {
        "info": {
          "z": "1",
          "10": "2",
          "2": "3",
          "__proto__": "4"
        },
        "pwd": null,
        "uid": ""
      }
    },
    {
      "domain": "2",
      "access": "\u001b[31m\u007f\u0085\u200b\u202e\u2028\ue000\ufeff\u0000",
      "attributes": {
        "empty": {},
        "half": "\ud800 \udc00"
      }
    }
  ]
}
`;

const RECORDS: StoredRecord[] = [
  {
    domain: "2",
    access: "\x1b[31m\x7f\x85\u200b\u202e\u2028\ue000\ufeff\0",
    attributes: new Map<string, Attribute>([
      ["half", "\ud800 \udc00"],
      ["empty", new Map()],
    ]),
  },
  { domain: "", access: "nothing", attributes: new Map() },
  {
    domain: "10",
    access: "é 漢字 🔑",
    attributes: new Map<string, Attribute>([
      ["uid", ""],
      ["pwd", null],
      ["info", new Map([["z", "1"], ["10", "2"], ["2", "3"], ["__proto__", "4"]])],
    ]),
  },
];
const HEADER = {
  do: "header",
  header: '{"sealed": true}\n',
  expected: "absent",
} as const;

Deno.test("record file: the text is as documented, whatever the order of writing", async () => {
  await using folder = await temporaryFolder();
  const orders = [RECORDS, RECORDS.toReversed()];
  for (const [i, records] of orders.entries()) {
    await using store = fileRecordStore(folder.at(`${i}`));
    await store.commit([...records.map(insert), HEADER]);
    assert.equal(await Deno.readTextFile(folder.at(`${i}`)), TEXT);
  }
});

Deno.test("record file: one change is few lines of difference", async () => {
  await using folder = await temporaryFolder();
  await using store = fileRecordStore(folder.at("f"));
  await store.commit([...RECORDS.map(insert), HEADER]);
  const [, nothing] = RECORDS;
  const changed = { ...nothing!, attributes: new Map([["uid", "x"]]) };
  const expected = await versionAt(store, changed);
  await store.commit([{ do: "put", record: changed, expected }]);
  const after = await Deno.readTextFile(folder.at("f"));
  assert.equal(
    after,
    TEXT.replace('"attributes": {}', '"attributes": {\n        "uid": "x"\n      }'),
  );
  await store.commit([{
    do: "put",
    record: nothing!,
    expected: await versionAt(store, changed),
  }]);
  assert.equal(await Deno.readTextFile(folder.at("f")), TEXT);
});

Deno.test("record file: the text is read back as it was", async () => {
  await using folder = await temporaryFolder();
  await using store = fileRecordStore(folder.at("f"));
  await Deno.writeTextFile(folder.at("f"), TEXT);
  assert.equal((await store.header())!.value, HEADER.header);
  const sorted = [RECORDS[1]!, RECORDS[2]!, RECORDS[0]!];
  const read = await all(store.list());
  assert.deepEqual(keysOf(read), keysOf(sorted));
  for (const [i, each] of read.entries()) {
    assert.deepEqual(new Map(each.attributes), new Map(sorted[i]!.attributes));
  }
  const info = read[1]!.attributes.get("info") as Map<string, string>;
  assert.deepEqual([...info.keys()], ["z", "10", "2", "__proto__"]);
});

Deno.test("record file: spacing and order of an editor do not matter", async () => {
  await using folder = await temporaryFolder();
  await using store = fileRecordStore(folder.at("f"));
  await Deno.writeTextFile(
    folder.at("f"),
    '{"records":[{"access":"b","domain":"d","attributes":{"\\u0075id":"x"}},\r\n' +
      '\t{"domain":"d","access":"a","attributes":{}}],"header":null,"coffer":1}',
  );
  assert.deepEqual(keysOf(await all(store.list())), [["d", "a"], ["d", "b"]]);
  const { value } = (await store.get({ domain: "d", access: "b" }))!;
  assert.deepEqual(value.attributes, new Map([["uid", "x"]]));
  assert.equal(await store.header(), null);
});

/** A file with these records, as text. */
function file(records: string, top = '"coffer": 1, "header": null'): string {
  return `{${top}, "records": [${records}]}`;
}

const EMPTY = '"domain": "", "access": "", "attributes": {}';
const attributes = (text: string) =>
  `{"domain": "", "access": "", "attributes": ${text}}`;

const REFUSED: [what: string, text: string | Uint8Array][] = [
  ["nothing", ""],
  ["white space", "\n"],
  ["another kind of file", "# notes\n"],
  ["a byte order mark", "\ufeff" + file("")],
  ["UTF-16", new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0])],
  [
    "not UTF-8",
    new Uint8Array([...new TextEncoder().encode(`{"a": "`), 0xff, 0x22, 0x7d]),
  ],
  ["a list", "[]"],
  ["an object of no members", "{}"],
  ["no header", '{"coffer": 1, "records": []}'],
  ["no records", '{"coffer": 1, "header": null}'],
  ["no layout", '{"header": null, "records": []}'],
  ["a layout of tomorrow", file("", '"coffer": 2, "header": null')],
  ["a layout that is a text", file("", '"coffer": "1", "header": null')],
  ["a layout that is nothing", file("", '"coffer": null, "header": null')],
  ["a member too many", file("", '"coffer": 1, "header": null, "more": 1')],
  ["a member twice", file("", '"coffer": 1, "header": null, "header": null')],
  ["a header that is no text", file("", '"coffer": 1, "header": {}')],
  ["records that are an object", '{"coffer": 1, "header": null, "records": {}}'],
  ["a record that is a text", file('"x"')],
  ["a record without access", file('{"domain": "", "attributes": {}}')],
  ["a record with more", file(`{${EMPTY}, "rev": 1}`)],
  ["a record with a member twice", file(`{${EMPTY}, "domain": ""}`)],
  ["a key twice", file(`{${EMPTY}}, {${EMPTY}}`)],
  ["a name that is a number", file('{"domain": 1, "access": "", "attributes": {}}')],
  ["attributes that are a list", file(attributes("[]"))],
  ["an attribute twice", file(attributes('{"a": "", "a": ""}'))],
  ["an attribute that is a number", file(attributes('{"a": 1}'))],
  ["an attribute that is true", file(attributes('{"a": true}'))],
  ["an attribute that is a list", file(attributes('{"a": []}'))],
  ["a map with nothing in it for a text", file(attributes('{"a": {"b": null}}'))],
  ["a map in a map", file(attributes('{"a": {"b": {}}}'))],
  ["a name of a map twice", file(attributes('{"a": {"b": "", "b": ""}}'))],
  ["deep nesting", `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`],
  ["the end missing", TEXT.slice(0, -3)],
  ["something after the end", `${TEXT}{}`],
  [
    "a merge that was not ended",
    TEXT.replace('  "records"', '<<<<<<< ours\n  "records"'),
  ],
  ["a trailing comma", file(`{${EMPTY}},`)],
  ["a raw newline in a text", file(attributes('{"a": "\n"}'))],
];

for (const [what, text] of REFUSED) {
  Deno.test(`record file: ${what} is damage, and stays as it is`, async () => {
    await using folder = await temporaryFolder();
    const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
    await Deno.writeFile(folder.at("f"), bytes);
    await using store = fileRecordStore(folder.at("f"));
    const uses: (() => Promise<unknown>)[] = [
      () => store.header(),
      () => store.get({ domain: "", access: "" }),
      () => all(store.list()),
      () => fill(store, [record("d", "a")]),
      () => store.backup("x"),
    ];
    for (const use of uses) {
      await assert.rejects(use, (error) => {
        assert.ok(error instanceof DamagedError, String(error));
        assert.ok(error.message.includes(folder.at("f")));
        return true;
      });
    }
    assert.deepEqual(await Deno.readFile(folder.at("f")), bytes);
    assert.deepEqual(folder.names(), ["f"]);
  });
}

Deno.test("record file: what is damaged is replaced by a backup, and kept", async () => {
  await using folder = await temporaryFolder();
  await using store = fileRecordStore(folder.at("f"));
  await fill(store, [record("d", "a")]);
  const before = await contentsOf(store);
  const { id } = await store.backup("good");
  await Deno.writeTextFile(folder.at("f"), "oh no");
  await store.restore(id);
  assert.deepEqual(await contentsOf(store), before);
  const [, kept] = await store.backups();
  assert.equal(await Deno.readTextFile(folder.at(kept!.id)), "oh no");
  await assert.rejects(store.restore(kept!.id), DamagedError);
  assert.deepEqual(await contentsOf(store), before);
  assert.deepEqual(plain((await all(store.list()))[0]!), plain(record("d", "a")));
});
