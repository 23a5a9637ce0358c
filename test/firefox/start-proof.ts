import { eventually } from "../e2e/eventually.ts";
import { asksForCertificate } from "./certificate-selector.ts";
import type { FirefoxPerson } from "./person.ts";

/** Goes from the import step, or from a proof that failed, to where Firefox asks for the certificate. */
export async function startProof(person: FirefoxPerson): Promise<void> {
  await goOnUntil(person, "Firefox to ask for the certificate of the proof", () => asksForCertificate(person.page));
}

/** The same where Firefox has nothing to ask about, and the dialog says that no certificate arrived. */
export async function proveWithoutCertificate(person: FirefoxPerson): Promise<void> {
  const said = async (): Promise<boolean> => (await person.readsAll()).includes("証明書が送られませんでした");
  await goOnUntil(person, "the dialog to say that no certificate arrived", said);
}

/** Presses what leads on wherever the dialog waits for it. While the dialog connects, its button takes no press. */
async function goOnUntil(person: FirefoxPerson, what: string, arrived: () => Promise<boolean>): Promise<void> {
  await eventually(what, async () => {
    if (await arrived()) return true;
    for (const button of ["インポートしました", "接続を確認する"]) if (await person.canPress(button)) await person.presses(button);
    return undefined;
  });
}
