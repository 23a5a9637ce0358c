import { expect, test } from "vitest";
import type { RenewalPort } from "../../src/dialog/port.ts";
import { proveReplacement } from "../../src/dialog/prove-replacement.ts";
import { RenewalError } from "../../src/dialog/renewal-error.ts";
import type { Status } from "../../src/protocol/status.ts";
import { oldSerial, pendingAt, statusDue } from "./stage/status-fixture.ts";

const pending = pendingAt("password-shown");
const { serial } = pending;
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
  expect(await proveReplacement(port, oldSerial, serial)).toEqual({ type: "proved" });
  expect(port.asked).toHaveLength(1);
});

test.for([
  { what: "the site itself sees the replacement", last: seeing(serial) },
  { what: "the old certificate counts as renewed", last: { ...known, pending: null, refusal: { code: "already-renewed", detail: "" } } satisfies Status },
])("$what: noted as well", async ({ last }) => {
  const port = service([known, last], () => Promise.resolve(seeing(serial)));
  expect(await proveReplacement(port, oldSerial, serial)).toEqual({ type: "proved" });
});

test.for([
  { what: "the stage has not moved", last: known },
  { what: "nothing is known of a replacement", last: { ...known, pending: null } },
  { what: "another replacement was used", last: { ...used, pending: { ...pending, serial: "0B", stage: "first-used" } } satisfies Status },
])("$what: not proved", async ({ last }) => {
  const port = service([known, last], () => Promise.resolve(seeing(serial)));
  expect(await proveReplacement(port, oldSerial, serial)).toEqual({ type: "not-proved", miss: "not-recorded" });
});

test.for([
  { seen: oldSerial, miss: "old-certificate" },
  { seen: "0B", miss: "other-certificate" },
])("$miss", async ({ seen, miss }) => {
  const port = service([known], () => Promise.resolve(seeing(seen)));
  expect(await proveReplacement(port, oldSerial, serial)).toEqual({ type: "not-proved", miss });
});

test("no certificate at all", async () => {
  const port = service([known], () => Promise.reject(new RenewalError("no-certificate", "")));
  expect(await proveReplacement(port, oldSerial, serial)).toEqual({ type: "not-proved", miss: "no-certificate" });
});

test("a connection that failed proves nothing either way", async () => {
  const port = service([known], () => Promise.reject(new RenewalError("unreachable", "")));
  await expect(proveReplacement(port, oldSerial, serial)).rejects.toMatchObject({ code: "unreachable" });
});
