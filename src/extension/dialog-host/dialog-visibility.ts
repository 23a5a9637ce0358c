import type { HostElement } from "./host-element.ts";

/** The part of the dialog that must be in the window: all of it, with a tolerance for rounding. */
const fullyVisible = 0.99;

/** Makes the browser check whether anything covers or distorts an element (Intersection Observer, version 2). */
interface VisibilityOptions extends IntersectionObserverInit {
  readonly trackVisibility: boolean;
  /** The minimum delay between checks, in milliseconds; the browser requires at least 100. */
  readonly delay: number;
}

/** The result of the check; not every browser supports it. */
interface Visibility {
  readonly isVisible?: boolean;
}

/** Whether a dialog is visible. */
export interface DialogVisibility {
  /** Whether it is uncovered and undistorted; undefined before the first check. */
  isClear(): boolean | undefined;
  /** Whether its window is in front. */
  isInFront(): boolean;
  /** Makes the browser check again and report the result, even if it has not changed. */
  recheck(): void;
  end(): void;
}

/**
 * Watches whether a modal dialog is visible and intact: entirely in the window, in its place, with nothing over it and
 * nothing that changes its appearance. If the browser does not report what covers an element (Firefox), only the rest
 * applies, and every window whose tab is shown counts as in front, because a window behind another is covered, too.
 *
 * @param onCheck called after each check
 */
export function watchVisibility(host: HostElement, dialog: HTMLDialogElement, onCheck: () => void): DialogVisibility {
  let uncovered: boolean | undefined;
  let reportsCovers = false;
  const take = ({ isIntersecting, intersectionRatio, isVisible }: IntersectionObserverEntry & Visibility): void => {
    reportsCovers = isVisible !== undefined;
    uncovered = (isVisible ?? isIntersecting) && intersectionRatio >= fullyVisible;
    onCheck();
  };
  const options: VisibilityOptions = { threshold: [0, fullyVisible], trackVisibility: true, delay: 100 };
  const observer = new IntersectionObserver((entries) => entries.forEach(take), options);
  observer.observe(dialog);
  return {
    isClear: () => host.keepInPlace() && uncovered && dialog.matches(":modal"),
    isInFront: () => !document.hidden && (document.hasFocus() || !reportsCovers),
    recheck: () => {
      // Entries that have been recorded but not delivered would be lost by unobserving.
      observer.takeRecords().forEach(take);
      // An ongoing observation reports only changes; a new one starts with a check.
      observer.unobserve(dialog);
      observer.observe(dialog);
    },
    end: () => observer.disconnect(),
  };
}
