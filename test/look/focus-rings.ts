import type { Page } from "puppeteer";
import * as v from "valibot";

const Ring = v.object({ name: v.string(), style: v.string(), width: v.number(), contrast: v.number(), inView: v.boolean() });
/** A focused element, and its focus ring. */
type Ring = v.InferOutput<typeof Ring>;

/** Tabs through the page once, and returns the focus ring of each control; focusable headings are skipped. */
export async function focusRings(page: Page): Promise<readonly Ring[]> {
  const rings: Ring[] = [];
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    const ring = v.parse(v.nullable(Ring), await page.evaluate(readRing));
    if (ring === null) continue;
    if (ring.name === rings[0]?.name) break;
    rings.push(ring);
  }
  // Back to the first control.
  await page.keyboard.down("Shift");
  await page.keyboard.press("Tab");
  await page.keyboard.up("Shift");
  return rings;
}

const readRing = `(() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  if (element === null || element.matches("body, dialog, h1, h2, h3")) return null;
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  let behind = element.parentElement;
  while (behind && numbers(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
  const light = (colour) => {
    const [red, green, blue] = numbers(colour).map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  };
  const [one, other] = [light(outlineColor), light(behind ? getComputedStyle(behind).backgroundColor : "rgb(255,255,255)")];
  const box = element.getBoundingClientRect();
  const top = element.getRootNode().elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const isCovered = top !== null && !element.contains(top) && !top.contains(element);
  element.dataset.number ??= String((window.numbered = (window.numbered ?? 0) + 1));
  return {
    name: element.dataset.number + " " + element.outerHTML.slice(0, 80),
    style: outlineStyle,
    width: Number.parseFloat(outlineWidth),
    contrast: Math.max(one, other) / Math.min(one, other),
    inView: box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth && !isCovered,
  };
})()`;
