import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { byOperator } from "../../src/server/commands/line/by-operator.ts";
import { orderRenewal } from "../../src/server/issuance/renewal/renewal-order.ts";
import { replacementOf } from "../support/records.ts";
import { Clinic } from "./clinic.ts";
import { Person } from "./person.ts";
import { renewUntilImport } from "./renew-until-import.ts";
import { sharedComputer } from "./shared-computer.ts";

const computer = sharedComputer();

describe.each([
  { way: "through the extension", extension: true },
  { way: "through the in-page module alone", extension: false },
])("a certificate with two years left that the operator has made due, $way", ({ extension }) => {
  let clinic: Clinic;
  beforeEach(async () => {
    clinic = await Clinic.open({ certificates: ["client169"], extension, computer });
  });
  afterEach(async () => {
    await clinic[Symbol.asyncDispose]();
  });

  test("is prompted for at the next login, renewed, and not prompted for again", async () => {
    const { service } = clinic.service;
    const affected = await orderRenewal(service, {
      scope: { serial: clinic.serialOf("client169") },
      reason: "key file left on a share",
      ...byOperator(),
    });
    expect(affected).toBe(1);
    const person = new Person(await clinic.comeIn());
    await person.reads("クライアント証明書の更新が必要です");
    await person.readsText("サービスの管理者がこの証明書の更新を求めています");
    await person.readsText("理由：key file left on a share");
    const { p12, password, serial } = await renewUntilImport(clinic, person);
    await clinic.importFile(p12, password);
    await person.presses("インポートしました");
    await person.reads("新しい証明書で接続できました");
    const replacement = await replacementOf(service.store, clinic.serialOf("client169"));
    expect([replacement?.serial, replacement?.firstUsedAt === null]).toEqual([serial, false]);

    await clinic.restartBrowser();
    const next = new Person(await clinic.comeIn());
    // Several times as long as a due dialog takes to appear.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await next.countsDialogs()).toBe(0);
  });
});
