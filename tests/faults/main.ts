import { withCheapDerivation } from "../support/stashes.ts";
import { tryScenario } from "./matrix.ts";
import { WALLET_SCENARIOS } from "./wallet_scenarios.ts";
import { FILE_SCENARIOS } from "./file_scenarios.ts";
const [only = "", step = "1"] = Deno.args;
await withCheapDerivation(async () => {
  for (
    const s of [...FILE_SCENARIOS, ...WALLET_SCENARIOS].filter(({ name }) =>
      new RegExp(only).test(name)
    )
  ) {
    const t = performance.now();
    try {
      const r = await tryScenario(s, function* (n) {
        for (let i = 1; i <= n; i += Number(step)) yield i;
      });
      console.log("ok", s.name, JSON.stringify(r), Math.round(performance.now() - t));
    } catch (e) {
      console.log(
        "FAIL",
        s.name,
        (e as Error).message,
        ((e as Error).cause as Error)?.message?.slice(0, 1500) ?? (e as Error).stack,
        Math.round(performance.now() - t),
      );
    }
  }
});
