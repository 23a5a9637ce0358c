import { defaultLimits, type Limits } from "../../src/server/settings/operation-settings.ts";

const many = 1_000_000;

/** For tests in which few clients stand for many, or ask more often than any would, on however quick a machine. */
export const unlimited: Limits = {
  ...defaultLimits,
  connectionsPerAddress: many,
  handshakesPerSecondPerAddress: many,
  connectionsPerCertificate: many,
  requestsPerSecond: many,
  renewalsPerTenantPerHour: many,
};
