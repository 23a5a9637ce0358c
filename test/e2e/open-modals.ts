import type { Page } from "puppeteer";

/** Opens modal dialogs in closed roots, one above the other, as two copies of the extension would. */
export async function openModals(page: Page, count: number): Promise<void> {
  await page.evaluate((count) => {
    for (let opened = 0; opened < count; opened += 1) {
      const host = document.documentElement.appendChild(document.createElement("div"));
      const root = host.attachShadow({ mode: "closed" });
      root.innerHTML = "<dialog><button>OK</button></dialog>";
      root.querySelector("dialog")?.showModal();
    }
  }, count);
}
