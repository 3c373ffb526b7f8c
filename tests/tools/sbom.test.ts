import assert from "node:assert/strict";
import { packagesIn } from "../../tools/compile/contents.ts";
import { PROGRAMS } from "../../tools/compile/programs.ts";
import { type Lock, sbom } from "../../tools/compile/sbom.ts";

const LOCK: Lock = JSON.parse(
  await Deno.readTextFile(new URL("../../deno.lock", import.meta.url)),
);
const READER = PROGRAMS.find(({ name }) => name === "coffer-reader")!;
const HEX_512 = /^[0-9a-f]{128}$/;
const PURL = /^pkg:npm\/(%40[a-z0-9.-]+\/)?[a-z0-9._-]+@[0-9]+\.[0-9]+\.[0-9]+$/;

// deno-lint-ignore no-explicit-any
type Json = any;

/** What CycloneDX 1.6 asks of a bill, as far as ours goes. */
function assertIsBill(bill: Json): void {
  assert.deepEqual([bill.bomFormat, bill.specVersion, bill.version], [
    "CycloneDX",
    "1.6",
    1,
  ]);
  const members = ["$schema", "bomFormat", "components", "dependencies", "metadata"];
  assert.deepEqual(
    Object.keys(bill).sort(),
    [...members, "specVersion", "version"].sort(),
  );
  const all = [bill.metadata.component, ...bill.components];
  const refs = new Set(all.map((each) => each["bom-ref"]));
  assert.equal(refs.size, all.length);
  for (const { type, name, version, licenses } of all) {
    assert.match(type, /^(application|platform|library)$/);
    assert.ok(name !== "" && version !== "");
    assert.equal(typeof licenses[0].expression, "string", name);
  }
  for (const { purl, hashes, scope } of bill.components.slice(1)) {
    assert.match(purl, PURL);
    assert.deepEqual([hashes.length, hashes[0].alg, scope], [1, "SHA-512", "required"]);
    assert.match(hashes[0].content, HEX_512);
  }
  for (const { ref, dependsOn } of bill.dependencies) {
    for (const each of [ref, ...dependsOn]) assert.ok(refs.has(each), each);
  }
}

Deno.test("sbom: lists what is in a program, with the lock's hashes and licences", async () => {
  const packages = await packagesIn(READER);
  const names = packages.map(({ name }) => name);
  for (const name of ["@noble/ciphers", "@noble/hashes", "commander", "hash-wasm"]) {
    assert.ok(names.includes(name), name);
  }
  for (const name of ["dynalite", "fast-check", "pure-rand", "tslib"]) {
    assert.ok(!names.includes(name), `${name} is for tests, or nothing of it is left`);
  }
  const bill = sbom({
    version: "1.2.3",
    license: "MIT",
    programs: new Map([["coffer-reader", packages]]),
    lock: LOCK,
    runtime: "2.4.2",
  });
  assertIsBill(bill);
  const written: Json = bill;
  assert.equal(written.components.length, packages.length + 1);
  const [ciphers] = written.components.filter(({ name }: Json) => name === "ciphers");
  const { integrity } = LOCK.npm["@noble/ciphers@2.4.0"]!;
  const digits = hexBytes(ciphers.hashes[0].content);
  assert.equal(`sha512-${btoa(String.fromCharCode(...digits))}`, integrity);
});

function hexBytes(hex: string): number[] {
  return hex.match(/../g)!.map((digits) => parseInt(digits, 16));
}

Deno.test("sbom: a package that the lock does not hold is an error", () => {
  const strange = { name: "left-pad", version: "1.0.0", license: "MIT" };
  const programs = new Map([["coffer", [strange]]]);
  const rest = { version: "1", license: "MIT", lock: LOCK, runtime: "2.4.2" };
  assert.throws(() => sbom({ ...rest, programs }), /left-pad@1.0.0 is not in deno.lock/);
});
