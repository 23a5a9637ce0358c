import type { Target } from "puppeteer";

/** Reports an update to the extension's worker, as the browser does when it has one ready. */
export async function offerUpdate(worker: Target): Promise<void> {
  await (
    await worker.worker()
  )?.evaluate(() => {
    const dispatch: unknown = Reflect.get(chrome.runtime.onUpdateAvailable, "dispatch");
    if (typeof dispatch !== "function") throw new Error("The browser's event cannot be dispatched.");
    Reflect.apply(dispatch, chrome.runtime.onUpdateAvailable, [{ version: "99.0" }]);
  });
}

/** The time at which a waiting update is tried again, in milliseconds since 1970; undefined if none waits. */
export async function plannedUpdate(worker: Target): Promise<number | undefined> {
  return await (await worker.worker())?.evaluate(async () => (await chrome.alarms.get("update"))?.scheduledTime);
}
