import { dayInMilliseconds } from "../../core/days.ts";
import type { Service } from "../issuance/service.ts";
import { credentialEndsSoon, renewCredential } from "../issuance/upstream/renew-credential.ts";
import { dataFolder } from "../system/data-folder.ts";
import { readPassphrase } from "../system/read-passphrase.ts";

/**
 * A sweep that renews, in time, the credential with which the service authenticates to another authority that signs for
 * it. A failure is logged, and retried a day later.
 *
 * @param data the data folder
 * @param reload puts the new credential into use
 */
export function renewUpstreamCredential(
  data: string,
  reload: () => Promise<void>,
): (service: Service, now: Date) => Promise<number> {
  let tried = -Infinity;
  return async (service, now) => {
    const { upstream } = service.authority;
    if (upstream === undefined || now.getTime() - tried < dayInMilliseconds || !credentialEndsSoon(upstream, now)) return 0;
    tried = now.getTime();
    const files = dataFolder(data);
    await renewCredential(service, files.authority, await readPassphrase(files.passphrase), upstream, now);
    await reload();
    return 1;
  };
}
