import { randomBytes } from "node:crypto";
import { paths } from "../../../protocol/paths.ts";
import type { Settings } from "../../settings/settings.ts";

/** Where the service is reached: an origin for each of its hosts. */
export interface Addresses {
  readonly app: string;
  readonly auth: string;
  readonly verify: string;
  readonly recover: string;
}

/** The origins of a service that listens on these ports. */
export function addressesOf({ hosts }: Settings, port: number, recoveryPort: number): Addresses {
  return {
    app: origin(hosts.app, port),
    auth: origin(hosts.auth, port),
    verify: origin(hosts.verify, port),
    recover: origin(hosts.recover, recoveryPort),
  };
}

/**
 * Where a replacement is to prove itself: on a host name that was never seen before, because a browser remembers for
 * each name which certificate it chose there.
 */
export function proofUrl({ hosts, freshProofHosts }: Settings, port: number): string {
  const name = freshProofHosts ? `${randomBytes(8).toString("hex")}.${hosts.verify}` : hosts.verify;
  return origin(name, port) + paths.status;
}

/** Where a person renews with a code, where the service has such a page. */
export function recoveryPage({ hosts, recovery }: Settings, port: number): string | undefined {
  return recovery.assets && `${origin(hosts.recover, port)}/`;
}

function origin(name: string, port: number): string {
  return new URL(`https://${name}:${port}`).origin;
}
