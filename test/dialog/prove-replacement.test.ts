import { expect, test } from "vitest";
import type { RenewalPort } from "../../src/dialog/machine/port.ts";
import { proveReplacement } from "../../src/dialog/machine/prove-replacement.ts";
import { RenewalError } from "../../src/protocol/failure.ts";
import type { Status } from "../../src/protocol/status.ts";
import { oldSerial, pendingAt, statusDue } from "./stage/status-fixture.ts";

const pending = pendingAt("password-shown");
const { serial } = pending;
const now = new Date();
const order = { oldSerial, serial, clock: () => now };
const known: Status = { ...statusDue(), pending };
const used: Status = { ...statusDue(), pending: { ...pending, stage: "first-used" } };
const seeing = (seen: string): Status => ({ ...known, certificate: { ...known.certificate, serial: seen } });

/** A service that answers with these statuses in turn, and whose proof host sees this one. */
function service(statuses: Status[], proof: () => Promise<Status>): RenewalPort & { readonly asked: string[] } {
  const unused = (): Promise<never> => Promise.reject(new Error("This is no part of a proof."));
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

test("the replacement arrived and the service noted it", async () => {
  const port = service([known, used], () => Promise.resolve(seeing(serial)));
  expect(await proveReplacement(port, order)).toEqual({ type: "proved" });
  expect(port.asked).toHaveLength(1);
});

test.for([
  { what: "the site itself sees the replacement", last: seeing(serial) },
  {
    what: "the old certificate counts as renewed",
    last: { ...known, pending: null, refusal: { code: "already-renewed", detail: "" } } satisfies Status,
  },
])("$what: noted as well", async ({ last }) => {
  const port = service([known, last], () => Promise.resolve(seeing(serial)));
  expect(await proveReplacement(port, order)).toEqual({ type: "proved" });
});

test("the page could not look, and the service has noted the use all the same", async () => {
  const port = service([known, used], () => Promise.reject(new RenewalError("unreachable", "A policy forbids it.")));
  expect(await proveReplacement(port, order)).toEqual({ type: "proved" });
});

test.for([
  { what: "the stage has not moved", last: known },
  { what: "nothing is known of a replacement", last: { ...known, pending: null } },
  {
    what: "another replacement was used",
    last: { ...used, pending: { ...pending, serial: "0B", stage: "first-used" } } satisfies Status,
  },
])("$what: not proved", async ({ last }) => {
  const port = service([known, last], () => Promise.resolve(seeing(serial)));
  expect(await proveReplacement(port, order)).toMatchObject({ type: "not-proved", miss: { kind: "not-recorded" } });
});

test.for([
  { seen: oldSerial, kind: "old-certificate" },
  { seen: "0B", kind: "other-certificate" },
])("$kind: named with its serial", async ({ seen, kind }) => {
  const port = service([known, known], () => Promise.resolve(seeing(seen)));
  const proof = await proveReplacement(port, order);
  expect(proof).toMatchObject({ type: "not-proved", miss: { kind, seen: { cn: "client28", serial: seen } } });
});

test.for(["no-certificate", "unreachable"] as const)("%s", async (kind) => {
  const port = service([known, known], () => Promise.reject(new RenewalError(kind, "")));
  expect(await proveReplacement(port, order)).toMatchObject({ type: "not-proved", miss: { kind, seen: undefined } });
});

test("another try in a window of its own goes to one more host", async () => {
  const port = service([statusAt("first"), statusAt("second")], () => Promise.resolve(seeing(oldSerial)));
  expect(await proveReplacement(port, order)).toMatchObject({ miss: { page: "https://second.verify.localhost/" } });
  expect(port.asked).toEqual(["https://first.verify.localhost/api/cert/status"]);
});

test.for([
  { what: "the service has seen the replacement in another window", first: used },
  { what: "the site itself sees the replacement", first: seeing(serial) },
])("$what: proved, and nothing is asked for once more", async ({ first }) => {
  const port = service([first], () => Promise.reject(new RenewalError("no-certificate", "")));
  expect(await proveReplacement(port, order)).toEqual({ type: "proved" });
  expect(port.asked).toEqual([]);
});

test("a clock that is a day slow is told with what was missed", async () => {
  const ahead = { ...known, now: new Date(now.getTime() + 86_400_000).toISOString() };
  const port = service([ahead, ahead], () => Promise.reject(new RenewalError("no-certificate", "")));
  expect(await proveReplacement(port, order)).toMatchObject({ clock: { direction: "slow", amount: 86_400_000 } });
});

test.for(["unknown-issuer", "unknown-serial", "revoked", "retired", "expired"] as const)(
  "a certificate that the service does not accept: %s",
  async (code) => {
    const port = service([known, known], () => Promise.reject(new RenewalError(code, "")));
    expect(await proveReplacement(port, order)).toMatchObject({ type: "not-proved", miss: { kind: "refused-certificate" } });
  },
);

test.for(["requests-exceeded", "internal"] as const)(
  "any other refusal of the proof host proves nothing either way: %s",
  async (code) => {
    const port = service([known], () => Promise.reject(new RenewalError(code, "")));
    await expect(proveReplacement(port, order)).rejects.toMatchObject({ code });
  },
);

test("a site that cannot be reached proves nothing either", async () => {
  const port = {
    ...service([], () => Promise.resolve(seeing(serial))),
    status: () => Promise.reject(new RenewalError("unreachable", "")),
  };
  await expect(proveReplacement(port, order)).rejects.toMatchObject({ code: "unreachable" });
});

function statusAt(host: string): Status {
  return { ...known, proofUrl: `https://${host}.verify.localhost/api/cert/status` };
}
