import { rename } from "node:fs/promises";
import type { Person } from "./person.ts";
import { renewUntilImport, saveUntilImport, type Desk, type Hands, type Held } from "./renew-until-import.ts";

/** The files of a person who has renewed twice; the service accepts only the last one. */
export interface HeldTwice<Visitor> {
  /** At the import step of the last renewal. */
  readonly person: Visitor;
  readonly earlier: Held;
  readonly last: Held;
}

/** Renews up to the import, closes the page, and renews again at the next login, in any browser. */
export async function renewTwice<Visitor extends Hands & Pick<Person, "page">>(
  desk: Desk,
  first: Visitor,
  comeBack: () => Promise<Visitor>,
): Promise<HeldTwice<Visitor>> {
  const held = await renewUntilImport(desk, first);
  await first.page.close();
  const earlier = { ...held, p12: `${held.p12}.earlier` };
  await rename(held.p12, earlier.p12);

  const person = await comeBack();
  await person.presses("もう一度更新する");
  await person.presses("はい、もう一度更新する");
  return { person, earlier, last: await saveUntilImport(desk, person) };
}
