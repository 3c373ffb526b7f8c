/** A search that finds nothing proves something only if it can find. */

import assert from "node:assert/strict";
import { utf8 } from "../../core/bytes.ts";
import { CANARIES } from "../support/canary_stage.ts";
import { canSample, sampler } from "../support/proc_sampler.ts";
import { secretsIn } from "../support/wallet_secrets.ts";

const hex = (bytes: Uint8Array) =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const binary = (bytes: Uint8Array) => String.fromCharCode(...bytes);
const wide = (text: string) =>
  new Uint8Array(Uint16Array.from(text, (c) => c.charCodeAt(0)).buffer);

/** How a secret may be written. */
const WRITERS: Record<string, (secret: string) => string | Uint8Array> = {
  "as it is": (secret) => secret,
  "backwards": (secret) => utf8(secret).toReversed(),
  "Latin-1": (secret) => Uint8Array.from(secret, (c) => c.charCodeAt(0)),
  "UTF-16": (secret) => wide(secret),
  "UTF-16, the other way round": (secret) => {
    const bytes = wide(secret);
    for (let i = 0; i < bytes.length; i += 2) bytes.subarray(i, i + 2).reverse();
    return bytes;
  },
  "hexadecimal": (secret) => hex(utf8(secret)),
  "hexadecimal, capitals": (secret) => hex(utf8(secret)).toUpperCase(),
  "percent signs": (secret) => encodeURIComponent(secret),
  "all percent signs": (secret) => hex(utf8(secret)).replace(/../g, "%$&"),
  "JSON": (secret) => JSON.stringify(secret),
  "ASCII JSON": (secret) =>
    JSON.stringify(secret).replace(
      /[^ -~]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
};
for (const before of ["", "a", "ab"]) {
  const encoded = (secret: string) => btoa(before + binary(utf8(secret)) + "after");
  WRITERS[`base64, ${before.length} bytes before`] = encoded;
  WRITERS[`base64url, ${before.length} bytes before`] = (secret) =>
    encoded(secret).replaceAll("+", "-").replaceAll("/", "_");
}

for (const [how, write] of Object.entries(WRITERS)) {
  Deno.test(`secretsIn finds what is written: ${how}`, () => {
    for (const [name, secret] of Object.entries(CANARIES)) {
      const written = write(secret);
      const bytes = typeof written === "string" ? utf8(written) : written;
      const around = new Uint8Array([...utf8("before "), ...bytes, ...utf8(" after")]);
      assert.deepEqual(secretsIn(around, CANARIES), [name]);
    }
  });
}

Deno.test("the sampler sees arguments and environments of what runs for a moment", {
  ignore: !canSample(),
}, async () => {
  const mark = crypto.randomUUID();
  const looking = await sampler(mark);
  await new Deno.Command("sh", {
    args: ["-c", "sleep 0.5", mark, CANARIES.pwd],
    env: { SECRET: CANARIES.uid },
  }).output();
  const seen = await looking.stop();
  assert.ok(seen.some(({ cmdline }) => secretsIn(cmdline, CANARIES).includes("pwd")));
  assert.ok(seen.some(({ environ }) => secretsIn(environ, CANARIES).includes("uid")));
});
