import { Clinic } from "../e2e/clinic.ts";
import { Person } from "../e2e/person.ts";
import { renewAndProve } from "../e2e/renew-and-prove.ts";
import { documentsImport, documentsWay } from "./documents-way.ts";
import type { Figure, Measurement } from "./figure.ts";

/**
 * The actions of a person from the dialog to the proved certificate: the buttons that the tests press, and the import,
 * which is the platform's in both cases: counted once as a single action, and once
 * with every button of the wizard in the field's document.
 */
export const actions: Measurement = {
  name: "actions",
  async measure(): Promise<readonly Figure[]> {
    await using clinic = await Clinic.open({ certificates: ["client28"], extension: true });
    const person = new Person(await clinic.logIn());
    await renewAndProve(clinic, person);
    const wizard = sum(documentsImport);
    return [
      {
        name: "actions from the dialog to the proof, import counted as one",
        value: person.pressed + 1,
        unit: "actions",
        budget: 7,
      },
      {
        name: "actions from the dialog to the proof, with every button of the import wizard",
        value: person.pressed + wizard,
        unit: "actions",
      },
      { name: "documented procedure, import counted as one", value: sum(documentsWay) - wizard + 1, unit: "actions" },
      { name: "documented procedure, with every button of the import wizard", value: sum(documentsWay), unit: "actions" },
    ];
  },
};

function sum(procedure: typeof documentsWay): number {
  return procedure.reduce((total, { actions }) => total + actions, 0);
}
