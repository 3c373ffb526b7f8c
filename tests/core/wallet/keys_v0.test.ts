import assert from "node:assert/strict";
import { UsageError } from "../../../core/errors.ts";
import { encodeBase64Url } from "../../../core/crypto/fernet_base64.ts";
import {
  deviceKeyV0,
  fieldKeyBytesV0,
  fieldKeyV0,
} from "../../../core/wallet/keys_v0.ts";
import { type FernetVectors, vector } from "./vectors.ts";

Deno.test("v0 keys: every device key of the original", async () => {
  interface DeviceKeys {
    keys: { device_password: string; key: string }[];
  }
  const { keys } = vector<DeviceKeys>("device_keys");
  assert.equal(keys.length, 6);
  for (const { device_password, key } of keys) {
    assert.equal(await deviceKeyV0(device_password), key);
  }
});

Deno.test("v0 keys: every field key of the original", async () => {
  const { tokens } = vector<FernetVectors>("fernet");
  const seen = new Map(
    tokens.map((it) => [JSON.stringify([it.memorable, it.salt]), it] as const),
  );
  assert.equal(seen.size, 20);
  for (const { memorable, salt, fernet_key, token, plaintext } of seen.values()) {
    const bytes = await fieldKeyBytesV0(memorable, salt);
    assert.equal(encodeBase64Url(bytes), fernet_key);
    if (memorable !== "password") continue;
    const opened = (await fieldKeyV0(memorable, salt)).open(token);
    assert.equal(String.fromCharCode(...opened), plaintext);
  }
});

Deno.test("v0 keys: text outside Latin-1 is refused, and named", async () => {
  const refused = (name: string) => (error: unknown) => {
    assert.ok(error instanceof UsageError);
    assert.ok(error.message.startsWith(`the ${name} cannot be written in Latin-1`));
    return true;
  };
  await assert.rejects(deviceKeyV0("\u043f"), refused("device password"));
  await assert.rejects(
    async () => await fieldKeyV0("\u6f22\u5b57", "salt"),
    refused("memorable password"),
  );
  await assert.rejects(
    async () => await fieldKeyBytesV0("memorable", "\u6f22\u5b57"),
    refused("device key"),
  );
});
