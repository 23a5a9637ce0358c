import { setImmediate } from "node:timers/promises";
import type { ForecastOrder, ForetoldAct, JobForecast } from "../../protocol/console/jobs.ts";
import type { RefusalCode } from "../../protocol/console/problem.ts";
import type { Administrator } from "../issuance/administration/administrator.ts";
import { whyNotOrdered } from "../issuance/administration/order-own-renewals.ts";
import { whyNoCode } from "../issuance/administration/own-recovery-code.ts";
import { whyNotRenewed } from "../issuance/administration/renew-own.ts";
import { selectedNumbers } from "../issuance/administration/selection.ts";
import { validRelatives } from "../issuance/lifecycle/valid-relatives.ts";
import { refusalSentences } from "../issuance/refusal.ts";
import { countingReplacement, orderInForce } from "../issuance/renewal/renewal-order.ts";
import type { Service } from "../issuance/service.ts";
import { findNotesOf } from "../store/certificates/certificate-notes.ts";
import { findHeldByNumbers, type HeldCertificate } from "../store/certificates/certificates.ts";
import { findWithKeptKeys } from "../store/certificates/kept-keys.ts";
import { findHoldersOfUnusedCodes } from "../store/renewals/recovery-codes.ts";
import { requireSense } from "./require-sense.ts";

/** How many certificates are read at once, while other requests wait. */
const together = 200;

interface Counts {
  done: number;
  unchanged: number;
  overwritten: number;
  readonly refused: Map<RefusalCode, number>;
  /** The numbers of further certificates. */
  readonly along: Set<number>;
  /** The CNs of the holders who get a code. */
  readonly holders: Set<string>;
}

/**
 * What a job would do at this moment, by number. It changes nothing; what the job then does depends on what holds by then.
 *
 * @throws Refusal as `requireSense` and `selectedNumbers`
 */
export async function forecast(
  service: Service,
  { act, selection, by, now }: ForecastOrder & Pick<Judging, "by" | "now">,
): Promise<JobForecast> {
  requireSense(act);
  const numbers = await selectedNumbers(service, { tenant: by.tenant, selection, now });
  const counts: Counts = { done: 0, unchanged: 0, overwritten: 0, refused: new Map(), along: new Set(), holders: new Set() };
  for (let at = 0; at < numbers.length; at += together) {
    const held = await findHeldByNumbers(service.store, numbers.slice(at, at + together));
    const certificates = numbers.slice(at, at + together).flatMap((number) => held.get(number) ?? []);
    await judge(service, act, certificates, { counts, by, now });
    await setImmediate();
  }
  for (const number of numbers) counts.along.delete(number);
  const { done, unchanged, overwritten, refused, along } = counts;
  const reasons = [...refused].map(([code, count]) => ({ code, detail: refusalSentences[code], count }));
  return {
    ...{ total: numbers.length, done, unchanged, overwritten, along: along.size },
    refused: reasons.toSorted((one, another) => another.count - one.count),
  };
}

interface Judging {
  readonly counts: Counts;
  /** Who would do it. */
  readonly by: Pick<Administrator, "actor" | "tenant">;
  readonly now: Date;
}

async function judge(
  service: Service,
  act: ForetoldAct,
  certificates: readonly HeldCertificate[],
  judging: Judging,
): Promise<void> {
  switch (act.kind) {
    case "renew":
      await judgeRenewals(service, certificates, judging);
      return;
    case "revoke":
      await judgeRevocations(service, act, certificates, judging);
      return;
    case "annotate":
      await judgeNotes(service, act, certificates, judging);
      return;
    case "order":
      judgeOrders(service, certificates, judging);
      return;
    case "code":
      await judgeCodes(service, certificates, judging);
  }
}

async function judgeRenewals(service: Service, certificates: readonly HeldCertificate[], { counts, now }: Judging): Promise<void> {
  const pending = certificates.flatMap((each) => countingReplacement(each, now)?.number ?? []);
  const kept = await findWithKeptKeys(service.store, pending);
  for (const certificate of certificates) {
    const refusal = whyNotRenewed(service, certificate, now);
    const replacement = countingReplacement(certificate, now);
    if (refusal !== undefined) add(counts.refused, refusal);
    else if (replacement === undefined) counts.done++;
    else if (kept.has(replacement.number)) counts.unchanged++;
    else add(counts.refused, "replacement-pending");
  }
}

async function judgeRevocations(
  { store }: Service,
  { along }: Extract<ForetoldAct, { kind: "revoke" }>,
  certificates: readonly HeldCertificate[],
  { counts, now }: Judging,
): Promise<void> {
  for (const certificate of certificates) {
    if (certificate.revokedAt === null) counts.done++;
    else counts.unchanged++;
    const hasRelatives = certificate.predecessor !== null || certificate.replacement !== undefined;
    if (along.length === 0 || !hasRelatives) continue;
    for (const { relation, certificate: relative } of await validRelatives(store, certificate, now))
      if (along.includes(relation)) counts.along.add(relative.number);
  }
}

async function judgeNotes(
  { store }: Service,
  { remark, device }: Extract<ForetoldAct, { kind: "annotate" }>,
  certificates: readonly HeldCertificate[],
  { counts }: Judging,
): Promise<void> {
  const notes = await findNotesOf(
    store,
    certificates.map(({ number }) => number),
  );
  for (const { number } of certificates) {
    const before = notes.get(number) ?? { remark: "", device: "" };
    const changes = [
      { from: before.remark, to: remark ?? before.remark },
      { from: before.device, to: device ?? before.device },
    ].filter(({ from, to }) => from !== to);
    if (changes.length === 0) counts.unchanged++;
    else counts.done++;
    if (changes.some(({ from }) => from !== "")) counts.overwritten++;
  }
}

function judgeOrders(service: Service, certificates: readonly HeldCertificate[], { counts, by, now }: Judging): void {
  for (const certificate of certificates) {
    const refusal = whyNotOrdered(service, certificate, { by, now });
    if (refusal !== undefined) add(counts.refused, refusal);
    else counts.done++;
    if (refusal === undefined && orderInForce(certificate, now) !== undefined) counts.overwritten++;
  }
}

async function judgeCodes(service: Service, certificates: readonly HeldCertificate[], { counts, now }: Judging): Promise<void> {
  const unused = await findHoldersOfUnusedCodes(service.store, certificates, now.getTime());
  for (const certificate of certificates) {
    const { cn } = certificate;
    const refusal = whyNoCode(service, certificate);
    if (refusal !== undefined) add(counts.refused, refusal);
    else if (counts.holders.has(cn)) counts.unchanged++;
    else {
      counts.done++;
      counts.holders.add(cn);
      if (unused.has(cn)) counts.overwritten++;
    }
  }
}

function add(counts: Map<RefusalCode, number>, code: RefusalCode): void {
  counts.set(code, (counts.get(code) ?? 0) + 1);
}
