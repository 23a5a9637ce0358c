import { changeLedger } from "../renewals/kept-ledger.ts";
import type { Ledger } from "../renewals/ledger.ts";
import type { NotedPlace } from "./caller.ts";

/**
 * Records in the ledger what was learnt at a place, without waiting: a ledger that cannot be written must not prevent a
 * renewal. Of private windows nothing is recorded (Mozilla's Add-on Policies, "Additional Privacy Protocols").
 */
export function note({ inPrivate }: Pick<NotedPlace, "inPrivate">, change: (ledger: Ledger) => Ledger, now: Date): void {
  if (!inPrivate) void changeLedger(change, now);
}
