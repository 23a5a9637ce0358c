import { eventually } from "../e2e/eventually.ts";
import { asksForCertificate } from "./certificate-selector.ts";
import type { FirefoxPerson } from "./person.ts";

/** Continues from the import step, or from a failed proof, until Firefox asks for the certificate. */
export async function startProof(person: FirefoxPerson): Promise<void> {
  await continueUntil(person, "Firefox to ask for the certificate of the proof", () => asksForCertificate(person.page));
}

/** Continues likewise if Firefox does not ask, until the dialog says that no certificate was presented. */
export async function proveWithoutCertificate(person: FirefoxPerson): Promise<void> {
  const said = async (): Promise<boolean> => (await person.readsAll()).includes("証明書が送られませんでした");
  await continueUntil(person, "the dialog to say that no certificate was presented", said);
}

/** Presses the button that continues whenever it is enabled; while the dialog connects, it is not. */
async function continueUntil(person: FirefoxPerson, what: string, arrived: () => Promise<boolean>): Promise<void> {
  await eventually(what, async () => {
    if (await arrived()) return true;
    for (const button of ["インポートしました", "接続を確認する"]) await person.pressesIfThere(button);
    return undefined;
  });
}
