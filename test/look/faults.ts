import type { Page } from "puppeteer";

/**
 * What is wrong with a page as it is shown at this moment, a modal dialog alone where one is open: text with less
 * contrast than 7 : 1 (WCAG 2.2, 1.4.6), letters under 13 pixels, controls with less than 3 : 1 (1.4.11), what is cut
 * or reaches beyond its container (1.4.10), targets under 24 pixels (2.5.8), and motion that the person does not want.
 */
export function faults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const all = (root: ParentNode): Element[] =>
      Array.from(root.querySelectorAll("*")).flatMap((element) => [
        element,
        ...(element.shadowRoot ? all(element.shadowRoot) : []),
      ]);
    const everything = all(document);
    const modal = everything.find((element) => element.matches("dialog:modal"));
    const scope = modal ?? document.documentElement;
    const within = everything.filter((element) => modal === undefined || modal.contains(element));
    const seen = within.filter(
      (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !isForEars(element),
    );
    const found: string[] = [];
    const complain = (element: Element, fault: string): void => void found.push(`${fault}: ${element.outerHTML.slice(0, 120)}`);

    for (const element of seen) {
      if (element.matches("svg:not([aria-hidden=true])")) complain(element, "a drawing without words is read out");
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      if (hasText(element)) {
        const ratio = contrast(rgb(style.color), ground(element));
        if (ratio < 7) complain(element, `text has ${ratio.toFixed(2)} : 1`);
        if (Number.parseFloat(style.fontSize) < 13) complain(element, `letters of ${style.fontSize}`);
        const frame = scope.getBoundingClientRect();
        if (box.left < frame.left - 0.5 || box.right > frame.right + 0.5) complain(element, "reaches beyond its frame");
        if (style.display !== "inline" && element.scrollWidth > element.clientWidth + 1)
          complain(element, "text is wider than its place");
      }
      const scrolls = element === document.documentElement || style.overflowX !== "visible";
      if (scrolls && element.scrollWidth > element.clientWidth && !element.matches("input")) complain(element, "scrolls sideways");
      if (style.overflowY === "hidden" && element.scrollHeight > element.clientHeight + 1) complain(element, "is cut");
      if (element.matches("a[href], button, input, select, summary, [role=textbox]")) {
        if (style.display !== "inline" && (box.width < 24 || box.height < 24))
          complain(element, `target of ${box.width} × ${box.height}`);
        const border = rgb(style.borderTopColor);
        const bordered = style.borderTopStyle === "solid" && border[3] > 0 && !element.matches(":disabled, [type=radio]");
        const around = ground(element.parentElement ?? element);
        if (bordered && Math.max(contrast(border, around), contrast(ground(element), around)) < 3)
          complain(element, "is hardly told from what is around it");
      }
    }
    for (const animation of [document, ...everything.flatMap((element) => element.shadowRoot ?? [])].flatMap((root) =>
      root.getAnimations(),
    )) {
      if (matchMedia("(prefers-reduced-motion: reduce)").matches && animation.playState === "running")
        found.push("something moves");
    }
    return found;

    function isForEars(element: Element): boolean {
      return element.closest(".voice") !== null || getComputedStyle(element).clipPath.startsWith("inset(50%");
    }

    function hasText(element: Element): boolean {
      if (element instanceof SVGElement || element.matches("option, title, script, style")) return false;
      return Array.from(element.childNodes).some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== "");
    }

    function rgb(colour: string): readonly [number, number, number, number] {
      const [red = 0, green = 0, blue = 0, alpha = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
      return [red, green, blue, alpha];
    }

    /** The colour behind what is in an element: its own background, or the next one around it. */
    function ground(element: Element): readonly number[] {
      for (let at: Element | undefined = element; at !== undefined; at = around(at)) {
        const background = rgb(getComputedStyle(at).backgroundColor);
        if (background[3] === 1) return background;
        if (background[3] > 0) complain(at, "has a background that lets through");
      }
      return matchMedia("(prefers-color-scheme: dark)").matches ? [0, 0, 0] : [255, 255, 255];
    }

    function around(element: Element): Element | undefined {
      const root = element.getRootNode();
      return element.parentElement ?? (root instanceof ShadowRoot ? root.host : undefined);
    }

    function contrast(one: readonly number[], other: readonly number[]): number {
      const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((first, second) => second - first);
      return (light + 0.05) / (dark + 0.05);
    }

    function luminance(colour: readonly number[]): number {
      const [red = 0, green = 0, blue = 0] = colour.map((value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    }
  });
}
