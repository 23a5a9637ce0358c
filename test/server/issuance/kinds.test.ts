import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { issueCertificate } from "../../../src/server/issuance/lifecycle/issue.ts";
import { noticeText } from "../../../src/server/notices/notice.ts";
import { defaultProducts } from "../../../src/server/settings/products.ts";
import { askStatus, certificatesOf, enrol, makeRequest, refusalOf } from "../../support/enrolment.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import type { Connection } from "../../support/tls-client.ts";

const kinds = [
  { name: "desk", pattern: String.raw`desk-\d+`, texts: { ja: "受付の証明書", en: "desk certificate" }, validityDays: 400 },
  { name: "person", pattern: String.raw`.+@clinic\.example`, texts: { ja: "個人の証明書", en: "personal certificate" } },
];
const weborca = { ...defaultProducts.weborca, renewableTypes: ["desk", "other"] };
const orcamo = { ...defaultProducts.orcamo, renewableTypes: [] };

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService({ settings: { kinds, products: { weborca, orcamo } } });
});
afterAll(async () => await world[Symbol.asyncDispose]());

const at = (identity: Holder): Connection => ({ port: world.port, root: world.root, identity });

describe("a service with kinds of certificate of its own", () => {
  test.each([
    ["desk-1", "200"],
    ["client1", "200"],
    ["taro@clinic.example", "403 type-not-renewable"],
  ])("renews those that its product names: %s is answered %s", async (cn, expected) => {
    const holder = await world.issue(cn, 50);
    const answer = await enrol(at(holder), (await makeRequest({ cn, o: "u00000014" })).body);
    expect(answer.status === 200 ? "200" : refusalOf(answer)).toBe(expected);
  });

  test("issues each kind with its validity", async () => {
    for (const [cn, days] of [
      ["desk-2", 400],
      ["hanako@clinic.example", 1095],
    ] as const) {
      const order = { tenant: "u00000014", cn, ...byOperator(world.now) };
      const { notAfter } = await issueCertificate(world.service, order);
      expect(Math.floor((notAfter.getTime() - world.now.getTime()) / dayInMilliseconds)).toBeOneOf([days, days + 1]);
    }
    const holder = await world.issue("desk-3", 50);
    const { body } = await makeRequest({ cn: "desk-3", o: "u00000014" });
    const [{ notAfter }] = certificatesOf(await enrol(at(holder), body));
    expect(notAfter).toEqual(new Date(world.now.getTime() + 400 * dayInMilliseconds));
    expect((await askStatus(at(holder))).pending?.notAfter).toBe(notAfter.toISOString());
  });

  test("does not issue for a longer time than the kind's", async () => {
    const order = { tenant: "u00000014", cn: "desk-4", days: 401, ...byOperator(world.now) };
    await expect(issueCertificate(world.service, order)).rejects.toMatchObject({ code: "validity-too-long" });
  });

  test("does not issue for a CN of no kind and of no usual form", async () => {
    const order = { tenant: "u00000014", cn: "Desk 5", ...byOperator(world.now) };
    await expect(issueCertificate(world.service, order)).rejects.toMatchObject({ code: "name-not-allowed" });
  });

  test("calls a certificate by its kind in a notice", () => {
    const notice = {
      kind: "issued",
      cn: "desk-1",
      tenant: "u00000014",
      issuer: "0a",
      serial: "01",
      notAfter: world.now.getTime(),
      certificate: 1,
      channel: "mail",
      address: "clinic@clinic.example",
      state: "waiting",
      attempts: 0,
      nextAt: 0,
      failure: null,
      revokedAt: null,
      wanted: true,
      replaced: false,
      ...{ product: "weborca", timeZone: "UTC", pendingSince: null },
    } as const;
    const { body } = noticeText(notice, { ...world.service.settings, kinds }, world.now);
    expect(body).toContain("受付の証明書 desk-1 を発行しました");
    expect(body).toContain("The desk certificate desk-1 was issued");
  });
});
