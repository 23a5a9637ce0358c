import type { PendingReplacement, Status } from "../../../src/protocol/status.ts";

/** The serial number of the certificate to renew. */
export const oldSerial = "0A1B2C3D4E5F60718293A4B5C6D7E8F9";

/** The status of `client28` with 71 days left: due, renewable, no replacement pending. */
export function statusDue(now = new Date()): Status {
  const after = (days: number): string => new Date(now.getTime() + days * 86_400_000).toISOString();
  return {
    now: now.toISOString(),
    certificate: {
      cn: "client28",
      o: "u00000014",
      serial: oldSerial,
      notBefore: after(-1024),
      notAfter: after(71),
      daysLeft: 71,
    },
    refusal: null,
    explanation: null,
    due: true,
    order: null,
    window: { from: after(-29), prompt: after(-19), until: after(71) },
    askAgainAfter: 86_400,
    keyKind: "P-256",
    pending: null,
    retireAfterDays: null,
    recoveryPage: null,
    get proofUrl() {
      return `https://${Math.random().toString(36).slice(2, 12)}.verify.localhost/api/cert/status`;
    },
  };
}

/** A pending replacement at a stage. */
export function pendingAt(stage: PendingReplacement["stage"], now = new Date()): PendingReplacement {
  return {
    serial: "5A00112233445566778899AABBCCDDEE",
    issuedAt: new Date(now.getTime() - 3_600_000).toISOString(),
    notAfter: new Date(now.getTime() + 1095 * 86_400_000).toISOString(),
    fileName: "000041_JP_u00000014_client28.p12",
    stage,
  };
}
