import type { Page } from "puppeteer";
import { findTarget, openTab, withBrowserTimeout } from "../../src/demo/browser/waits.ts";
import { extensionId } from "../extension/extension-id.ts";
import type { Clinic } from "./clinic.ts";
import { eventually } from "./eventually.ts";
import { stopWorker } from "./stop-worker.ts";

/** Differs from every badge of the extension. */
const untouched = "…";

/**
 * The extension's button in the browser, its popup, and the notifications that the browser shows for it. They are read
 * with the browser's APIs from a page of the extension, so that reading never starts its worker.
 */
export class Toolbar {
  readonly #clinic: Clinic;
  #desk: Page | undefined;

  constructor(clinic: Clinic) {
    this.#clinic = clinic;
  }

  /** The badge in a tab of this origin, or by default. */
  async badge(origin?: string): Promise<{ text: string; title: string }> {
    return await (
      await this.#open()
    ).evaluate(async (origin) => {
      const [tab] = origin === undefined ? [] : await chrome.tabs.query({ url: `${origin}/*` });
      const where = tab?.id === undefined ? {} : { tabId: tab.id };
      return { text: await chrome.action.getBadgeText(where), title: await chrome.action.getTitle(where) };
    }, origin);
  }

  /** Waits until the badge has this text; returns its title. */
  async shows(text: string, origin?: string): Promise<string> {
    return await eventually(`the badge to be "${text}"`, async () => {
      const badge = await this.badge(origin);
      return badge.text === text ? badge.title : undefined;
    });
  }

  /** The number of the extension's notifications. */
  async countsNotifications(): Promise<number> {
    return await (await this.#open()).evaluate(async () => Object.keys(await chrome.notifications.getAll()).length);
  }

  /** Clears every notification, as a person does. */
  async clearsNotifications(): Promise<void> {
    await (
      await this.#open()
    ).evaluate(async () => {
      for (const id of Object.keys(await chrome.notifications.getAll())) await chrome.notifications.clear(id);
    });
  }

  /** Presses the notification. A headless browser draws none, so the event is dispatched directly. */
  async pressesNotification(): Promise<void> {
    const target = await findTarget(this.#clinic.browser, (target) => target.url().includes("service-worker"));
    await (
      await target.worker()
    )?.evaluate(async () => {
      const [id] = Object.keys(await chrome.notifications.getAll());
      const { onClicked } = chrome.notifications;
      const dispatch: unknown = Reflect.get(onClicked, "dispatch");
      if (id === undefined || typeof dispatch !== "function") throw new Error("No notification to press.");
      Reflect.apply(dispatch, onClicked, [id]);
    });
  }

  /**
   * Fires the alarm of the reminders, for which the browser would wait an hour, while the worker is stopped. Resolves
   * once its work is done.
   */
  async alarmGoesOff(): Promise<void> {
    await stopWorker(this.#clinic.browser);
    const desk = await this.#open();
    await desk.evaluate(async (untouched) => {
      const alarm = await chrome.alarms.get("koshin-reminder");
      if (alarm?.periodInMinutes === undefined) throw new Error("The alarm of the reminders is not set.");
      await chrome.action.setBadgeText({ text: untouched });
      await chrome.alarms.create(alarm.name, { when: Date.now(), periodInMinutes: alarm.periodInMinutes });
    }, untouched);
    // Showing the badge is its last action.
    await eventually("the alarm", async () => ((await this.badge()).text === untouched ? undefined : true));
  }

  /** Changes the extension's record of its notifications, as if days had passed. */
  async remembers(change: { readonly notifiedAt: string | null; readonly remindedAt: number | null }): Promise<void> {
    await (
      await this.#open()
    ).evaluate(async ({ notifiedAt, remindedAt }) => {
      const { renewals } = await chrome.storage.local.get<{ renewals: { records: object[] } }>("renewals");
      const records = renewals.records.map((record) => ({ ...record, remindedAt }));
      await chrome.storage.local.set({ renewals: { records, notifiedAt } });
    }, change);
  }

  /** Everything that the extension has stored. */
  async kept(): Promise<string> {
    return await (await this.#open()).evaluate(async () => JSON.stringify(await chrome.storage.local.get(null)));
  }

  /** Opens the popup on a tab. */
  async openPopup(on: Page): Promise<Page> {
    const extension = (await this.#clinic.browser.extensions()).get(extensionId);
    if (extension === undefined) throw new Error("The extension is not installed.");
    await extension.triggerAction(on);
    const popup = await findTarget(this.#clinic.browser, (target) => target.url().endsWith("/pages/popup.html"));
    return withBrowserTimeout(await popup.asPage());
  }

  async #open(): Promise<Page> {
    // A page of a browser that has ended is not always reported as closed.
    if (this.#desk?.isClosed() !== false || this.#desk.browser() !== this.#clinic.browser) {
      this.#desk = await openTab(this.#clinic.browser);
      await this.#desk.goto(`chrome-extension://${extensionId}/pages/options.html`);
    }
    return this.#desk;
  }
}
