/**
 * Configurations: ours, secret_wallet's and the AWS tools'.
 *
 * @module
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { sectionNames, withSection } from "../../../cli/aws/ini.ts";
import { parseConfig } from "../../../cli/config/coffer_config.ts";
import { indentedJson } from "../../../cli/config/json_text.ts";
import {
  changedSecretwallet,
  parseSecretwallet,
} from "../../../cli/config/secretwallet.ts";
import { utf8 } from "../../../core/bytes.ts";
import { anyText } from "../../support/arbitraries.ts";
import { mutatedDocument } from "../documents.ts";
import { fromPieces, mutatedBytes, mutatedText } from "../mutate.ts";
import { bytesIn, jsonIn } from "../seeds.ts";
import { target } from "../target.ts";

const CONFIG = {
  coffer: 1,
  default: "main",
  profiles: {
    main: {
      store: "file:/home/ann/wallet.json",
      deviceKey: { v0: "text", v1: "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc" },
      awsProfile: "me",
      sessionTimeout: 60,
      sessionLifetime: 600,
      agent: true,
      logLevel: "info",
    },
    "__proto__": {},
  },
  plugins: {
    s3: { module: "/home/ann/s3.js", read: ["/tmp"], write: [], net: ["s3.example.com"] },
  },
};

const cofferConfig = target({
  name: "coffer_config",
  inputs: fc.oneof(
    mutatedDocument([CONFIG]).map(utf8),
    mutatedBytes([utf8(JSON.stringify(CONFIG, null, 2))]),
  ),
  read(bytes) {
    const config = parseConfig(bytes, "config.json");
    for (const { sessionTimeout } of config.profiles.values()) {
      assert.ok(sessionTimeout === null || sessionTimeout <= 2_147_483);
    }
    const written = utf8(indentedJson(config.document.json!));
    const again = parseConfig(written, "config.json");
    assert.deepEqual(again.profiles, config.profiles);
    assert.deepEqual(again.plugins, config.plugins);
  },
});

const SECRETWALLET = "vectors/wallet/secretwallet.json";

const secretwallet = target({
  name: "secretwallet_config",
  inputs: fc.oneof(
    mutatedDocument([
      { ...jsonIn(SECRETWALLET), session_timeout: 1.5, log_level: "debug" },
    ]).map(utf8),
    mutatedBytes([bytesIn(SECRETWALLET)]),
  ),
  read(bytes) {
    const found = parseSecretwallet(bytes, "secretwallet.json");
    assert.ok(found.sessionTimeout >= 0 && found.sessionTimeout <= 2_147_483);
    const changes = { file: "secretwallet.json", changes: { session_timeout: 7 } };
    const again = parseSecretwallet(changedSecretwallet(bytes, changes), "again");
    assert.equal(again.sessionTimeout, 7);
    assert.deepEqual([again.key, again.table], [found.key, found.table]);
  },
});

const INI = "[default]\nregion = eu\n\n[profile me]\n# c\nkey=v\n[ 'a b' ]";

const awsIni = target({
  name: "aws_ini",
  inputs: fc.tuple(
    fc.oneof(
      mutatedText([INI]),
      fromPieces(["[", "]", "\n", " ", "profile ", "a", '"', "'", "=", "#", "\r\n"], 40),
    ),
    anyText,
    anyText,
  ),
  read([text, name, value]) {
    const before = sectionNames(text);
    const after = withSection(text, name, new Map([["key", value]]));
    assert.ok(after.startsWith(text));
    assert.equal(sectionNames(after).length, before.length + 1);
  },
});

export const CONFIG_TARGETS = [cofferConfig, secretwallet, awsIni];
