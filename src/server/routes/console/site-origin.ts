import { Refusal } from "../../issuance/refusal.ts";
import { addressesOf } from "../http/addresses.ts";
import type { Surroundings } from "../http/environment.ts";

/** The origin of the administrators' site, which answers. */
export function originOf({ service, port, recoveryPort }: Surroundings): string {
  const { console: origin } = addressesOf(service.settings, port(), recoveryPort());
  if (origin === undefined) throw new Refusal("not-found");
  return origin;
}
