/**
 * Wallets in the format of secret_wallet: records of Fernet tokens in a file of Coffer's,
 * and a database of secret_wallet's own.
 *
 * @module
 */

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { cbc } from "@noble/ciphers/aes.js";
import { utf8 } from "../../../core/bytes.ts";
import { decodeBase64Url, encodeBase64Url } from "../../../core/crypto/fernet_base64.ts";
import { AuthenticationError, DamagedError } from "../../../core/errors.ts";
import { deviceKeyV0, fieldKeyBytesV0 } from "../../../core/wallet/keys_v0.ts";
import { type ErrorClass, Maker, type Part } from "./kit.ts";

const OPEN = { password: "Memor4ble of the kit", devicePassword: "Dev1ce of the kit" };
const SQLITE = new URL("../../vectors/wallet/secretwallet.sqlite", import.meta.url);
const MANIFEST = new URL("../../vectors/wallet/manifest.json", import.meta.url);
const IV_AT = 9, CIPHERTEXT_AT = 25, MAC_LENGTH = 32, BLOCK_LENGTH = 16;

/** Makes tokens that are signed, whatever is in them. */
class Tokens {
  readonly #signing: Uint8Array;
  readonly #encryption: Uint8Array;

  constructor(key: Uint8Array) {
    this.#signing = key.subarray(0, 16);
    this.#encryption = key.subarray(16);
  }

  /** A token over blocks that are padded already, or wrongly. */
  sealed(padded: Uint8Array, version = 0x80): string {
    const iv = new Uint8Array(BLOCK_LENGTH).fill(padded.length);
    const box = cbc(this.#encryption, iv, { disablePadding: true }).encrypt(padded);
    const token = new Uint8Array(CIPHERTEXT_AT + box.length + MAC_LENGTH);
    token[0] = version;
    new DataView(token.buffer).setBigUint64(1, 1_767_322_985n);
    token.set(iv, IV_AT);
    token.set(box, CIPHERTEXT_AT);
    return this.signed(token);
  }

  /** The same bytes with a signature that fits. */
  signed(token: Uint8Array): string {
    const body = token.subarray(0, -MAC_LENGTH);
    token.set(hmac(sha256, this.#signing, body), body.length);
    return encodeBase64Url(token);
  }
}

function padded(
  text: string,
  filler = BLOCK_LENGTH - (text.length % BLOCK_LENGTH),
): Uint8Array {
  const length = text.length + BLOCK_LENGTH - (text.length % BLOCK_LENGTH);
  const bytes = new Uint8Array(length).fill(filler);
  bytes.set(utf8(text));
  return bytes;
}

function store(pwd: unknown, more: object = {}): string {
  const attributes = {
    uid: null,
    pwd,
    info: {},
    timestamp: "2026-01-02T03:04:05",
    ...more,
  };
  const records = [{ domain: "energy", access: "gas", attributes }];
  return `${JSON.stringify({ coffer: 1, header: null, records }, null, 1)}\n`;
}

/** All cases of stores without a header. */
export async function storesV0(): Promise<Part[]> {
  const deviceKey = await deviceKeyV0(OPEN.devicePassword);
  const tokens = new Tokens(await fieldKeyBytesV0(OPEN.password, deviceKey));
  return [files(tokens), await databases()];
}

function files(tokens: Tokens): Part {
  const make = new Maker("wallet v0", { folder: "v0", open: OPEN });
  const damaged = (why: string): [ErrorClass, string] => [DamagedError, why];
  const wrong = (why: string): [ErrorClass, string] => [AuthenticationError, why];
  const good = tokens.sealed(padded("hunter2"));
  const bytes = () => decodeBase64Url(good)!;
  const longer = decodeBase64Url(tokens.sealed(padded("x".repeat(20))))!;
  make.opens("good.json", store(good), "A record whose password is a good token.");
  make.again("wrong_password", "good.json", wrong("The password is another."), {
    ...OPEN,
    password: "Other w0rd!",
  });
  make.again("wrong_device", "good.json", wrong("The device password is another."), {
    ...OPEN,
    devicePassword: "Other w0rd!",
  });
  make.refuses(
    "padding.json",
    store(tokens.sealed(padded("hunter2", 17))),
    damaged("The token is signed, and its padding is longer than a block."),
  );
  make.refuses(
    "padding_0.json",
    store(tokens.sealed(padded("hunter2", 0))),
    damaged("The token is signed, and its padding is of length 0."),
  );
  make.refuses(
    "version.json",
    store(tokens.sealed(padded("hunter2"), 0x81)),
    damaged("The token is signed, and its version is 0x81."),
  );
  make.refuses(
    "blocks.json",
    store(tokens.signed(longer.slice(0, -1))),
    damaged("The token is signed, and its text is no whole number of blocks."),
  );
  make.refuses(
    "short.json",
    store("gAAAAABpVzZp"),
    damaged("The token is shorter than any can be."),
  );
  make.refuses(
    "alphabet.json",
    store(good.replace("gAAAA", "gAA!A")),
    damaged("The token has a character that is none of base64url."),
  );
  make.refuses("clear.json", store("hunter2"), damaged("The password is in the clear."));
  make.refuses(
    "pwd_map.json",
    store({ a: good }),
    damaged("A map stands where a token belongs."),
  );
  make.refuses(
    "info_text.json",
    store(good, { info: good }),
    damaged("A token stands where a map belongs."),
  );
  const flipped = bytes();
  flipped[CIPHERTEXT_AT]! ^= 1;
  make.refuses(
    "flipped.json",
    store(encodeBase64Url(flipped)),
    wrong("A bit of the token's text is flipped."),
  );
  const aged = bytes();
  aged[8]! ^= 1;
  make.refuses(
    "time.json",
    store(encodeBase64Url(aged)),
    wrong("A bit of the token's time is flipped."),
  );
  return make;
}

async function databases(): Promise<Part> {
  const { memorable, device_password } = JSON.parse(await Deno.readTextFile(MANIFEST));
  const open = { password: memorable, devicePassword: device_password };
  const make = new Maker("database v0", { folder: "v0", open });
  const damaged = (why: string): [ErrorClass, string] => [DamagedError, why];
  const good = await Deno.readFile(SQLITE);
  make.again("database", "../vectors/wallet/secretwallet.sqlite", [
    null,
    "A database that secret_wallet has written.",
  ], open);
  make.refuses(
    "truncated.sqlite",
    good.slice(0, good.length / 2),
    damaged("The database is cut in half."),
  );
  make.refuses(
    "magic.sqlite",
    Uint8Array.from(good, (byte, at) => at === 0 ? byte ^ 1 : byte),
    damaged("A bit of the database's first byte is flipped."),
  );
  make.refuses(
    "zeros.sqlite",
    good.map((byte, at) => at < 4096 ? byte : 0),
    damaged("All pages but the first are zeros."),
  );
  return make;
}
