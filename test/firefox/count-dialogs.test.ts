import { expect, test } from "vitest";
import { openTab } from "../../src/demo/browser/waits.ts";
import { openModals } from "../e2e/open-modals.ts";
import { FirefoxClinic } from "./clinic.ts";
import { sharedFirefox } from "./computer.ts";
import { FirefoxPerson } from "./person.ts";

const computer = sharedFirefox();

test("a person in Firefox counts a dialog below another", async () => {
  await using clinic = await FirefoxClinic.open({ certificates: [], computer });
  const page = await openTab(clinic.browser);
  const person = new FirefoxPerson(page);
  expect(await person.countsDialogs()).toBe(0);
  await openModals(page, 2);
  expect(await person.countsDialogs()).toBe(2);
});
