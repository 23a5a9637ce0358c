import type { Page, Target } from "puppeteer";
import { findTarget, openTab, withBrowserTimeout } from "../../src/demo/browser/waits.ts";
import { extensionId } from "../extension/extension-id.ts";
import type { Clinic } from "./clinic.ts";
import { eventually } from "./eventually.ts";

/** Never a badge of the extension's own. */
const untouched = "…";

/**
 * The extension's button in the browser, its popup, and the notifications that the browser shows for it. They are read
 * with the browser's own APIs from a page of the extension, so that looking never wakes its worker.
 */
export class Toolbar {
  readonly #clinic: Clinic;
  #desk: Page | undefined;

  constructor(clinic: Clinic) {
    this.#clinic = clinic;
  }

  /** What stands on the button for a tab of this origin, or for tabs that have nothing of their own. */
  async badge(origin?: string): Promise<{ text: string; title: string }> {
    return await (
      await this.#open()
    ).evaluate(async (origin) => {
      const [tab] = origin === undefined ? [] : await chrome.tabs.query({ url: `${origin}/*` });
      const where = tab?.id === undefined ? {} : { tabId: tab.id };
      return { text: await chrome.action.getBadgeText(where), title: await chrome.action.getTitle(where) };
    }, origin);
  }

  /** Waits until the button says this; returns its title. */
  async shows(text: string, origin?: string): Promise<string> {
    return await eventually(`the badge to say "${text}"`, async () => {
      const badge = await this.badge(origin);
      return badge.text === text ? badge.title : undefined;
    });
  }

  /** How many notifications the browser shows for the extension. */
  async countsNotifications(): Promise<number> {
    return await (await this.#open()).evaluate(async () => Object.keys(await chrome.notifications.getAll()).length);
  }

  /** Takes every notification away, as the person does. */
  async clearsNotifications(): Promise<void> {
    await (
      await this.#open()
    ).evaluate(async () => {
      for (const id of Object.keys(await chrome.notifications.getAll())) await chrome.notifications.clear(id);
    });
  }

  /** Presses the notification: a headless browser draws none, so that its event is raised where the browser raises it. */
  async pressesNotification(): Promise<void> {
    const target = await findTarget(this.#clinic.browser, (target) => target.url().includes("service-worker"));
    await (
      await target.worker()
    )?.evaluate(async () => {
      const [id] = Object.keys(await chrome.notifications.getAll());
      const { onClicked } = chrome.notifications;
      const dispatch: unknown = Reflect.get(onClicked, "dispatch");
      if (id === undefined || typeof dispatch !== "function") throw new Error("There is nothing to press.");
      Reflect.apply(dispatch, onClicked, [id]);
    });
  }

  /**
   * Moves the alarm of the reminders, for which the browser would wait an hour, to this moment, in which the worker
   * does not run. Resolves once it has gone off, and what it does is done.
   */
  async alarmGoesOff(): Promise<void> {
    await this.stopsWorker();
    const desk = await this.#open();
    await desk.evaluate(async (untouched) => {
      const alarm = await chrome.alarms.get("koshin-reminder");
      if (alarm?.periodInMinutes === undefined) throw new Error("The alarm of the reminders is not set.");
      await chrome.action.setBadgeText({ text: untouched });
      await chrome.alarms.create(alarm.name, { when: Date.now(), periodInMinutes: alarm.periodInMinutes });
    }, untouched);
    // Last of all it shows the badge.
    await eventually("the alarm", async () => ((await this.badge()).text === untouched ? undefined : true));
  }

  /** Has the browser stop the extension's worker, where it runs. */
  async stopsWorker(): Promise<void> {
    const find = (): Target | undefined => this.#clinic.browser.targets().find((target) => target.url().includes("service-worker"));
    const worker = await find()?.worker();
    await worker?.close();
    await eventually("the worker to be gone", () => Promise.resolve(find() === undefined ? true : undefined));
  }

  /** Changes what the extension remembers of its notifications, as the passing of days does. */
  async remembers(change: { readonly notifiedAt: string | null; readonly remindedAt: number | null }): Promise<void> {
    await (
      await this.#open()
    ).evaluate(async ({ notifiedAt, remindedAt }) => {
      const { renewals } = await chrome.storage.local.get<{ renewals: { records: object[] } }>("renewals");
      const records = renewals.records.map((record) => ({ ...record, remindedAt }));
      await chrome.storage.local.set({ renewals: { records, notifiedAt } });
    }, change);
  }

  /** Everything that the extension has kept. */
  async kept(): Promise<string> {
    return await (await this.#open()).evaluate(async () => JSON.stringify(await chrome.storage.local.get(null)));
  }

  /** Opens the popup on a tab. */
  async openPopup(on: Page): Promise<Page> {
    const extension = (await this.#clinic.browser.extensions()).get(extensionId);
    if (extension === undefined) throw new Error("The extension is not there.");
    await extension.triggerAction(on);
    const popup = await findTarget(this.#clinic.browser, (target) => target.url().endsWith("/pages/popup.html"));
    return withBrowserTimeout(await popup.asPage());
  }

  async #open(): Promise<Page> {
    // A page of a browser that has ended does not always learn that it is closed.
    if (this.#desk?.isClosed() !== false || this.#desk.browser() !== this.#clinic.browser) {
      this.#desk = await openTab(this.#clinic.browser);
      await this.#desk.goto(`chrome-extension://${extensionId}/pages/options.html`);
    }
    return this.#desk;
  }
}
