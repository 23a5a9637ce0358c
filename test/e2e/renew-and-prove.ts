import type { Clinic } from "./clinic.ts";
import type { Person } from "./person.ts";
import { renewUntilImport, type Held } from "./renew-until-import.ts";

/** A whole renewal, from the dialog to the proof; the import uses the platform's tool. */
export async function renewAndProve(clinic: Clinic, person: Person): Promise<Held> {
  const held = await renewUntilImport(clinic, person);
  await clinic.importFile(held.p12, held.password);
  await person.presses("インポートしました");
  await person.reads("新しい証明書で接続できました");
  return held;
}
