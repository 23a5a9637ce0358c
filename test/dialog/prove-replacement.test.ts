import { expect, test } from "vitest";
import type { RenewalPort } from "../../src/dialog/machine/port.ts";
import { proveReplacement } from "../../src/dialog/machine/prove-replacement.ts";
import { RenewalError } from "../../src/protocol/failure.ts";
import type { Status } from "../../src/protocol/status.ts";
import { oldSerial, pendingAt, statusDue } from "./harness/status-fixture.ts";

const pending = pendingAt("password-shown");
const { serial } = pending;
const now = new Date();
const order = { predecessor: statusDue().certificate, replacement: pending, clock: () => now };
const known: Status = { ...statusDue(), pending };
const used: Status = { ...statusDue(), pending: { ...pending, stage: "first-used" } };
const seeing = (seen: string): Status => ({ ...known, certificate: { ...known.certificate, serial: seen } });

/** A service that returns these statuses in turn, and the outcome of its proof host. */
function service(statuses: Status[], proof: () => Promise<Status>): RenewalPort & { readonly asked: string[] } {
  const unused = (): Promise<never> => Promise.reject(new Error("Not part of a proof."));
  const asked: string[] = [];
  return {
    asked,
    status: () => Promise.resolve(statuses.shift() ?? used),
    prove: (proofUrl) => {
      asked.push(proofUrl);
      return proof();
    },
    enrol: unused,
    download: unused,
    report: unused,
  };
}

test("proved if the replacement was presented and the service has recorded it", async () => {
  const port = service([known, used], () => Promise.resolve(seeing(serial)));
  expect(await proveReplacement(port, order)).toEqual({ type: "proved" });
  expect(port.asked).toHaveLength(1);
});

test.for([
  { what: "the site itself is presented the replacement", last: seeing(serial) },
  {
    what: "the old certificate is already renewed",
    last: { ...known, pending: null, refusal: { code: "already-renewed", detail: "" } } satisfies Status,
  },
])("proved if $what", async ({ last }) => {
  const port = service([known, last], () => Promise.resolve(seeing(serial)));
  expect(await proveReplacement(port, order)).toEqual({ type: "proved" });
});

test("proved if the page could not connect but the service has recorded the use", async () => {
  const port = service([known, used], () => Promise.reject(new RenewalError("unreachable", "A policy forbids it.")));
  expect(await proveReplacement(port, order)).toEqual({ type: "proved" });
});

test.for([
  { what: "the stage is unchanged", last: known },
  { what: "no replacement is pending", last: { ...known, pending: null } },
  {
    what: "a different replacement was used",
    last: { ...used, pending: { ...pending, serial: "0B", stage: "first-used" } } satisfies Status,
  },
])("not proved if $what", async ({ last }) => {
  const port = service([known, last], () => Promise.resolve(seeing(serial)));
  expect(await proveReplacement(port, order)).toMatchObject({ type: "not-proved", miss: { kind: "not-recorded" } });
});

test.for([
  { seen: oldSerial, kind: "old-certificate" },
  { seen: "0B", kind: "other-certificate" },
])("reports $kind with its serial", async ({ seen, kind }) => {
  const port = service([known, known], () => Promise.resolve(seeing(seen)));
  const proof = await proveReplacement(port, order);
  expect(proof).toMatchObject({ type: "not-proved", miss: { kind, seen: { cn: "client28", serial: seen } } });
});

test("the old certificate is not taken for a replacement by another authority that has the same serial number", async () => {
  const [old, other] = ["0a".repeat(20), "0b".repeat(20)];
  const status: Status = {
    ...known,
    certificate: { ...known.certificate, issuer: old },
    pending: { ...pending, issuer: other, serial: oldSerial },
  };
  const { certificate: predecessor, pending: replacement } = status;
  if (replacement === null) throw new Error("Nothing is pending.");
  const seen = (issuer: string): Status => ({ ...status, certificate: { ...predecessor, issuer } });
  const missed = service([status, status], () => Promise.resolve(seen(old)));
  expect(await proveReplacement(missed, { predecessor, replacement, clock: () => now })).toMatchObject({
    type: "not-proved",
    miss: { kind: "old-certificate" },
  });
  const usedIt: Status = { ...status, pending: { ...replacement, stage: "first-used" } };
  const presented = service([status, usedIt], () => Promise.resolve(seen(other)));
  expect(await proveReplacement(presented, { predecessor, replacement, clock: () => now })).toEqual({ type: "proved" });
});

test.for(["no-certificate", "unreachable"] as const)("reports %s", async (kind) => {
  const port = service([known, known], () => Promise.reject(new RenewalError(kind, "")));
  expect(await proveReplacement(port, order)).toMatchObject({ type: "not-proved", miss: { kind, seen: undefined } });
});

test("a try in a new tab uses a different host", async () => {
  const port = service([statusAt("first"), statusAt("second")], () => Promise.resolve(seeing(oldSerial)));
  expect(await proveReplacement(port, order)).toMatchObject({ miss: { page: "https://second.verify.localhost/" } });
  expect(port.asked).toEqual(["https://first.verify.localhost/api/cert/status"]);
});

test.for([
  { what: "the service has already seen the replacement in another window", first: used },
  { what: "the site itself is presented the replacement", first: seeing(serial) },
])("proved without a connection to the proof host if $what", async ({ first }) => {
  const port = service([first], () => Promise.reject(new RenewalError("no-certificate", "")));
  expect(await proveReplacement(port, order)).toEqual({ type: "proved" });
  expect(port.asked).toEqual([]);
});

test("reports a clock that is a day slow with the miss", async () => {
  const ahead = { ...known, now: new Date(now.getTime() + 86_400_000).toISOString() };
  const port = service([ahead, ahead], () => Promise.reject(new RenewalError("no-certificate", "")));
  expect(await proveReplacement(port, order)).toMatchObject({ clock: { direction: "slow", amount: 86_400_000 } });
});

test.for(["unknown-issuer", "unknown-serial", "revoked", "retired", "expired"] as const)(
  "reports a certificate that the service does not accept: %s",
  async (code) => {
    const port = service([known, known], () => Promise.reject(new RenewalError(code, "")));
    expect(await proveReplacement(port, order)).toMatchObject({ type: "not-proved", miss: { kind: "refused-certificate" } });
  },
);

test.for(["requests-exceeded", "internal"] as const)("rejects with any other refusal of the proof host: %s", async (code) => {
  const port = service([known], () => Promise.reject(new RenewalError(code, "")));
  await expect(proveReplacement(port, order)).rejects.toMatchObject({ code });
});

test("rejects if the site cannot be reached", async () => {
  const port = {
    ...service([], () => Promise.resolve(seeing(serial))),
    status: () => Promise.reject(new RenewalError("unreachable", "")),
  };
  await expect(proveReplacement(port, order)).rejects.toMatchObject({ code: "unreachable" });
});

function statusAt(host: string): Status {
  return { ...known, proofUrl: `https://${host}.verify.localhost/api/cert/status` };
}
