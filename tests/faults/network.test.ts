/** A network that is lost, and comes back: nothing is half done, and nothing needs a hand. */

import assert from "node:assert/strict";
import { CREDENTIALS, startDynalite } from "../support/dynamodb_engines.ts";
import { type Fault, startProxy } from "../support/dynamodb_proxy.ts";
import { freshTable, itemsOf, restOf } from "../support/dynamodb_tables.ts";
import { temporaryFolder } from "../support/folder.ts";
import { withCheapDerivation } from "../support/stashes.ts";
import { DEVICE_PASSWORD, PASSWORD, runHere } from "../support/wallet_scene.ts";
import { walletV0 } from "./dynamodb_scenarios.ts";
import { RECORDS } from "./wallet_stage.ts";

const UNAVAILABLE = 8;
const LOSSES: Fault[] = ["dropped"];

for (const [name, value] of Object.entries(CREDENTIALS)) Deno.env.set(name, value);
const engine = await startDynalite();

/** A table behind a proxy, and what names it and opens it. */
async function lostNetwork() {
  const folder = await temporaryFolder();
  const direct = await freshTable(engine);
  {
    await using wallet = await walletV0(direct);
    await wallet.insert([{ record: RECORDS[0]!, overwrite: false }]);
  }
  const proxy = startProxy(engine);
  const table = /^dynamodb:([^?]*)/.exec(direct)![1]!;
  const env = {
    HOME: folder.path,
    COFFER_STORE: `dynamodb:${restOf(table, proxy.engine.endpoint)}`,
    COFFER_PASSWORD: PASSWORD,
    COFFER_DEVICE_PASSWORD: DEVICE_PASSWORD,
  };
  return {
    proxy,
    direct,
    run: (args: string[]) => runHere(args, { env }),
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

for (const loss of LOSSES) {
  Deno.test(`network: lost after any number of requests, ${loss}, and back again`, () =>
    withCheapDerivation(async () => {
      await using there = await lostNetwork();
      const { proxy, run } = there;
      for (let left = 0;; left++) {
        let passed = 0;
        proxy.fault = () => passed++ < left ? undefined : loss;
        const args = ["set", "d", "second", "-u", `${left}`, "--timeout", "1"];
        const { code, stderr } = await run(args);
        assert.ok(code === UNAVAILABLE || (code === 0 && passed <= left), stderr);
        proxy.fault = () => undefined;
        assert.equal((await run(["verify"])).code, 0);
        assert.equal((await run(["set", "d", "second", "-u", `after ${left}`])).code, 0);
        const found = await run(["get", "d", "second", "--json"]);
        assert.equal(JSON.parse(found.stdout).uid, `after ${left}`);
        assert.equal((await itemsOf(there.direct)).length, 2);
        if (code === 0) break;
      }
    }));
}

Deno.test("network: nobody listens: that is what is said", () =>
  withCheapDerivation(async () => {
    await using there = await lostNetwork();
    await there.proxy[Symbol.asyncDispose]();
    const { code, stderr } = await there.run(["list", "--timeout", "0"]);
    assert.equal(code, UNAVAILABLE, stderr);
    assert.doesNotMatch(stderr, /unexpected/);
  }));
