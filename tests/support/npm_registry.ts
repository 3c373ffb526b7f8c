/**
 * A registry of npm's on this machine, with one package of one module.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { utf8 } from "../../core/bytes.ts";

/** The package's name and version. */
export const PACKAGE = "one-module@1.0.0";
const [NAME, VERSION] = PACKAGE.split("@") as [string, string];
const BLOCK = 512;

/** A registry that is being served. */
export interface NpmRegistry extends AsyncDisposable {
  url: string;
  /** As a lock file writes it. */
  integrity: string;
}

/** Serves a package whose module is `source`. */
export function npmRegistry(source: string): NpmRegistry {
  const manifest = { name: NAME, version: VERSION, type: "module", exports: "./mod.js" };
  const files = { "package.json": JSON.stringify(manifest), "mod.js": source };
  const tarball = new Uint8Array(gzipSync(tar(files)));
  const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
  const server: Deno.HttpServer<Deno.NetAddr> = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => {
      if (request.url.endsWith(".tgz")) return new Response(tarball);
      const dist = { integrity, tarball: `${url}/${NAME}.tgz` };
      const versions = { [VERSION]: { ...manifest, dist } };
      return Response.json({ name: NAME, "dist-tags": { latest: VERSION }, versions });
    },
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  return { url, integrity, [Symbol.asyncDispose]: () => server.shutdown() };
}

/** A tar file in the form of POSIX.1-1988, as npm packs it. */
function tar(files: Record<string, string>): Uint8Array {
  const parts = Object.entries(files).flatMap(([name, text]) => {
    const content = utf8(text);
    const filler = new Uint8Array((BLOCK - (content.length % BLOCK)) % BLOCK);
    return [tarHeader(`package/${name}`, content.length), content, filler];
  });
  return new Uint8Array(
    [...parts, new Uint8Array(2 * BLOCK)].flatMap((part) => [...part]),
  );
}

function tarHeader(name: string, size: number): Uint8Array {
  const header = new Uint8Array(BLOCK);
  const octal = (value: number, digits: number) =>
    value.toString(8).padStart(digits, "0");
  const put = (text: string, at: number) => header.set(utf8(text), at);
  put(name, 0);
  put(`${octal(0o644, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0`, 100);
  put(`${octal(size, 11)}\0${octal(0, 11)}\0${" ".repeat(8)}0`, 124);
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(`${octal(sum, 6)}\0 `, 148);
  return header;
}
