import { expect, test } from "vitest";
import { openTab } from "../../src/demo/browser/waits.ts";
import { Clinic } from "./clinic.ts";
import { openModals } from "./open-modals.ts";
import { Person } from "./person.ts";
import { sharedComputer } from "./shared-computer.ts";

const computer = sharedComputer();

test("a person in Chromium counts a dialog below another", async () => {
  await using clinic = await Clinic.open({ certificates: [], extension: false, computer });
  const page = await openTab(clinic.browser);
  const person = new Person(page);
  expect(await person.countsDialogs()).toBe(0);
  await openModals(page, 2);
  expect(await person.countsDialogs()).toBe(2);
});
