import { Clinic } from "../e2e/clinic.ts";
import { Person } from "../e2e/person.ts";
import { renewAndProve } from "../e2e/renew-and-prove.ts";
import { documentsImport, documentsWay } from "./documents-way.ts";
import type { Figure, Measurement } from "./figure.ts";

/**
 * What a person does from the dialog to the proved certificate: the buttons that the walk of the tests presses, and
 * the import, which is the platform's own on either way: once as the one command or gesture that begins it, and once
 * with every button of the wizard that the field's document shows.
 */
export const actions: Measurement = {
  name: "actions",
  async measure(): Promise<readonly Figure[]> {
    await using clinic = await Clinic.open({ certificates: ["client28"], extension: true });
    const person = new Person(await clinic.logIn());
    await renewAndProve(clinic, person);
    const wizard = sum(documentsImport);
    return [
      { name: "actions from the dialog to the proof, the import being one", value: person.pressed + 1, unit: "actions", budget: 7 },
      { name: "the same with every button of the import wizard", value: person.pressed + wizard, unit: "actions" },
      { name: "the documents' way, the import being one", value: sum(documentsWay) - wizard + 1, unit: "actions" },
      { name: "the documents' way, with every button of the import wizard", value: sum(documentsWay), unit: "actions" },
    ];
  },
};

function sum(way: typeof documentsWay): number {
  return way.reduce((total, { actions }) => total + actions, 0);
}
