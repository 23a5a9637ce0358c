import type { Page } from "puppeteer";
import { Clinic } from "../e2e/clinic.ts";
import { Person } from "../e2e/person.ts";
import { renewAndProve } from "../e2e/renew-and-prove.ts";
import type { Figure, Measurement } from "./figure.ts";

/** The longest task of the page's main thread during a renewal, from 「更新」 to the proof. */
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
  if ((await longestObserved(page)) === 0) throw new Error("The browser does not report long tasks, so nothing was measured.");
  await page.evaluate(() => performance.clearMeasures());
  await renewAndProve(clinic, person);
  return await longestObserved(page);
}

/** The longest task since the last call; the browser reports a task after it has ended. */
async function longestObserved(page: Page): Promise<number> {
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
  return await page.evaluate(() => Math.max(0, ...performance.getEntriesByName("long-task").map(({ duration }) => duration)));
}

/** Observes the tasks of 50 ms and more, which the browser reports, and runs one to check that it does. */
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
