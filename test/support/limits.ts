import { defaultLimits, type Limits } from "../../src/server/settings/operation-settings.ts";

const many = 1_000_000;

/** Limits for tests in which a few clients stand for many, or send more requests than real ones, on any machine. */
export const unlimited: Limits = {
  ...defaultLimits,
  connectionsPerAddress: many,
  handshakesPerSecondPerAddress: many,
  connectionsPerCertificate: many,
  requestsPerSecond: many,
  renewalsPerTenantPerHour: many,
};
