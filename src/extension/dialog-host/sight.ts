import type { HostElement } from "./host-element.ts";

/** How much of the dialog has to be in the window: all of it, but for what rounding may take. */
const wholly = 0.99;

/** Asks the browser whether anything covers or distorts an element (Intersection Observer, version 2). */
interface VisibilityOptions extends IntersectionObserverInit {
  readonly trackVisibility: boolean;
  /** How long the browser may wait before it looks again, in milliseconds; none allows less than 100. */
  readonly delay: number;
}

/** The browser's word on it; not every browser gives it. */
interface Visibility {
  readonly isVisible?: boolean;
}

/** Whether a dialog can be seen. */
export interface Sight {
  /** Whether it is uncovered and as it should be; undefined before the browser has said anything. */
  isClear(): boolean | undefined;
  /** Whether its window is in front. */
  isInFront(): boolean;
  /** Has the browser look anew and say what it sees, be it what it has seen before. */
  lookAgain(): void;
  end(): void;
}

/**
 * Watches whether a modal dialog can be seen as it is: wholly in the window, in the place where it was put, with nothing
 * over it and nothing that changes how it looks. Where the browser does not tell what covers an element (Firefox), the
 * rest holds alone, and every window counts as in front whose tab is shown: one that lies behind is one more cover.
 *
 * @param looked called each time that the browser has looked at it
 */
export function watchSight(host: HostElement, dialog: HTMLDialogElement, looked: () => void): Sight {
  let uncovered: boolean | undefined;
  let tellsCovers = false;
  const take = ({ isIntersecting, intersectionRatio, isVisible }: IntersectionObserverEntry & Visibility): void => {
    tellsCovers = isVisible !== undefined;
    uncovered = (isVisible ?? isIntersecting) && intersectionRatio >= wholly;
    looked();
  };
  const options: VisibilityOptions = { threshold: [0, wholly], trackVisibility: true, delay: 100 };
  const observer = new IntersectionObserver((entries) => entries.forEach(take), options);
  observer.observe(dialog);
  return {
    isClear: () => host.keepInPlace() && uncovered && dialog.matches(":modal"),
    isInFront: () => !document.hidden && (document.hasFocus() || !tellsCovers),
    lookAgain: () => {
      // What the browser has seen and not yet said would be lost with the observation that is given up.
      observer.takeRecords().forEach(take);
      // Of an observation that goes on, the browser says only what has changed; a new one begins with a look.
      observer.unobserve(dialog);
      observer.observe(dialog);
    },
    end: () => observer.disconnect(),
  };
}
