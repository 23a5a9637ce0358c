import { expect, test } from "vitest";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { replacementOf } from "../support/records.ts";
import { Clinic } from "./clinic.ts";
import { Person } from "./person.ts";
import { renewUntilImport } from "./renew-until-import.ts";
import { sharedComputer } from "./shared-computer.ts";
import { stopWorker } from "./stop-worker.ts";

const computer = sharedComputer();

/** A person before each of whose presses the extension's worker is stopped if it is running. */
class WithStoppedWorker extends Person {
  /** The presses before which the worker was running. */
  readonly stoppedBefore: string[] = [];

  override async presses(button: string): Promise<void> {
    // The button shows that the previous step has ended.
    await new AccessibleElement(this.page, { role: "button", name: button }).find();
    if (await stopWorker(this.page.browser())) this.stoppedBefore.push(button);
    await super.presses(button);
  }
}

test("a renewal completes if the extension's worker is stopped before each press", async () => {
  await using clinic = await Clinic.open({ certificates: ["client28"], extension: true, computer });
  const person = new WithStoppedWorker(await clinic.comeIn());
  await person.reads("クライアント証明書の更新が必要です");
  const { p12, password, serial } = await renewUntilImport(clinic, person);
  await clinic.importFile(p12, password);
  await person.presses("インポートしました");
  await person.reads("新しい証明書で接続できました");

  // It was running for the status, the enrolment and the download, and was stopped each time.
  expect(person.stoppedBefore).toEqual(expect.arrayContaining(["更新", "こちら", "確認する"]));
  const replacement = await replacementOf(clinic.service.service.store, clinic.serialOf("client28"));
  expect(replacement?.serial).toBe(serial);
});
