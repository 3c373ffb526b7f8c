/** `coffer read`, `inject` and `types`. */

import assert from "node:assert/strict";
import { modeOf } from "../support/folder.ts";
import { BINARY, handoverScene, KEY, PWD } from "../support/handover_scene.ts";
import { PASSWORD } from "../support/wallet_scene.ts";

const ROOT = new URL("../../", import.meta.url);

Deno.test("read: one value is its bytes, several are lines", async () => {
  await using here = await handoverScene();
  assert.equal((await here.handOver(["read", "coffer://ci/deploy"])).text, PWD);
  assert.deepEqual((await here.handOver(["read", "stash://tls/raw"])).stdout, BINARY);
  const both = await here.handOver(["read", "coffer://ci/deploy/uid", "stash://tls/key"]);
  assert.equal(both.text, `robot\n${KEY}\n`);
  const encoded = await here.handOver(["read", "stash://tls/raw?encoding=base64"]);
  assert.equal(encoded.text, "/wAK/oCB");
});

Deno.test("read --json: a line for each, values in base64", async () => {
  await using here = await handoverScene();
  const { text } = await here.handOver([
    ...["read", "--json", "coffer://ci/deploy/pwd", "stash://tls/raw"],
  ]);
  assert.deepEqual(text.trim().split("\n").map((line) => JSON.parse(line)), [
    { reference: "coffer://ci/deploy", value: btoa(PWD) },
    { reference: "stash://tls/raw", value: "/wAK/oCB" },
  ]);
});

Deno.test("read: on a terminal with a newline, and never what it might obey", async () => {
  await using here = await handoverScene();
  const options = { terminal: true, env: here.env };
  const shown = await here.run(["read", "coffer://ci/deploy/uid"], options);
  assert.equal(shown.stdout, "robot\n");
  const refused = await here.run(
    ["read", "coffer://ci/deploy", "stash://tls/raw"],
    options,
  );
  assert.equal(refused.code, 10);
  assert.equal(refused.stdout, "", "nothing, if not all of it");
});

Deno.test("read: the wallet and the stash each have their prompt", async () => {
  await using here = await handoverScene();
  const { COFFER_PASSWORD: _, ...env } = here.env;
  const asked = await here.run(["read", "coffer://ci/deploy/uid", "stash://tls/key"], {
    terminal: true,
    env,
    typed: [`${PASSWORD}\r`, `${PASSWORD}\r`],
  });
  assert.equal(asked.code, 0, asked.stderr);
  assert.match(
    asked.stderr,
    /^Password for .*wallet.json: \nPassword for .*my.stash: \n$/,
  );
  const twice = [
    "read",
    "coffer://ci/deploy/uid",
    "coffer://ci/deploy",
    "stash://tls/key",
  ];
  const once = await here.run(twice, { env: { ...env, COFFER_PASSWORD: PASSWORD } });
  assert.equal(once.code, 0, once.stderr);
});

Deno.test("read: standard input may hold the password, for both", async () => {
  await using here = await handoverScene();
  const { COFFER_PASSWORD: _, ...env } = here.env;
  const args = ["read", "--password-stdin", "coffer://ci/deploy/uid", "stash://tls/key"];
  const ran = await here.run(args, { env, typed: [`${PASSWORD}\n`] });
  assert.equal(ran.stdout, `robot\n${KEY}\n`, ran.stderr);
});

Deno.test("read: a token opens the wallet, and the stash has its own password", async () => {
  await using here = await handoverScene();
  const added = await here.run(["slot", "add", "--token", "--label", "ci"], {
    env: here.env,
  });
  const { COFFER_PASSWORD: _, ...rest } = here.env;
  const env = {
    ...rest,
    COFFER_TOKEN: added.stdout.trim(),
    COFFER_STASH_PASSWORD: PASSWORD,
  };
  const ran = await here.run(["read", "coffer://ci/deploy/uid", "stash://tls/key"], {
    env,
  });
  assert.equal(ran.stdout, `robot\n${KEY}\n`, ran.stderr);
});

const TEMPLATE = "user = {{ coffer://ci/deploy/uid }}\nother = {{ .Values.x }}\n" +
  "key = {{ stash://tls/raw?encoding=base64 }}\nraw={{ stash://tls/raw }}";
const FILLED = new Uint8Array([
  ...new TextEncoder().encode(
    "user = robot\nother = {{ .Values.x }}\nkey = /wAK/oCB\nraw=",
  ),
  ...BINARY,
]);

Deno.test("inject: from a file or standard input, to a file or standard output", async () => {
  await using here = await handoverScene();
  await Deno.writeTextFile(here.at("template"), TEMPLATE);
  assert.deepEqual((await here.handOver(["inject", "-i", "template"])).stdout, FILLED);
  assert.deepEqual((await here.handOver(["inject"], { stdin: TEMPLATE })).stdout, FILLED);
  const written = await here.handOver(["inject", "-i", "template", "-o", "result"]);
  assert.equal(written.text, "");
  assert.deepEqual(await Deno.readFile(here.at("result")), FILLED);
  assert.equal(await modeOf(here.at("result")), "600");
});

Deno.test("inject: a file that is there is only replaced by --force, and then as a whole", async () => {
  await using here = await handoverScene();
  await Deno.writeTextFile(here.at("template"), "{{ coffer://ci/deploy/uid }}");
  await Deno.writeTextFile(here.at("target"), "mine", { mode: 0o644 });
  await Deno.symlink("target", here.at("link"));
  const args = ["inject", "-i", "template", "-o"];
  for (const name of ["target", "link"]) {
    const refused = await here.handOver([...args, name]);
    assert.equal(refused.code, 10, refused.stderr);
  }
  assert.equal(await Deno.readTextFile(here.at("target")), "mine");
  assert.equal((await here.handOver([...args, "link", "--force"])).code, 0);
  assert.equal(
    await Deno.readTextFile(here.at("target")),
    "mine",
    "links are not followed",
  );
  assert.equal(await Deno.readTextFile(here.at("link")), "robot");
  assert.equal((await here.handOver([...args, "target", "--force"])).code, 0);
  assert.equal(await modeOf(here.at("target")), "600");
  const left = [...Deno.readDirSync(here.path)].map(({ name }) => name);
  assert.deepEqual(left.filter((name) => name.startsWith(".")), []);
});

const UNFILLED: [string, string, number, RegExp][] = [
  ["a missing record", "a {{ coffer://ci/no }} b", 3, /nothing at coffer:\/\/ci\/no/],
  [
    "a missing key",
    "{{ coffer://ci/deploy }}{{ stash://no }}",
    3,
    /nothing at stash:\/\/no/,
  ],
  ["a wrong reference", "\n{{ coffer://ci }}", 2, /line 2: /],
  ["one that is not closed", "{{ coffer://ci/deploy", 2, /line 1: .*not closed/],
];

for (const [name, template, code, expected] of UNFILLED) {
  Deno.test(`inject: nothing is written for ${name}`, async () => {
    await using here = await handoverScene();
    await Deno.writeTextFile(here.at("template"), template);
    await Deno.writeTextFile(here.at("result"), "as it was");
    const ran = await here.handOver([
      "inject",
      "-i",
      "template",
      "-o",
      "result",
      "--force",
    ]);
    assert.equal(ran.code, code, ran.stderr);
    assert.match(ran.stderr, expected);
    assert.ok(!ran.stderr.includes(PWD));
    assert.equal(await Deno.readTextFile(here.at("result")), "as it was");
    assert.equal((await here.handOver(["inject", "-i", "template"])).text, "");
  });
}

Deno.test("inject: bytes are no template, and a file that is not there is a wrong call", async () => {
  await using here = await handoverScene();
  await Deno.writeFile(here.at("template"), BINARY);
  assert.equal(
    (await here.run(["inject", "-i", here.at("template")], { env: here.env })).code,
    2,
  );
  assert.equal(
    (await here.run(["inject", "-i", here.at("none")], { env: here.env })).code,
    2,
  );
});

/** A program that uses the types, checked by Deno. */
async function checks(folder: string, name: string): Promise<boolean> {
  const program = `
    import type { Secret } from "./secrets.d.ts";
    import { resolve } from "${new URL("mod.ts", ROOT)}";
    const names = { A: "${name}" } satisfies Record<string, Secret>;
    export const values: Promise<{ A: string }> = resolve(names, {});
  `;
  await Deno.writeTextFile(`${folder}/program.ts`, program);
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "check",
      "--quiet",
      "--config",
      new URL("deno.json", ROOT).pathname,
      "program.ts",
    ],
    cwd: folder,
  }).output();
  return success;
}

Deno.test("types: a misspelt secret is found when a program is checked", async () => {
  await using here = await handoverScene();
  const { text, stderr } = await here.handOver(["types"]);
  assert.equal(stderr, "");
  for (const secret of [PWD, "robot", "info of deploy"]) {
    assert.ok(!text.includes(secret));
  }
  await Deno.writeTextFile(here.at("secrets.d.ts"), text);
  assert.ok(await checks(here.path, "coffer://ci/deploy"));
  assert.ok(await checks(here.path, "coffer://ci/deploy/info/a%2Fb?encoding=base64"));
  assert.ok(!await checks(here.path, "coffer://ci/deplyo"));
  assert.ok(!await checks(here.path, "coffer://ci/deploy/info/none"));
});

Deno.test("types: the keys of a stash, those with a value", async () => {
  await using here = await handoverScene();
  const { text } = await here.handOver(["types", "-f", "my.stash"]);
  assert.deepEqual(text.match(/"[^"]+"/g), ['"stash://tls/key"', '"stash://tls/raw"']);
});
