/**
 * What a large wallet would cost on AWS, reckoned from measured item sizes and the
 * service's published units (Amazon DynamoDB Developer Guide, "DynamoDB read and write
 * operations", "Constraints"). Prices are an example.
 *
 * @module
 */

/** Sizes in bytes, as measured. */
export interface ItemBytes {
  record: number;
  header: number;
  oldRecord: number;
}

/** What something takes of the service. */
interface Use {
  name: string;
  requests: number;
  /** Request units. */
  reads: number;
  writes: number;
}

const RECORDS = 1_000_000;
/** Bytes that one unit reads, or writes. */
const READ_UNIT = 4096;
const WRITE_UNIT = 1024;
/** What a transaction's writes cost in units, compared with plain ones. */
const TRANSACTION = 2;
const PAGE = 1 << 20;
/** Changes in a transaction, of which one is the header's. */
const CHANGES = 100;
/** Looks that one request makes. */
const LOOKS = 100;
/** US dollars for a million units, and for a GB in a month, in us-east-1. */
const READ_PRICE = 0.125;
const WRITE_PRICE = 0.625;
const STORAGE_PRICE = 0.25;

/** Two tables in Markdown: what commands use, and what is stored. */
export function reckoning(bytes: ItemBytes): string {
  const uses = usesOf(bytes);
  return `| with ${shown(RECORDS)} records | requests | read units | write units | US$ |
| --- | ---: | ---: | ---: | ---: |
${uses.map(row).join("\n")}

| stored | GB | US$ a month |
| --- | ---: | ---: |
${stored("Coffer's format", RECORDS * bytes.record + bytes.header)}
${stored("secret_wallet's format", RECORDS * bytes.oldRecord)}`;
}

function usesOf({ record, header, oldRecord }: ItemBytes): Use[] {
  const headerRead = Math.ceil(header / READ_UNIT);
  const headerWrite = TRANSACTION * Math.ceil(header / WRITE_UNIT);
  const recordRead = Math.ceil(record / READ_UNIT);
  const recordWrite = TRANSACTION * Math.ceil(record / WRITE_UNIT);
  const commits = Math.ceil(RECORDS / (CHANGES - 1));
  const all = fullRead(record);
  return [
    { name: "`get`", requests: 3, reads: 2 * headerRead + recordRead, writes: 0 },
    {
      name: "`set` of a record that is there",
      requests: 6,
      reads: 4 * headerRead + 2 * recordRead,
      writes: headerWrite + recordWrite,
    },
    {
      name: "`list`, `query`, `save`, `verify`",
      requests: all.requests + 4,
      reads: all.reads + 4 * headerRead,
      writes: 0,
    },
    {
      name: "`load` of all of them",
      requests: 4 * commits,
      // A look at what is not there costs a unit.
      reads: 2 * commits * headerRead + RECORDS,
      writes: commits * headerWrite + RECORDS * recordWrite,
    },
    // The header that is not there, whether there is anything, and the record.
    { name: "secret_wallet's format: `get`", requests: 3, reads: 3, writes: 0 },
    {
      name: "secret_wallet's format: `list`, `save`",
      ...fullRead(oldRecord),
      writes: 0,
    },
    {
      name: "secret_wallet's format: `load` of all of them",
      requests: Math.ceil(RECORDS / LOOKS) + Math.ceil(RECORDS / CHANGES),
      reads: RECORDS,
      writes: RECORDS * TRANSACTION * Math.ceil(oldRecord / WRITE_UNIT),
    },
  ];
}

/** A page counts as a whole, not each record. */
function fullRead(record: number): { requests: number; reads: number } {
  const bytes = RECORDS * record;
  return { requests: Math.ceil(bytes / PAGE), reads: Math.ceil(bytes / READ_UNIT) };
}

function row({ name, requests, reads, writes }: Use): string {
  const price = (reads * READ_PRICE + writes * WRITE_PRICE) / 1e6;
  return `| ${name} | ${[requests, reads, writes].map(shown).join(" | ")} | ${
    price < 0.001 ? "under 0.001" : price.toFixed(3)
  } |`;
}

function stored(name: string, bytes: number): string {
  const size = bytes / 1e9;
  return `| ${name} | ${size.toFixed(2)} | ${(size * STORAGE_PRICE).toFixed(2)} |`;
}

function shown(count: number): string {
  return count.toLocaleString("en-US");
}
