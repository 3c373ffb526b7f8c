/**
 * Builds the binaries again from a copy of the sources, in a folder of another name and
 * depth, and compares them with those in `dist`. Ends with 1 if one is not the same.
 *
 *     deno task compile && deno task reproduce
 *
 * @module
 */

const SUMS = "dist/SHA256SUMS";

/** Runs a command to its end; gives what it printed. */
async function ran(command: string, args: string[], cwd: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args, cwd })
    .output();
  const text = new TextDecoder();
  if (!success) throw new Error(`${command} ${args[0]}: ${text.decode(stderr)}`);
  return text.decode(stdout);
}

/** Copies what git would have, changed or not. */
async function copySources(folder: string): Promise<void> {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const files = (await ran("git", args, ".")).split("\0").filter((name) => name !== "");
  for (const file of files) {
    const target = `${folder}/${file}`;
    await Deno.mkdir(target.replace(/[^/]*$/, ""), { recursive: true });
    await Deno.copyFile(file, target);
  }
}

const folder = await Deno.makeTempDir({ prefix: "coffer-reproduce-" });
try {
  const copy = `${folder}/in/quite/another/folder`;
  await copySources(copy);
  await ran(Deno.execPath(), ["task", "--quiet", "compile"], copy);
  const [here, there] = [SUMS, `${copy}/${SUMS}`].map((path) =>
    Deno.readTextFileSync(path)
  );
  console.log(here!.trimEnd());
  if (here !== there) {
    console.error(`not the same in another folder:\n${there!.trimEnd()}`);
    Deno.exitCode = 1;
  } else console.log("the same in another folder");
} finally {
  await Deno.remove(folder, { recursive: true });
}
