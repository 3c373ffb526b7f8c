/** A wallet in a file that somebody has changed: nothing wrong is ever shown for right. */

import assert from "node:assert/strict";
import type { WalletRecord } from "../../core/wallet/record.ts";
import { GOLDEN } from "../support/wallet_golden.ts";
import { type Scene, scene } from "../support/wallet_scene.ts";

// deno-lint-ignore no-explicit-any
type Json = any;

const RECORDS = ["one", "two", "three"].map((access): WalletRecord => ({
  domain: "d",
  access,
  uid: `uid of ${access}`,
  pwd: `pwd of ${access}`,
  info: new Map([["a", `a of ${access}`], ["b", `b of ${access}`]]),
}));

/** One change to the file, and what notices it. */
interface Change {
  what: string;
  change(wallet: Json, other: Json): void;
  /** By default all of them. */
  noticedBy?: (keyof typeof CALLS)[];
}

/** Every call that reads, of one record or of all. */
const CALLS = {
  get: ["get", "d", "one"],
  list: ["list"],
  domain: ["list", "-d", "d"],
  query: ["query", "o"],
  save: ["save", "-d"],
  dump: ["dump"],
};
/** They read everything, and so notice what is missing or old. */
const WHOLE: (keyof typeof CALLS)[] = ["list", "query", "save", "dump"];

const CHANGES: Change[] = [
  {
    what: "two records in each other's place",
    change: ({ records: [a, b, c] }) => {
      const moved = a.attributes;
      a.attributes = b.attributes;
      b.attributes = c.attributes;
      c.attributes = moved;
    },
  },
  {
    what: "a record dropped",
    change: ({ records }) => records.splice(indexOf(records, "one"), 1),
    noticedBy: WHOLE,
  },
  {
    what: "a record twice, under a name of its own",
    change: ({ records }) => {
      const copy = structuredClone(records[0]);
      copy.access = `A${copy.access.slice(1)}` === copy.access
        ? `B${copy.access.slice(1)}`
        : `A${copy.access.slice(1)}`;
      records.push(copy);
    },
    noticedBy: WHOLE,
  },
  {
    what: "a record of another wallet",
    change: ({ records }, other) =>
      records.forEach((each: Json, at: number) => {
        each.attributes = other.records[at].attributes;
      }),
  },
  {
    what: "uid and pwd exchanged",
    change: ({ records }) =>
      records.forEach(({ attributes }: Json) => {
        [attributes.uid, attributes.pwd] = [attributes.pwd, attributes.uid];
      }),
  },
  {
    what: "values of info entries exchanged",
    change: ({ records }) =>
      records.forEach(({ attributes: { info } }: Json) => {
        const [a, b] = Object.keys(info) as [string, string];
        [info[a], info[b]] = [info[b], info[a]];
      }),
  },
  {
    what: "a value cut short",
    change: ({ records }) =>
      records.forEach(({ attributes }: Json) => {
        attributes.pwd = attributes.pwd.slice(0, -4);
      }),
  },
  {
    what: "a value taken away",
    change: ({ records }) =>
      records.forEach(({ attributes }: Json) => {
        delete attributes.pwd;
      }),
  },
  {
    what: "another time of change",
    change: ({ records }) =>
      records.forEach(({ attributes }: Json) => {
        attributes.updated = "2030-01-01T00:00:00.000000Z";
      }),
  },
  {
    what: "a count in the header that is not true",
    change: (wallet) => {
      const header = JSON.parse(wallet.header);
      header.count++;
      wallet.header = JSON.stringify(header);
    },
  },
  {
    what: "the header of another wallet that the same password opens",
    change: (wallet, other) => wallet.header = other.header,
  },
];

for (const { what, change, noticedBy } of CHANGES) {
  Deno.test(`changed file: ${what}`, async () => {
    await using here = await scene("v1 file", { records: RECORDS, names: "clear" });
    await using there = await scene("v1 file", { records: RECORDS, names: "clear" });
    const [wallet, other] = [await read(here), await read(there)];
    change(wallet, other);
    await write(here, JSON.stringify(wallet));
    await assertNoticed(here, noticedBy ?? Object.keys(CALLS) as (keyof typeof CALLS)[]);
  });
}

Deno.test("changed file: a record as it was before", async () => {
  await using here = await scene("v1 file", { records: RECORDS, names: "clear" });
  const old = await read(here);
  assert.equal((await here.run(["set", "d", "one", "-u", "newer"])).code, 0);
  const wallet = await read(here);
  const at = indexOf(wallet.records, "one");
  wallet.records[at] = old.records[at];
  await write(here, JSON.stringify(wallet));
  const other = { ...here.env, HOME: here.at("elsewhere") };
  await assertNoticed(here, WHOLE, { env: other });
  // The device that has written the newer one knows even without a look at the others.
  await assertNoticed(here, [...WHOLE, "get", "domain"], { code: 11 });
});

Deno.test("changed file: cut short, or no JSON", async () => {
  await using here = await scene("v1 file", { records: RECORDS });
  const text = await Deno.readTextFile(here.at("wallet.json"));
  for (
    const part of [
      text.slice(0, -10),
      text.slice(0, text.length / 2),
      "{}",
      "[]",
      "x",
      "",
    ]
  ) {
    await write(here, part);
    await assertNoticed(here, Object.keys(CALLS) as (keyof typeof CALLS)[]);
    const { code } = await here.run(["set", "d", "new", "-u", "u"]);
    assert.equal(code, 5, `set in ${part.slice(0, 20)}`);
    assert.equal(await Deno.readTextFile(here.at("wallet.json")), part);
  }
});

Deno.test("changed file: the header taken away", async () => {
  await using here = await scene("v1 file", { records: RECORDS, names: "clear" });
  const wallet = await read(here);
  delete wallet.header;
  await write(here, JSON.stringify(wallet));
  for (const args of Object.values(CALLS)) {
    const { code, stdout } = await here.run(args);
    assert.notEqual(code, 0, args.join(" "));
    assert.equal(stdout, "");
  }
});

/** These calls end with 5, if nothing else is said, and show nothing. */
async function assertNoticed(
  here: Scene,
  by: (keyof typeof CALLS)[],
  { env = here.env, code: expected = 5 }: {
    env?: Record<string, string>;
    code?: number;
  } = {},
): Promise<void> {
  for (const [name, args] of Object.entries(CALLS)) {
    const { code, stdout, stderr } = await here.run(args, { env });
    if (!by.includes(name as keyof typeof CALLS)) continue;
    assert.equal(code, expected, `${name}: ${stdout}${stderr}`);
    assert.equal(stdout, "", name);
  }
}

Deno.test("changed file: another format in the place of a wallet with a device key", async () => {
  await using here = await scene("v1 file");
  await Deno.remove(here.at("wallet.json"));
  const env = { HOME: here.at("home"), COFFER_PASSWORD: here.env.COFFER_PASSWORD! };
  const run = (args: string[]) => here.run(args, { env });
  const store = ["--store", here.env.COFFER_STORE!];
  assert.equal((await run(["init", ...store, "--no-input"])).code, 0);
  assert.equal((await run(["list"])).code, 0);
  await Deno.copyFile(`${GOLDEN}v0.json`, here.at("wallet.json"));
  for (const args of [["list"], ["query", "e"], ["get", "energy", "water"], ["save"]]) {
    const { code, stdout } = await run(args);
    assert.equal(code, 11, `${args.join(" ")}: ${code} ${stdout}`);
    assert.equal(stdout, "");
  }
  // A device that has seen nothing there still has no key for the other format.
  await Deno.remove(here.at("home/.local"), { recursive: true });
  for (const args of [["list"], ["query", "e"], ["get", "energy", "water"], ["save"]]) {
    const { code, stdout } = await run(args);
    assert.ok(code === 3 || code === 5, `${args.join(" ")}: ${code} ${stdout}`);
    assert.equal(stdout, "");
  }
});

function indexOf(records: Json[], access: string): number {
  return records.findIndex((each) => each.access === access);
}

async function read(here: Scene): Promise<Json> {
  return JSON.parse(await Deno.readTextFile(here.at("wallet.json")));
}

async function write(here: Scene, text: string): Promise<void> {
  await Deno.writeTextFile(here.at("wallet.json"), text);
}
