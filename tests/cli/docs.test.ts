import assert from "node:assert/strict";
import { PROGRAMS } from "../../cli/clipboard_tools.ts";
import { VARIABLES } from "../../cli/environment.ts";
import { renewed } from "../../tools/docs.ts";

const ROOT = new URL("../../", import.meta.url);
const read = (path: string) => Deno.readTextFile(new URL(path, ROOT));

Deno.test("docs/cli.md has the help of every command as it is", async () => {
  const page = await read("docs/cli.md");
  assert.equal(page, await renewed(page), "run `deno task docs`");
});

Deno.test("README and tasks grant what `coffer run` needs, each by its name", async () => {
  const expected =
    /--allow-read --allow-write\s+(\\\n\s+)?--allow-net --allow-env --allow-run --allow-sys=/;
  const { tasks } = JSON.parse(await read("deno.json"));
  assert.match(tasks.coffer.command, expected);
  assert.match(await read("README.md"), expected);
});

Deno.test("docs/cli.md names the variables and programs that Coffer needs without it", async () => {
  const page = await read("docs/cli.md");
  assert.ok(page.includes(`--allow-env=${VARIABLES.join(",")}\n`));
  assert.ok(page.includes(`--allow-run=${PROGRAMS.join(",")}\n`));
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
