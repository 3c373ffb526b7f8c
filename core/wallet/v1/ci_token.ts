/**
 * The text form of a CI token (docs/format_v1.md, section 7.5): 256 random bits, and a
 * checksum that tells a typing error from a wrong token.
 *
 * @module
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { fromBase64Url, toBase64Url } from "../../base64url.ts";
import { sameBytes, utf8, wipe } from "../../bytes.ts";
import { AuthenticationError } from "../../errors.ts";
import { LABELS } from "./labels.ts";

/** The length of what is secret in a token, in bytes. */
export const TOKEN_LENGTH = 32;

const PREFIX = "cft1_";
const CHECK_LENGTH = 4;
const FORM = /^cft1_[A-Za-z0-9_-]{48}$/;

/** The text of a token. */
export function formatToken(secret: Uint8Array): string {
  return PREFIX + toBase64Url(new Uint8Array([...secret, ...check(secret)]));
}

/**
 * The 32 secret bytes of a token, in a new array that the caller wipes.
 *
 * @throws {AuthenticationError} if it is no token, or one with a typing error; it shows
 * nothing of it
 *
 * @example
 * ```ts
 * import { formatToken, parseToken } from "./ci_token.ts";
 * import assert from "node:assert/strict";
 *
 * const token = formatToken(new Uint8Array(32).fill(7));
 * assert.equal(token, "cft1_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcpY9mt");
 * assert.deepEqual(parseToken(token), new Uint8Array(32).fill(7));
 * ```
 */
export function parseToken(text: string): Uint8Array<ArrayBuffer> {
  if (!FORM.test(text)) {
    throw new AuthenticationError("this is not a CI token, or only a part of one", {
      hint: `a token is ${PREFIX.length + 48} characters and begins with ${PREFIX}`,
    });
  }
  const bytes = fromBase64Url(text.slice(PREFIX.length));
  const secret = bytes.slice(0, TOKEN_LENGTH);
  const fits = sameBytes(check(secret), bytes.subarray(TOKEN_LENGTH));
  wipe(bytes);
  if (fits) return secret;
  wipe(secret);
  throw new AuthenticationError("the CI token has a typing error", {
    hint: "its checksum does not fit: copy it again, whole",
  });
}

function check(secret: Uint8Array): Uint8Array {
  return sha256.create().update(utf8(LABELS.tokenCheck)).update(secret).digest()
    .subarray(0, CHECK_LENGTH);
}
