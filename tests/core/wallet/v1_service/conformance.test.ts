/** Both formats do what a `Wallet` must do, on stores in memory. */

import { timestampV0 } from "../../../../core/wallet/timestamp_v0.ts";
import {
  type KnownFormat,
  walletConformance,
} from "../../../support/wallet_conformance.ts";
import { freshV0, freshV1, memoryStores, NOW, NOW_V1 } from "../../../support/wallets.ts";

const V0: KnownFormat = {
  format: "secret-wallet",
  tellsAbsent: false,
  kept: "2019-03-04T05:06:07.123456",
  now: timestampV0(NOW),
};
const V1: KnownFormat = {
  format: "coffer",
  tellsAbsent: true,
  kept: "2019-03-04T05:06:07.123456Z",
  now: NOW_V1,
};

walletConformance("v0", V0, () => freshV0());
walletConformance("v1, sealed names", V1, () => freshV1({ names: "sealed" }));
walletConformance("v1, clear names", V1, () => freshV1({ names: "clear" }));
walletConformance("v1, three changes at once", V1, () => {
  const openStore = memoryStores({ features: { atomicChanges: 3 } });
  return freshV1({ openStore });
});
