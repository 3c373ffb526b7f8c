import assert from "node:assert/strict";
import { parseRecordFile } from "../../backends/file/record_parser.ts";
import { parseConfig } from "../../cli/config/coffer_config.ts";
import { utf8 } from "../../core/bytes.ts";
import { DamagedError } from "../../core/errors.ts";
import { parsePlain } from "../../exchange/wallet/plain.ts";

/** So many lists in one another, the innermost not empty. */
function lists(depth: number): string {
  return `${"[".repeat(depth)}0${"]".repeat(depth)}`;
}

function recordFile(info: string): Uint8Array {
  const record = `{"domain": "a", "access": "b", "attributes": {"info": ${info}}}`;
  return utf8(`{"coffer": 1, "header": null, "records": [${record}]}`);
}

function saveFile(more: string): string {
  const record = '"domain": "a", "access": "b", "timestamp": null, "uid": "", "pwd": ""';
  return `[{${record}, "info": {}, "more": ${more}}]`;
}

/** What reads a document, how deep one may be, and how deep its own members stand. */
const READERS: [string, number, (depth: number) => unknown][] = [
  [
    "configuration",
    32,
    (depth) =>
      parseConfig(utf8(`{"coffer": 1, "more": ${lists(depth - 1)}}`), "config.json"),
  ],
  ["save file", 100, (depth) => parsePlain(saveFile(lists(depth - 2)))],
  // Nothing that is nested deeper could be right.
  [
    "record file",
    5,
    (depth) =>
      parseRecordFile(
        recordFile(depth === 5 ? '{"a": "b"}' : '{"a": {"b": "c"}}'),
        "w.json",
      ),
  ],
];

for (const [what, most, read] of READERS) {
  Deno.test(`depths: a ${what} is nested ${most} deep at most`, () => {
    read(most);
    assert.throws(() => read(most + 1), (error) => {
      assert.ok(error instanceof DamagedError);
      assert.match(error.message, /nested too deep/);
      return true;
    });
  });
}
