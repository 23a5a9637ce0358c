import type { Page } from "puppeteer";

/**
 * The visual faults of a page as it is shown, or of the modal dialog if one is open: text with less
 * contrast than 7:1 (WCAG 2.2, 1.4.6), text under 13 pixels, controls with less than 3:1 (1.4.11), content that is cut
 * off or overflows its container (1.4.10), targets under 24 pixels (2.5.8), motion despite reduced motion, a file name or
 * serial number that is broken where it reads as another one, an address that is broken after its scheme, and a Japanese
 * character alone on the last line of a text.
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
      (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !isVisuallyHidden(element),
    );
    const segmenter = new Intl.Segmenter();
    const found: string[] = [];
    const report = (element: Element, fault: string): void => void found.push(`${fault}: ${element.outerHTML.slice(0, 120)}`);

    for (const element of seen) {
      // A chart is a group of links, each with its name.
      if (element.matches("svg:not([aria-hidden=true], [role=group][aria-label])"))
        report(element, "a drawing is not hidden from screen readers");
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      if (hasText(element)) {
        const ratio = contrast(rgb(style.color), backgroundOf(element));
        if (ratio < 7) report(element, `text has a contrast of ${ratio.toFixed(2)}`);
        if (Number.parseFloat(style.fontSize) < 13) report(element, `text of ${style.fontSize}`);
        const frame = scope.getBoundingClientRect();
        if (box.left < frame.left - 0.5 || box.right > frame.right + 0.5) report(element, "overflows its container");
        if (style.display !== "inline" && element.scrollWidth > element.clientWidth + 1)
          report(element, "text is wider than its box");
        if (style.display !== "inline") for (const fault of breaks(element)) report(element, fault);
      }
      const scrolls = element === document.documentElement || style.overflowX !== "visible";
      if (scrolls && element.scrollWidth > element.clientWidth && !element.matches("input"))
        report(element, "scrolls horizontally");
      if (style.overflowY === "hidden" && element.scrollHeight > element.clientHeight + 1) report(element, "is cut off");
      if (element.matches("a[href], button, input, select, summary, [role=textbox]")) {
        if (style.display !== "inline" && (box.width < 24 || box.height < 24))
          report(element, `target of ${box.width} × ${box.height}`);
        const border = rgb(style.borderTopColor);
        const bordered =
          style.borderTopStyle === "solid" && border[3] > 0 && !element.matches(":disabled, [aria-disabled=true], [type=radio]");
        const around = backgroundOf(element.parentElement ?? element);
        if (bordered && Math.max(contrast(border, around), contrast(backgroundOf(element), around)) < 3)
          report(element, "has too little contrast with its surroundings");
      }
    }
    for (const animation of [document, ...everything.flatMap((element) => element.shadowRoot ?? [])].flatMap((root) =>
      root.getAnimations(),
    )) {
      if (matchMedia("(prefers-reduced-motion: reduce)").matches && animation.playState === "running")
        found.push("an animation runs");
    }
    return found;

    function isVisuallyHidden(element: Element): boolean {
      return element.closest(".voice") !== null || getComputedStyle(element).clipPath.startsWith("inset(50%");
    }

    function hasText(element: Element): boolean {
      if (element instanceof SVGElement || element.matches("option, title, script, style")) return false;
      return Array.from(element.childNodes).some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== "");
    }

    /** How the lines of a block's own text break badly. */
    function breaks(block: Element): string[] {
      const lines: string[] = [];
      let height: number | undefined;
      const range = document.createRange();
      const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const parents = ancestors(node.parentElement, block);
        if (parents.some((parent) => !getComputedStyle(parent).display.startsWith("inline"))) continue;
        const text = node.textContent ?? "";
        range.selectNodeContents(node);
        // Only a text on several lines is looked at letter by letter.
        const segments = range.getClientRects().length === 1 ? [{ index: 0, segment: text }] : segmenter.segment(text);
        for (const { index, segment } of segments) {
          range.setStart(node, index);
          range.setEnd(node, index + segment.length);
          const box = range.getBoundingClientRect();
          // A space at the end of a line has no width, but separates what is before and after it.
          if (box.width === 0 && (segment.trim() !== "" || lines.length === 0)) continue;
          // A line contains letters of several sizes.
          if (height === undefined || (box.width > 0 && box.top > height)) lines.push("");
          height = Math.max(box.bottom - box.height / 4, height ?? 0);
          lines.push((lines.pop() ?? "") + segment);
        }
      }
      const found = lines.slice(1).flatMap((line, at) => {
        const [before = ""] = /[\w.]+$/.exec(lines[at] ?? "") ?? [];
        const [after = ""] = /^[\w.]+/.exec(line) ?? [];
        if (/chrome:\/*$/.test(lines[at] ?? "") && /^[\w/]/.test(line)) return ["breaks within an address"];
        const isName = /\w\.(p12|txt)$/.test(before + after) || /^[0-9A-F]{16,}$/.test(before + after);
        return isName && before !== "" && after !== "" && !before.endsWith("_") ? [`breaks as ${before} and ${after}`] : [];
      });
      const last = lines.at(-1)?.trim() ?? "";
      if (lines.length > 1 && /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー][\p{P}]*$/u.test(last))
        found.push(`leaves ${last} alone on its last line`);
      return found;
    }

    function ancestors(element: Element | null, end: Element): Element[] {
      return element === null || element === end ? [] : [element, ...ancestors(element.parentElement, end)];
    }

    function rgb(colour: string): readonly [number, number, number, number] {
      const [red = 0, green = 0, blue = 0, alpha = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
      return [red, green, blue, alpha];
    }

    /** The background colour of an element's content: its own, or that of the nearest ancestor with one. */
    function backgroundOf(element: Element): readonly number[] {
      for (let at: Element | undefined = element; at !== undefined; at = parentOf(at)) {
        const background = rgb(getComputedStyle(at).backgroundColor);
        if (background[3] === 1) return background;
        if (background[3] > 0) report(at, "has a translucent background");
      }
      return matchMedia("(prefers-color-scheme: dark)").matches ? [0, 0, 0] : [255, 255, 255];
    }

    function parentOf(element: Element): Element | undefined {
      const root = element.getRootNode();
      return element.parentElement ?? (root instanceof ShadowRoot ? root.host : undefined);
    }

    function contrast(one: readonly number[], other: readonly number[]): number {
      const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((first, second) => second - first);
      return (light + 0.05) / (dark + 0.05);
    }

    function luminance(colour: readonly number[]): number {
      const [red = 0, green = 0, blue = 0] = colour.map((value) => {
        const channel = value / 255;
        return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    }
  });
}
