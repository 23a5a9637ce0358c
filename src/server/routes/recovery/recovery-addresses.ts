import { paths } from "../../../protocol/paths.ts";
import type { RecoveryAddresses } from "../../../protocol/recovery.ts";
import type { Operation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { addressesOf, proofUrl } from "../http/addresses.ts";
import { answerJson } from "../http/answer.ts";

/** What the recovery page needs to know about the other hosts. */
export const recoveryAddresses: Operation = {
  id: "recoveryAddresses",
  method: "get",
  path: paths.recoveryAddresses,
  summary: "Where a recovered certificate is used and where it is proved",
  hosts: ["recover"],
  authentication: ["none"],
  answers: { 200: { description: "The addresses.", content: { "application/json": schemaOf("RecoveryAddresses") } } },
  refusals: ["cross-site"],
  handler:
    ({ service, clock, port, recoveryPort }) =>
    () => {
      const { settings } = service;
      const { app } = addressesOf(settings, port(), recoveryPort());
      const addresses: RecoveryAddresses = { now: clock().toISOString(), app, proofUrl: proofUrl(settings, port()) };
      return answerJson(addresses);
    },
};
