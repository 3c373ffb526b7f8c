import assert from "node:assert/strict";
import { VARIABLES } from "../../cli/environment.ts";
import { renewed } from "../../tools/docs.ts";

const ROOT = new URL("../../", import.meta.url);
const read = (path: string) => Deno.readTextFile(new URL(path, ROOT));

Deno.test("docs/cli.md has the help of every command as it is", async () => {
  const page = await read("docs/cli.md");
  assert.equal(page, await renewed(page), "run `deno task docs`");
});

Deno.test("README and tasks grant the variables that Coffer reads, and no others", async () => {
  const expected = `--allow-env=${VARIABLES.join(",")}`;
  const { tasks } = JSON.parse(await read("deno.json"));
  assert.ok(tasks.coffer.command.includes(`${expected} `));
  assert.ok((await read("README.md")).includes(`${expected} `));
});

Deno.test("no task and no document grants everything", async () => {
  const { tasks } = JSON.parse(await read("deno.json"));
  for (const { command } of Object.values<{ command: string }>(tasks)) {
    assert.doesNotMatch(command, /(^|\s)(-A|--allow-all)\b/);
  }
});

Deno.test("links between documents lead somewhere", async () => {
  const pages = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"];
  for await (const { name } of Deno.readDir(new URL("docs", ROOT))) {
    if (name.endsWith(".md")) pages.push(`docs/${name}`);
  }
  for (const page of pages) {
    for (const [, target] of (await read(page)).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)) {
      await Deno.stat(new URL(target!, new URL(page, ROOT)));
    }
  }
});
