import type { Page } from "puppeteer";
import * as v from "valibot";
import { expect } from "vitest";
import type { World } from "../../src/demo/world-file.ts";
import { axeViolations } from "../dialog/harness/axe.ts";
import { runProgram } from "../support/program.ts";

const Given = v.pipe(v.string(), v.parseJson(), v.object({ code: v.string() }));

/** The clinic of a person whose certificate has expired. */
interface ExpiredPersonsClinic {
  readonly app: string;
  readonly data: string;
  readonly world: Pick<World, "tenant">;
  readonly service: { readonly addresses: { readonly recover: string } };
}

/** Goes from the web app's refusal to the recovery page, and enters the code issued by the administrator's command. */
export async function recoverWithCode(clinic: ExpiredPersonsClinic, page: Page, cn: string): Promise<void> {
  expect((await page.goto(`${clinic.app}/menu`))?.status()).toBe(401);
  await Promise.all([page.waitForNavigation(), page.locator(`a[href^="${clinic.service.addresses.recover}"]`).click()]);
  expect(await axeViolations(page)).toEqual([]);

  const { tenant } = clinic.world;
  const given = await runProgram("recovery-code", "--data", clinic.data, "--tenant", tenant, "--cn", cn, "--json");
  const { code } = v.parse(Given, given.stdout);
  await page.locator("#tenant").click();
  for (const [field, text] of Object.entries({ tenant, cn, code: code.toUpperCase() })) {
    await page.locator(`#${field}:focus`).wait();
    await page.keyboard.type(text);
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
}
