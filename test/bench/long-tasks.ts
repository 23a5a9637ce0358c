import type { Page } from "puppeteer";
import { Clinic } from "../e2e/clinic.ts";
import { Person } from "../e2e/person.ts";
import { renewAndProve } from "../e2e/renew-and-prove.ts";
import type { Figure, Measurement } from "./figure.ts";

/** How long the page stands still at most while a person renews in it: the longest task of its thread, from 「更新」 to the proof. */
export const longTasks: Measurement = {
  name: "long-tasks",
  async measure(): Promise<readonly Figure[]> {
    const figures: Figure[] = [];
    for (const { way, extension } of [
      { way: "with the extension", extension: true },
      { way: "with the page alone", extension: false },
    ]) {
      for (const keyKind of ["P-256", "RSA-2048"] as const) {
        const name = `longest task above 50 ms during a renewal ${way}, ${keyKind}`;
        figures.push({ name, value: await longest(extension, keyKind), unit: "ms", budget: 50 });
      }
    }
    return figures;
  },
};

async function longest(extension: boolean, keyKind: "P-256" | "RSA-2048"): Promise<number> {
  await using clinic = await Clinic.open({ certificates: ["client28"], extension });
  await clinic.service.service.store.updateTable("tenants").set({ keyKind }).execute();
  const page = await clinic.logIn();
  const person = new Person(page);
  await person.reads("クライアント証明書の更新が必要です");
  await listen(page);
  if ((await longestHeard(page)) === 0) throw new Error("The browser does not tell of long tasks: nothing was measured.");
  await page.evaluate(() => performance.clearMeasures());
  await renewAndProve(clinic, person);
  return await longestHeard(page);
}

/** The longest task since the last look; the browser tells of one after it has ended. */
async function longestHeard(page: Page): Promise<number> {
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
  return await page.evaluate(() => Math.max(0, ...performance.getEntriesByName("long-task").map(({ duration }) => duration)));
}

/** Listens to the tasks of 50 ms and more, which the browser tells of, and makes one to see that it does. */
async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    new PerformanceObserver((list) => {
      for (const { startTime: start, duration } of list.getEntries()) performance.measure("long-task", { start, duration });
    }).observe({ type: "longtask" });
    setTimeout(() => {
      for (const end = performance.now() + 80; performance.now() < end;);
    });
  });
}
