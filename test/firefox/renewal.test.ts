import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { serialInSelector } from "../../src/ui/certificate-store.ts";
import { renewUntilImport } from "../e2e/renew-until-import.ts";
import { replacementOf } from "../support/records.ts";
import { asksForCertificate, chooseCertificate } from "./certificate-selector.ts";
import { FirefoxClinic } from "./clinic.ts";
import { sharedFirefox } from "./computer.ts";
import { FirefoxPerson } from "./person.ts";

const computer = sharedFirefox();

const extension = new URL("../../dist/extension-firefox", import.meta.url).pathname;

describe.each([
  { way: "through the extension", options: { extension } },
  { way: "through the in-page module alone", options: {} },
])("renewal in Firefox $way", ({ options }) => {
  test("ends with a certificate that the service has seen in use", async () => {
    await using clinic = await FirefoxClinic.open({ computer, certificates: ["client28"], ...options });
    const old = clinic.serialOf("client28");
    const person = new FirefoxPerson(await clinic.logIn(old));
    await person.reads("クライアント証明書の更新が必要です");
    expect(await person.countsDialogs()).toBe(1);
    const { p12, password, serial } = await renewUntilImport(clinic, person);
    expect(basename(p12)).toMatch(/^\d{6}_JP_u00000014_client28\.p12$/);
    // One choice was enough for the page and for all requests of the dialog.
    expect(await asksForCertificate(person.page)).toBe(false);

    // Nothing has been imported yet: only the old certificate can be chosen, and the dialog names it.
    await person.reads("証明書をインポートしてください");
    expect(await person.readsAll()).toContain("「あなたの証明書」タブの[インポート]");
    await person.readsText(serialInSelector(serial.slice(0, 8), "firefox"));
    await person.presses("インポートしました");
    expect((await chooseCertificate(person.page, old)).serials).toEqual([old]);
    await person.readsText(old);

    // Firefox offers certificates that are imported while it runs.
    await clinic.importFile(p12, password);
    await person.presses("接続を確認する");
    const { question, serials } = await chooseCertificate(person.page, serial);
    expect(question).toContain(".verify.localhost");
    expect(serials.toSorted()).toEqual([old, serial].toSorted());
    await person.reads("新しい証明書で接続できました");

    const replacement = await replacementOf(clinic.service.service.store, old);
    expect(replacement?.serial).toBe(serial);
    expect(replacement?.firstUsedAt).not.toBeNull();
    expect(replacement?.fetchedAt).not.toBeNull();
    expect(replacement?.passwordShownAt).not.toBeNull();
  });
});
