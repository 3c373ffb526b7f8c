import assert from "node:assert/strict";
import { makeSecretFolder } from "../../exchange/secret_folder.ts";
import { modeOf, temporaryFolder } from "../support/folder.ts";

Deno.test("makeSecretFolder: for the owner alone, by a name that is new each time", async () => {
  await using folder = await temporaryFolder();
  const paths: string[] = [];
  for (let i = 0; i < 2; i++) {
    using made = makeSecretFolder(folder.path);
    const path = await made.write("KEY", new Uint8Array([1, 2]));
    paths.push(path);
    assert.deepEqual(await Deno.readFile(path), new Uint8Array([1, 2]));
    assert.equal(await modeOf(path), "600");
    assert.equal(await modeOf(path.slice(0, -"/KEY".length)), "700");
    await assert.rejects(made.write("KEY", new Uint8Array()), { name: "ExistsError" });
  }
  assert.notEqual(paths[0], paths[1]);
  assert.deepEqual(folder.names(), []);
});

Deno.test("makeSecretFolder: nothing is left of it, whatever was done in it", async () => {
  await using folder = await temporaryFolder();
  {
    using made = makeSecretFolder(folder.path);
    const path = await made.write("KEY", new Uint8Array([1]));
    await Deno.mkdir(`${path}.d`);
    await Deno.writeTextFile(`${path}.d/more`, "by the program");
    await Deno.remove(path);
  }
  assert.deepEqual(folder.names(), []);
  {
    using _made = makeSecretFolder(folder.path);
    await Deno.remove(folder.at(folder.names()[0]!));
  }
  assert.deepEqual(folder.names(), []);
});

Deno.test("makeSecretFolder: it may be disposed of twice", async () => {
  await using folder = await temporaryFolder();
  using made = makeSecretFolder(folder.path);
  made[Symbol.dispose]();
  assert.deepEqual(folder.names(), []);
});

Deno.test("makeSecretFolder: where nothing can be made, an error of ours", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(folder.at("file"), "");
  // It is no folder, so that the system's place is taken.
  using made = makeSecretFolder(folder.at("file"));
  assert.ok(!(await made.write("A", new Uint8Array())).startsWith(folder.path));
});
