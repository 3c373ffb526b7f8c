/**
 * The software bill of materials of the programs, in CycloneDX 1.6
 * (https://cyclonedx.org/docs/1.6/json/): what is in them, of which version, with the
 * hashes that `deno.lock` holds them to. It has no time and no serial number, so that the
 * same sources have the same bill.
 *
 * @module
 */

import type { Package } from "./contents.ts";

/** The part of `deno.lock` that matters here. */
export interface Lock {
  npm: Record<string, { integrity: string; dependencies?: string[] }>;
}

/** What is described. */
export interface Described {
  version: string;
  license: string;
  /** The packages of each program by the program's name. */
  programs: ReadonlyMap<string, readonly Package[]>;
  lock: Lock;
  /** The Deno that compiles: the runtime in every program. */
  runtime: string;
}

const OWN = "pkg:generic/coffer";
const RUNTIME = "pkg:github/denoland/deno";
const PREFIX = "sha512-";

/** The bill, to be written as JSON. */
export function sbom(described: Described): object {
  const { version, license, programs, lock, runtime } = described;
  const packages = new Map(
    [...programs.values()].flat().map((each) => [`${each.name}@${each.version}`, each]),
  );
  const keys = [...packages.keys()].sort();
  const own = `${OWN}@${version}`;
  const deno = `${RUNTIME}@v${runtime}`;
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": own,
        name: "coffer",
        version,
        licenses: [{ expression: license }],
        purl: own,
      },
    },
    components: [
      runtimeComponent(deno, runtime),
      ...keys.map((key) => component(packages.get(key)!, { lock, programs })),
    ],
    dependencies: [
      { ref: own, dependsOn: [deno, ...keys.map(purl)] },
      ...keys.map((key) => ({ ref: purl(key), dependsOn: within(lock, key, packages) })),
    ],
  };
}

function runtimeComponent(ref: string, version: string) {
  const license = { expression: "MIT" };
  return {
    type: "platform",
    "bom-ref": ref,
    name: "deno",
    version,
    description: "the runtime, with V8 and all else that it is made of",
    licenses: [license],
    purl: ref,
  };
}

function component(
  { name, version, license }: Package,
  { lock, programs }: Pick<Described, "lock" | "programs">,
) {
  const key = `${name}@${version}`;
  const [, group, short] = /^(@[^/]+)\/(.*)$/.exec(name) ?? [null, null, name];
  const users = [...programs].filter(([, packages]) =>
    packages.some((each) => each.name === name && each.version === version)
  );
  return {
    type: "library",
    "bom-ref": purl(key),
    ...(group !== null && { group }),
    name: short,
    version,
    scope: "required",
    hashes: [{ alg: "SHA-512", content: sha512(lock, key) }],
    ...(license !== null && { licenses: [{ expression: license }] }),
    purl: purl(key),
    properties: users.map(([value]) => ({ name: "coffer:program", value })),
  };
}

/** What the lock holds a package to, in hexadecimal digits. */
function sha512(lock: Lock, key: string): string {
  const integrity = lock.npm[key]?.integrity ?? "";
  if (!integrity.startsWith(PREFIX)) throw new Error(`${key} is not in deno.lock`);
  return Array.from(
    atob(integrity.slice(PREFIX.length)),
    (char) => char.charCodeAt(0).toString(16).padStart(2, "0"),
  ).join("");
}

/** Package URL (https://github.com/package-url/purl-spec). */
function purl(key: string): string {
  return `pkg:npm/${key.replace(/^@/, "%40")}`;
}

/** Its dependencies that are in the programs, too. */
function within(
  { npm }: Lock,
  key: string,
  packages: ReadonlyMap<string, Package>,
): string[] {
  const keys = (npm[key]?.dependencies ?? []).map((name) =>
    name in npm
      ? name
      : Object.keys(npm).find((each) => each.startsWith(`${name}@`)) ?? ""
  );
  return keys.filter((each) => packages.has(each)).map(purl);
}
