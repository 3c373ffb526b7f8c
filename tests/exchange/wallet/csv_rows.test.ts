import assert from "node:assert/strict";
import fc from "fast-check";
import { DamagedError } from "../../../core/errors.ts";
import { csvRows } from "../../../exchange/wallet/csv_rows.ts";
import { anyText } from "../../support/arbitraries.ts";
import { failure, SECRET } from "./fixtures.ts";

function cells(text: string): string[][] {
  return [...csvRows(text)].map((row) => row.cells);
}

Deno.test("CSV rows: RFC 4180, section 2", () => {
  assert.deepEqual(cells("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n"), [
    ["aaa", "bbb", "ccc"],
    ["zzz", "yyy", "xxx"],
  ]);
  assert.deepEqual(cells("aaa,bbb\r\nzzz,yyy"), [["aaa", "bbb"], ["zzz", "yyy"]]);
  assert.deepEqual(cells('"aaa","b\r\nb"\r\n"z,z",'), [["aaa", "b\r\nb"], ["z,z", ""]]);
  assert.deepEqual(cells('"b""bb",""""'), [['b"bb', '"']]);
  assert.deepEqual(cells(" a ,\t"), [[" a ", "\t"]]);
});

Deno.test("CSV rows: the mark, line feeds, empty lines, lines counted", () => {
  assert.deepEqual([...csvRows('\ufeff"a"\n\n\r\n"x\ny\r\nz",1\nlast,2')], [
    { line: 1, cells: ["a"] },
    { line: 4, cells: ["x\ny\r\nz", "1"] },
    { line: 7, cells: ["last", "2"] },
  ]);
  assert.deepEqual(cells(""), []);
  assert.deepEqual(cells("\r\n\n"), []);
  assert.deepEqual(cells(","), [["", ""]]);
  assert.deepEqual(cells("a,"), [["a", ""]]);
});

Deno.test("CSV rows: what is wrong, by line, without showing it", () => {
  const cases: [string, RegExp][] = [
    [`a,b\n${SECRET},x"y\n`, /^line 2 of the CSV file has a quotation mark within/],
    [`a,b\nc,"${SECRET}\n\n`, /^line 2 of .* never closed/],
    [`a,b\n"c","${SECRET}""`, /^line 2 of .* never closed/],
    [`a\n"x\ny"${SECRET}\n`, /^line 3 of .* text after a closing/],
    [`a\n"x" ,${SECRET}\n`, /^line 2 of .* text after a closing/],
    [`a,b\n\n${SECRET}\rc,d\n`, /^line 3 of .* a carriage return/],
    [`"a"\r`, /^line 1 of .* a carriage return/],
  ];
  for (const [text, says] of cases) {
    failure(() => cells(text), { class: DamagedError, says });
  }
});

Deno.test("CSV rows: any cells come back as they were", () => {
  const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
  const plain = (cell: string) => /[",\r\n]/.test(cell) ? quoted(cell) : cell;
  const row = fc.array(anyText, { minLength: 2, maxLength: 5 });
  const ends = fc.constantFrom("\n", "\r\n");
  const writer = fc.constantFrom(quoted, plain);
  fc.assert(
    fc.property(fc.array(row, { maxLength: 4 }), ends, writer, (rows, end, write) => {
      const text = rows.map((row) => row.map(write).join(",") + end).join("");
      assert.deepEqual(cells(`\ufeff${text}`), rows);
    }),
  );
});
