import type { Status } from "../../src/protocol/status.ts";

/** The status of a certificate with 71 days left that renews, with a test's changes. */
export function aStatus(changes: Partial<Status> = {}): Status {
  return {
    now: "2026-11-21T09:00:00.000Z",
    certificate: {
      cn: "client28",
      o: "u00000014",
      serial: "4A5B6C7D8E9F00112233445566778899",
      notBefore: "2024-02-01T00:00:00.000Z",
      notAfter: "2027-01-31T12:00:00.000Z",
      daysLeft: 71,
    },
    refusal: null,
    explanation: null,
    due: true,
    order: null,
    window: {
      from: "2026-10-23T12:00:00.000Z",
      prompt: "2026-11-02T12:00:00.000Z",
      until: "2027-01-31T12:00:00.000Z",
    },
    askAgainAfter: 86_400,
    keyKind: "P-256",
    pending: null,
    retireAfterDays: null,
    recoveryPage: "https://recover.localhost:8444/",
    proofUrl: "https://a.verify.localhost:8443/api/cert/status",
    ...changes,
  };
}

/** The same, with two years left and nothing to do. */
export function aStatusNotDue(): Status {
  return aStatus({
    certificate: { ...aStatus().certificate, notAfter: "2028-11-20T12:00:00.000Z", daysLeft: 730 },
    refusal: { code: "not-due", detail: "Too early." },
    due: false,
    window: {
      from: "2028-08-12T12:00:00.000Z",
      prompt: "2028-08-22T12:00:00.000Z",
      until: "2028-11-20T12:00:00.000Z",
    },
  });
}
