import assert from "node:assert/strict";
import fc from "fast-check";
import { flagsOf, hasComma, permissionSet, shellLine } from "../../../cli/needs/flags.ts";
import {
  type GrantLists,
  Grants,
  KINDS,
  socketsAreNet,
} from "../../../cli/needs/grants.ts";
import { temporaryFolder } from "../../support/folder.ts";

const NOTHING: GrantLists = { read: [], write: [], net: [], env: [], run: [], sys: [] };
const NOWHERE = "/coffer-nowhere";

function listed(fill: (grants: Grants) => void): GrantLists {
  const grants = new Grants(NOWHERE);
  fill(grants);
  return grants.lists();
}

Deno.test("grants: nothing is needed if nothing is said", () => {
  assert.deepEqual(listed(() => {}), NOTHING);
  assert.deepEqual(flagsOf(NOTHING), []);
  assert.deepEqual(
    listed((grants) => {
      grants.read(undefined);
      grants.write(undefined);
      grants.create(undefined);
      grants.host();
    }),
    NOTHING,
  );
});

Deno.test("grants: paths become absolute, and each thing is named once, in order", () => {
  const lists = listed((grants) => {
    grants.read("b/../c");
    grants.read("./a");
    grants.read("a");
    grants.read("../x//y/.");
    grants.variable("B", "A", "B");
    grants.program("two", "one");
    grants.system("hostname");
    grants.host("h:1", "h:1");
  });
  assert.deepEqual(lists, {
    ...NOTHING,
    read: [`${NOWHERE}/a`, `${NOWHERE}/c`, "/x/y"],
    env: ["A", "B"],
    run: ["one", "two"],
    sys: ["hostname"],
    net: ["h:1"],
  });
});

Deno.test("grants: what a folder holds is not named again, what only begins alike is", () => {
  const lists = listed((grants) => {
    for (const path of ["/a/b/c", "/a/b", "/a/bc", "/a/b/d/e"]) grants.read(path);
  });
  assert.deepEqual(lists.read, ["/a/b", "/a/bc"]);
  assert.deepEqual(listed((grants) => ["/", "/a"].forEach((p) => grants.read(p))).read, [
    "/",
  ]);
});

Deno.test("grants: a file that is replaced takes its folder, and so does a new one", () => {
  const folder = `${NOWHERE}/d`;
  assert.deepEqual(listed((grants) => grants.replace("d/f")), {
    ...NOTHING,
    read: [folder],
    write: [folder],
  });
  assert.deepEqual(listed((grants) => grants.create("d/f")), {
    ...NOTHING,
    read: [folder],
    write: [folder],
  });
});

Deno.test("grants: a symbolic link is named with where it leads", async () => {
  await using folder = await temporaryFolder();
  await Deno.mkdir(folder.at("real"));
  await Deno.symlink("real", folder.at("link"));
  const grants = new Grants(folder.path);
  grants.read("link/not-there-yet");
  assert.deepEqual(grants.lists().read, [
    folder.at("link/not-there-yet"),
    folder.at("real/not-there-yet"),
  ]);
});

Deno.test("grants: a socket is a file, and since Deno 2.9 a host as well", () => {
  const { read, write, net } = listed((grants) => grants.socket("s"));
  assert.deepEqual([read, write], [[`${NOWHERE}/s`], [`${NOWHERE}/s`]]);
  const isHost = socketsAreNet(Deno.version.deno);
  assert.deepEqual(net, isHost ? [`unix:${NOWHERE}/s`] : []);
  assert.deepEqual(
    ["2.4.2", "2.8.9", "2.9.0", "2.9.6", "2.10.0", "3.0.0", "1.46.3"].map(socketsAreNet),
    [false, false, true, true, true, true, false],
  );
});

const path = fc.array(fc.constantFrom("a", "b", "..", ".", "", "c d"), { minLength: 1 })
  .map((names) => `/${names.join("/")}`);

Deno.test("grants: whatever is added is covered, and nothing is named twice", () => {
  fc.assert(fc.property(fc.array(path, { maxLength: 8 }), (paths) => {
    const { read } = listed((grants) => paths.forEach((each) => grants.read(each)));
    const covers = (outer: string, inner: string) =>
      inner === outer || inner.startsWith(outer === "/" ? "/" : `${outer}/`);
    for (const each of paths) {
      const { pathname } = new URL(each.replaceAll(/\/+/g, "/"), "file:///");
      const plain = decodeURIComponent(pathname).replace(/(?<=.)\/$/, "");
      assert.ok(read.some((outer) => covers(outer, plain)), `${plain} in ${read}`);
    }
    for (const one of read) {
      const others = read.filter((each) => each !== one);
      assert.ok(!others.some((outer) => covers(outer, one)));
    }
  }));
});

Deno.test("flags: what a shell would take apart is quoted, and comes out the same", async () => {
  const odd = ["plain", "a b", "it's", '$HOME `x` "y"', "new\nline\t'\\x41", "é*", ""];
  const { stdout } = await new Deno.Command("bash", {
    args: ["-c", `printf '%s\\0' ${shellLine(odd)}`],
  }).output();
  assert.deepEqual(new TextDecoder().decode(stdout).split("\0").slice(0, -1), odd);
});

Deno.test("flags: Deno takes the flags, and the set, for what they say", async () => {
  await using folder = await temporaryFolder();
  const odd = folder.at("a, b");
  await Deno.writeTextFile(odd, "content");
  const grants = new Grants(folder.path);
  grants.read(odd);
  grants.variable("COFFER_STASH");
  grants.host("*.amazonaws.com:443");
  const lists = grants.lists();
  await Deno.writeTextFile(folder.at("deno.json"), permissionSet(lists, "some"));
  await Deno.writeTextFile(
    folder.at("main.ts"),
    `console.log(Deno.readTextFileSync("a, b"), Deno.env.get("COFFER_STASH"));
    try { Deno.readTextFileSync("deno.json") } catch (e) { console.log(e.name) }`,
  );
  assert.equal(hasComma(lists), true);
  assert.equal(hasComma({ ...lists, read: ["/a b"] }), false);
  // Deno 2.4 has no sets, and later versions have no commas in the names of flags.
  const isOld = Number(Deno.version.deno.split(".")[1]) < 5;
  for (const flags of [isOld ? flagsOf(lists) : ["-P=some"]]) {
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-prompt", ...flags, "main.ts"],
      cwd: folder.path,
      env: { COFFER_STASH: "s" },
    }).output();
    const said = new TextDecoder().decode(stdout);
    assert.equal(said, "content s\nNotCapable\n", new TextDecoder().decode(stderr));
  }
});

Deno.test("flags: the whole environment is a flag without names, and true in the set", () => {
  const lists = listed((grants) => {
    grants.variable("A");
    grants.environment();
  });
  assert.deepEqual(lists, { ...NOTHING, env: ["*"] });
  assert.deepEqual(flagsOf(lists), ["--allow-env"]);
  assert.deepEqual(JSON.parse(permissionSet(lists, "x")), {
    permissions: { x: { env: true } },
  });
});

Deno.test("flags: every kind has its flag", () => {
  const all = Object.fromEntries(KINDS.map((kind) => [kind, ["x"]]));
  const flags = flagsOf(all as unknown as GrantLists);
  assert.deepEqual(flags, KINDS.map((kind) => `--allow-${kind}=x`));
});
