import { openTab } from "../../src/demo/browser/waits.ts";
import { Clinic } from "../e2e/clinic.ts";
import type { Figure, Measurement } from "./figure.ts";

/** The number of the extension's scripts in a page of a host that is not configured, which must be zero. */
export const otherHosts: Measurement = {
  name: "other-hosts",
  async measure(): Promise<readonly Figure[]> {
    await using clinic = await Clinic.open({ certificates: ["client28"], extension: true });
    const page = await openTab(clinic.browser);
    const session = await page.createCDPSession();
    const worlds: string[] = [];
    session.on("Runtime.executionContextCreated", ({ context }) => {
      if (context.origin.startsWith("chrome-extension:")) worlds.push(context.name);
    });
    await session.send("Runtime.enable");
    const count = async (address: string): Promise<number> => {
      worlds.length = 0;
      await page.goto(address);
      return worlds.length;
    };
    const configured = await count(`${clinic.app}/login`);
    if (configured === 0) throw new Error("The extension was not detected on a configured host either, so nothing was measured.");
    const { verify } = clinic.service.addresses;
    return [{ name: "extension scripts on a host that is not configured", value: await count(verify), unit: "scripts", budget: 0 }];
  },
};
