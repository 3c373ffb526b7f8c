/**
 * References, templates, assignments and the files of variables that hold them.
 *
 * @module
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { fromEnvironment, parseAssignment } from "../../../cli/handover/assignments.ts";
import { formatReference, parseReference } from "../../../core/handover/reference.ts";
import { parseTemplate } from "../../../core/handover/template.ts";
import { parseDotenv } from "../../../exchange/wallet/dotenv.ts";
import { anyText } from "../../support/arbitraries.ts";
import { assertShowable } from "../judge.ts";
import { fromPieces, mutatedText } from "../mutate.ts";
import { target } from "../target.ts";

const REFERENCES = [
  "coffer://mail/work",
  "coffer://energy/smart%20meter/uid",
  "coffer://bank/card/info/PIN%2F2?encoding=base64",
  "stash://tls/key?encoding=base64",
  'stash://["a","b\\ud800"]',
  "stash://a\\/b/%25c",
];
const PIECES = [
  ...[
    "coffer://",
    "stash://",
    "a",
    "/",
    "pwd",
    "uid",
    "info/",
    "%2F",
    "%",
    "%e9",
    "%c3%a9",
  ],
  ...[
    "?",
    "encoding=base64",
    "encoding",
    "\\",
    "[",
    '["a"]',
    " ",
    "COFFER://",
    "é",
    "%00",
  ],
];

const reference = target({
  name: "reference",
  inputs: fc.oneof(mutatedText(REFERENCES), fromPieces(PIECES, 10)),
  read(text) {
    const reference = parseReference(text);
    const written = formatReference(reference);
    assert.deepEqual(parseReference(written), reference);
    if (written.length < 1_000) assertShowable(written);
  },
});

const TEMPLATES = REFERENCES.map((reference) => `a={{ ${reference} }}\n{{ other }} }}{{`);

const template = target({
  name: "template",
  inputs: fc.oneof(
    mutatedText(TEMPLATES),
    fromPieces(["{{", "}}", " ", "\n", "{{ ", " }}", "{", "}", "x", ...REFERENCES], 40),
  ),
  read(text) {
    const parts = parseTemplate(text);
    const kept = parts.filter((part) => typeof part === "string");
    assert.ok(kept.every((part) => part !== "" && text.includes(part)));
    if (kept.length === parts.length) assert.equal(parts.join(""), text);
  },
});

const ENV_FILES = [
  "A=1\nexport B=\"a\\nb\" # c\nC='x\ny'\n# d\nD\nE=`z`\r\nF = g \n",
  "TOKEN=coffer://ci/deploy\nKEY=stash://tls/key\n",
];

const envFile = target({
  name: "env_file",
  inputs: fc.oneof(
    mutatedText(ENV_FILES),
    fromPieces(
      ["A", "=", "\n", "export ", '"', "'", "`", "\\", "\\n", " ", "\t", "#", "$", "\r"],
      60,
    ),
  ),
  read(text) {
    const { records, skipped } = parseDotenv(text, { domain: "" });
    for (const { what, reason } of skipped) assertSkipped(what, reason);
    for (const { access, pwd } of records) {
      assert.match(access, /^[A-Za-z0-9_.-]+$/);
      assert.equal(typeof pwd, "string");
    }
  },
});

function assertSkipped(what: string, reason: string): void {
  if (what.length < 1_000) assertShowable(`${what}: ${reason}`);
}

const assignment = target({
  name: "assignment",
  inputs: fc.tuple(
    fc.oneof(
      mutatedText(REFERENCES.map((reference) => `NAME=${reference}`)),
      fromPieces(["NAME", "=", "COFFER_X", "LD_PRELOAD", "1", ...PIECES], 10),
      fc.tuple(anyText, fc.constantFrom(...REFERENCES)).map((parts) => parts.join("=")),
    ),
    fc.boolean(),
  ),
  read([text, fromOutside]) {
    if (!fromOutside) {
      const { name } = parseAssignment(text, "--env");
      assert.match(name, /^[A-Za-z_][A-Za-z0-9_]*$/);
      return;
    }
    const at = text.indexOf("=");
    fromEnvironment(Object.fromEntries([[text.slice(0, at), text.slice(at + 1)]]));
  },
});

export const HANDOVER_TARGETS = [reference, template, envFile, assignment];
