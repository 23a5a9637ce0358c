import { createGateway, type Gateway } from "../../src/server/gateway/gateway.ts";
import { defaultLimits } from "../../src/server/settings/operation-settings.ts";

/** A gateway that nobody watches, for tests of other routes. */
export function unobservedGateway(): Gateway {
  const nothing = (): void => undefined;
  return createGateway(() => defaultLimits, [], {
    began: nothing,
    closed: nothing,
    passed: nothing,
    cut: nothing,
    injected: nothing,
    ended: nothing,
  });
}
